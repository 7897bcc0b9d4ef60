import type { RollUpLevel } from '../buckets.ts'
import type { Database, Statement } from './driver.ts'
import { LEVEL_TABLE } from './encoding.ts'

/** One row of a roll-up table. */
export type BucketRow = {
  min: number
  max: number
  sum: number
  last: number
  last_ms: number
  n: number
  quality: number
  source_id: number
}
export type PlacedRow = BucketRow & { bucket_ms: number }
export type RawRow = { at_ms: number; value: number; quality: number; source_id: number }

export const BUCKET_COLUMNS = 'min, max, sum, last, last_ms, n, quality, source_id'

export const rowOfRaw = ({ at_ms, value, quality, source_id }: RawRow): BucketRow => ({
  min: value,
  max: value,
  sum: value,
  last: value,
  last_ms: at_ms,
  n: 1,
  quality,
  source_id,
})

/** Takes `from` into `into`, which is changed; of two last values the later stands, at equal times `from`. */
export function absorb(into: BucketRow, from: BucketRow): void {
  if (from.min < into.min) into.min = from.min
  if (from.max > into.max) into.max = from.max
  into.sum += from.sum
  into.n += from.n
  if (from.quality > into.quality) into.quality = from.quality
  if (from.last_ms < into.last_ms) return
  into.last = from.last
  into.last_ms = from.last_ms
  into.source_id = from.source_id
}

/** The statements on one roll-up table. */
export class BucketTable {
  readonly #put: Statement<never>
  readonly #get: Statement<BucketRow>
  readonly #range: Statement<PlacedRow>
  readonly #any: Statement<{ found: number }>

  constructor(db: Database, level: RollUpLevel) {
    const table = LEVEL_TABLE[level]
    const updates = BUCKET_COLUMNS.split(', ').map((column) => `${column} = excluded.${column}`)
    this.#put = db.prepare(
      `INSERT INTO ${table} (series_id, bucket_ms, ${BUCKET_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (series_id, bucket_ms) DO UPDATE SET ${updates.join(', ')}`,
    )
    this.#get = db.prepare(
      `SELECT ${BUCKET_COLUMNS} FROM ${table} WHERE series_id = ? AND bucket_ms = ?`,
    )
    this.#range = db.prepare(
      `SELECT bucket_ms, ${BUCKET_COLUMNS} FROM ${table}
       WHERE series_id = ? AND bucket_ms >= ? AND bucket_ms < ? ORDER BY bucket_ms LIMIT ?`,
    )
    this.#any = db.prepare(
      `SELECT 1 AS found FROM ${table} WHERE series_id = ? AND bucket_ms >= ? AND bucket_ms < ? LIMIT 1`,
    )
  }

  /** Writes the bucket, over what was there. */
  put(seriesId: number, bucketMs: number, row: BucketRow): void {
    const { min, max, sum, last, last_ms, n, quality, source_id } = row
    this.#put.run(seriesId, bucketMs, min, max, sum, last, last_ms, n, quality, source_id)
  }

  get(seriesId: number, bucketMs: number): BucketRow | undefined {
    return this.#get.get(seriesId, bucketMs)
  }

  /** Buckets that begin in [fromMs, toMs), ascending, at most `limit` (all of them when left out). */
  range(seriesId: number, fromMs: number, toMs: number, limit = -1): PlacedRow[] {
    return this.#range.all(seriesId, fromMs, toMs, limit)
  }

  /** @returns whether a bucket begins in [fromMs, toMs) */
  any(seriesId: number, fromMs: number, toMs: number): boolean {
    return toMs > fromMs && this.#any.get(seriesId, fromMs, toMs) !== undefined
  }
}
