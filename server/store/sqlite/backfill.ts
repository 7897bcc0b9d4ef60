import { bucketStart, LEVEL_MS, type RollUpLevel } from '../buckets.ts'
import type { BackfillColumn } from '../store.ts'
import { BUCKET_COLUMNS } from './bucket-row.ts'
import type { BucketCloser } from './close-buckets.ts'
import type { Dictionary } from './dictionary.ts'
import type { Database, Statement } from './driver.ts'
import { ALWAYS_MS, BACKFILL_SOURCE, ENGINE_SOURCE, LEVEL_TABLE, packQuality } from './encoding.ts'

const EVERYTHING: Readonly<Record<RollUpLevel, number>> = {
  '1min': ALWAYS_MS,
  '1h': ALWAYS_MS,
  '1d': ALWAYS_MS,
}

/** Writes history that was not measured live. Call inside a transaction. */
export class BackfillWriter {
  readonly #dictionary: Dictionary
  readonly #closer: BucketCloser
  readonly #markLate: (seriesId: number, atMs: number) => void
  readonly #raw: Statement<never>
  readonly #bucket: Readonly<Record<RollUpLevel, Statement<never>>>

  /** @param markLate told of each raw value that was written */
  constructor(
    db: Database,
    dictionary: Dictionary,
    closer: BucketCloser,
    markLate: (seriesId: number, atMs: number) => void,
  ) {
    this.#dictionary = dictionary
    this.#closer = closer
    this.#markLate = markLate
    this.#raw = db.prepare(
      `INSERT INTO readings (series_id, at_ms, value, quality, source_id, received_ms)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    const bucket = (level: RollUpLevel): Statement<never> =>
      db.prepare(
        `INSERT INTO ${LEVEL_TABLE[level]} (series_id, bucket_ms, ${BUCKET_COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
    this.#bucket = { '1min': bucket('1min'), '1h': bucket('1h'), '1d': bucket('1d') }
  }

  /** Adds what is not stored yet. Rows without a count or a finite value, or past keeping, are left out. */
  write(column: BackfillColumn): void {
    const { indicator, place, resolution, computed } = column
    const series = this.#dictionary.series(indicator, place)
    const quality = packQuality(column.quality)
    const source = computed ? ENGINE_SOURCE : BACKFILL_SOURCE
    const cuts = this.#closer.cuts(series)
    const written: number[] = []
    for (const [i, atMs] of column.atMs.entries()) {
      const n = column.n[i] ?? 0
      const last = column.last[i] ?? Number.NaN
      if (n === 0 || !Number.isFinite(last) || atMs < cuts[resolution]) continue
      if (resolution === 'raw') {
        const { changes } = this.#raw.run(series, atMs, last, quality, source, atMs)
        if (changes !== 0) this.#markLate(series, atMs)
        continue
      }
      const start = bucketStart(atMs, LEVEL_MS[resolution])
      const min = column.min[i] ?? last
      const max = column.max[i] ?? last
      const sum = (column.avg[i] ?? last) * n
      const insert = this.#bucket[resolution]
      const { changes } = insert.run(series, start, min, max, sum, last, atMs, n, quality, source)
      if (changes !== 0) written.push(start)
    }
    if (resolution === 'raw' || written.length === 0) return
    this.#closer.recloseAbove(resolution, series, written, cuts, EVERYTHING)
  }
}
