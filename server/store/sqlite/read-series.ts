import {
  bucketCeil,
  bucketStart,
  historyGrid,
  LEVEL_MS,
  LEVELS,
  type RollUpLevel,
} from '../buckets.ts'
import { foldIntoGrid, type NumericSample } from '../fold.ts'
import type { HistoryPoint, HistoryQuery, Resolution } from '../store.ts'
import { BucketTable } from './bucket-row.ts'
import { type CutRow, cutsOf, SELECT_CUTS } from './close-buckets.ts'
import type { Cuts } from './dictionary.ts'
import type { Database, Statement } from './driver.ts'
import { ALWAYS_MS, finerLevels, NEVER_MS } from './encoding.ts'

type TimedValue = { at_ms: number; value: number }
type Placed = {
  bucket_ms: number
  min: number
  max: number
  sum: number
  last: number
  last_ms: number
  n: number
}

/** One series as a question sees it. */
type View = {
  readonly id: number
  readonly cuts: Cuts
  readonly closed: Readonly<Record<RollUpLevel, number>>
  readonly knownAtMs: number
}

const ofValue = ({ at_ms, value }: TimedValue): NumericSample => ({
  atMs: at_ms,
  min: value,
  max: value,
  sum: value,
  last: value,
  lastMs: at_ms,
  n: 1,
})

const ofBucket = ({ bucket_ms, last_ms, ...rest }: Placed): NumericSample => ({
  ...rest,
  atMs: bucket_ms,
  lastMs: last_ms,
})

/**
 * History of one series. Finished buckets come from the roll-ups, everything else from what is finer: the
 * edges of the range, buckets that a late reading touched, and the part that is not closed yet. A bucket
 * that came summed up counts only where nothing finer is stored.
 */
export class SeriesReader {
  readonly #tables: Readonly<Record<RollUpLevel, BucketTable>>
  readonly #series: Statement<CutRow & { id: number }>
  readonly #closed: Statement<{ level: Resolution; closed_ms: number }>
  readonly #raw: Statement<TimedValue>
  readonly #rawAny: Statement<{ found: number }>
  readonly #rawKnown: Statement<TimedValue>
  readonly #dirty: Statement<{ minute_ms: number }>

  constructor(db: Database) {
    this.#tables = {
      '1min': new BucketTable(db, '1min'),
      '1h': new BucketTable(db, '1h'),
      '1d': new BucketTable(db, '1d'),
    }
    this.#series = db.prepare(
      `SELECT id, ${SELECT_CUTS} FROM series WHERE indicator = ? AND place = ?`,
    )
    this.#closed = db.prepare('SELECT level, closed_ms FROM rollup_state')
    const range = 'series_id = ? AND at_ms >= ? AND at_ms < ?'
    this.#raw = db.prepare(`SELECT at_ms, value FROM readings WHERE ${range} ORDER BY at_ms`)
    this.#rawAny = db.prepare(`SELECT 1 AS found FROM readings WHERE ${range} LIMIT 1`)
    this.#rawKnown = db.prepare(
      `SELECT at_ms, value FROM (
         SELECT at_ms, value, id FROM superseded WHERE ${range} AND received_ms <= ?
         UNION ALL
         SELECT at_ms, value, ${ALWAYS_MS} AS id FROM readings WHERE ${range} AND received_ms <= ?
       ) AS versions ORDER BY at_ms, id`,
    )
    this.#dirty = db.prepare(
      'SELECT minute_ms FROM dirty WHERE series_id = ? AND minute_ms >= ? AND minute_ms < ?',
    )
  }

  /** Call inside a snapshot. An unknown series has no history. */
  history(query: HistoryQuery): HistoryPoint[] {
    const { fromMs, toMs, knownAtMs } = query
    const series = this.#series.get(query.indicator, query.place)
    if (series === undefined || toMs <= fromMs) return []
    const grid = historyGrid(query)
    const view = {
      id: series.id,
      cuts: cutsOf(series),
      closed: this.closed(),
      knownAtMs: knownAtMs ?? ALWAYS_MS,
    }
    const samples = this.#collect(view, grid.level, fromMs, toMs)
    const coarser = grid.level === 'raw' ? LEVELS : LEVELS.slice(LEVELS.indexOf(grid.level) + 1)
    for (const level of coarser) samples.push(...this.#ownRows(view, level, fromMs, toMs))
    return foldIntoGrid(
      samples.sort((a, b) => a.atMs - b.atMs),
      grid,
    )
  }

  /** Up to where each level is closed. */
  closed(): Record<RollUpLevel, number> {
    const closed = { '1min': NEVER_MS, '1h': NEVER_MS, '1d': NEVER_MS }
    for (const { level, closed_ms } of this.#closed.all()) {
      if (level !== 'raw') closed[level] = closed_ms
    }
    return closed
  }

  /**
   * @returns whether something finer than `level` says what happened in the bucket. Below a cut the finer
   * rows are not the whole story: there they add to the bucket.
   */
  shadowed(id: number, cuts: Cuts, level: RollUpLevel, start: number): boolean {
    const end = start + LEVEL_MS[level]
    if (this.#anyRaw(id, Math.max(start, cuts.raw), end)) return true
    return finerLevels(level).some((finer) =>
      this.#tables[finer].any(id, Math.max(start, cuts[finer]), end),
    )
  }

  #anyRaw(id: number, fromMs: number, toMs: number): boolean {
    return toMs > fromMs && this.#rawAny.get(id, fromMs, toMs) !== undefined
  }

  /** Samples in [fromMs, toMs) of buckets no coarser than `level`; not in order. */
  #collect(view: View, level: Resolution, fromMs: number, toMs: number): NumericSample[] {
    if (toMs <= fromMs) return []
    if (level === 'raw') return this.#rawSamples(view, fromMs, toMs)
    const width = LEVEL_MS[level]
    const begin = bucketCeil(fromMs, width)
    const closed = view.knownAtMs < ALWAYS_MS ? NEVER_MS : view.closed[level]
    const end = Math.max(begin, Math.min(bucketStart(toMs, width), closed))
    if (begin >= end) return this.#open(view, level, fromMs, toMs)
    const dirty = new Set(
      this.#dirty.all(view.id, begin, end).map(({ minute_ms }) => bucketStart(minute_ms, width)),
    )
    const samples = this.#open(view, level, fromMs, begin)
    for (const row of this.#tables[level].range(view.id, begin, end)) {
      if (!dirty.has(row.bucket_ms)) samples.push(ofBucket(row))
    }
    for (const start of dirty) samples.push(...this.#open(view, level, start, start + width))
    samples.push(...this.#open(view, level, end, toMs))
    return samples
  }

  /** A stretch in which the level's own rows cannot be taken as they are. */
  #open(view: View, level: RollUpLevel, fromMs: number, toMs: number): NumericSample[] {
    if (toMs <= fromMs) return []
    const finer = finerLevels(level).at(-1) ?? 'raw'
    const samples = this.#collect(view, finer, fromMs, toMs)
    samples.push(...this.#ownRows(view, level, fromMs, toMs))
    return samples
  }

  #ownRows(view: View, level: RollUpLevel, fromMs: number, toMs: number): NumericSample[] {
    return this.#tables[level]
      .range(view.id, fromMs, toMs)
      .filter(
        (row) =>
          row.last_ms <= view.knownAtMs && !this.shadowed(view.id, view.cuts, level, row.bucket_ms),
      )
      .map(ofBucket)
  }

  #rawSamples({ id, knownAtMs }: View, fromMs: number, toMs: number): NumericSample[] {
    if (knownAtMs >= ALWAYS_MS) return this.#raw.all(id, fromMs, toMs).map(ofValue)
    const versions = this.#rawKnown.all(id, fromMs, toMs, knownAtMs, id, fromMs, toMs, knownAtMs)
    return versions.filter((version, i) => versions[i + 1]?.at_ms !== version.at_ms).map(ofValue)
  }
}
