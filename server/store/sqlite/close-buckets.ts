import { bucketStart, LEVEL_MS, LEVELS, type RollUpLevel } from '../buckets.ts'
import {
  absorb,
  type BucketRow,
  BucketTable,
  type PlacedRow,
  type RawRow,
  rowOfRaw,
} from './bucket-row.ts'
import type { Cuts } from './dictionary.ts'
import type { Database, Statement } from './driver.ts'
import { LEVEL_TABLE, NEVER_MS } from './encoding.ts'

export type CutRow = { raw: number; minute: number; hour: number; day: number }

export const cutsOf = ({ raw, minute, hour, day }: CutRow): Cuts => ({
  raw,
  '1min': minute,
  '1h': hour,
  '1d': day,
})

export const SELECT_CUTS = `raw_cut_ms AS raw, minute_cut_ms AS minute, hour_cut_ms AS hour,
  day_cut_ms AS day`

/** Finer rows taken into memory at a time when a long run is closed; more than an hour or a day has. */
const PAGE_ROWS = 5_000

/** Works out buckets of one series from what is finer. Call inside a transaction. */
export class BucketCloser {
  readonly tables: Readonly<Record<RollUpLevel, BucketTable>>
  readonly #raw: Statement<RawRow>
  readonly #rawPage: Statement<RawRow>
  readonly #deleteRaw: Statement<never>
  readonly #forget: Statement<never>
  readonly #dirty: Statement<{ minute_ms: number }>
  readonly #clean: Statement<never>
  readonly #cuts: Statement<CutRow>

  constructor(db: Database) {
    this.tables = {
      '1min': new BucketTable(db, '1min'),
      '1h': new BucketTable(db, '1h'),
      '1d': new BucketTable(db, '1d'),
    }
    const raw = `SELECT at_ms, value, quality, source_id FROM readings
      WHERE series_id = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms`
    this.#raw = db.prepare(raw)
    this.#rawPage = db.prepare(`${raw} LIMIT ${PAGE_ROWS}`)
    this.#deleteRaw = db.prepare(
      'DELETE FROM readings WHERE series_id = ? AND at_ms >= ? AND at_ms < ?',
    )
    this.#forget = db.prepare(
      'DELETE FROM superseded WHERE series_id = ? AND at_ms >= ? AND at_ms < ?',
    )
    this.#dirty = db.prepare(
      'SELECT minute_ms FROM dirty WHERE series_id = ? AND minute_ms < ? ORDER BY minute_ms LIMIT ?',
    )
    this.#clean = db.prepare('DELETE FROM dirty WHERE series_id = ? AND minute_ms = ?')
    this.#cuts = db.prepare(`SELECT ${SELECT_CUTS} FROM series WHERE id = ?`)
  }

  cuts(seriesId: number): Cuts {
    const row = this.#cuts.get(seriesId)
    return cutsOf(row ?? { raw: NEVER_MS, minute: NEVER_MS, hour: NEVER_MS, day: NEVER_MS })
  }

  /**
   * Closes whole buckets of a level in [fromMs, toMs) for one series, at most a page of finer rows.
   *
   * @returns where to go on; `toMs` when the run is through
   */
  closeRun(level: RollUpLevel, seriesId: number, fromMs: number, toMs: number): number {
    const width = LEVEL_MS[level]
    const finer = this.#finer(level, seriesId, fromMs, toMs)
    let until = toMs
    if (finer.length === PAGE_ROWS) {
      const lastBucket = bucketStart(finer.at(-1)?.bucket_ms ?? toMs, width)
      until = Math.max(lastBucket, bucketStart(finer[0]?.bucket_ms ?? toMs, width) + width)
      if (until > lastBucket) return this.#closeCrowded(seriesId, lastBucket)
    }
    this.#fold(level, seriesId, finer, until)
    return until
  }

  /** Closes again what late readings touched, up to `limit` minutes. @returns minutes dealt with */
  closeDirty(
    seriesId: number,
    closedMs: Readonly<Record<RollUpLevel, number>>,
    beforeMs: number,
    limit: number,
  ): number {
    const before = Math.min(beforeMs, closedMs['1min'])
    const minutes = this.#dirty.all(seriesId, before, limit).map(({ minute_ms }) => minute_ms)
    if (minutes.length === 0) return 0
    const cuts = this.cuts(seriesId)
    for (const minute of minutes) {
      if (minute < cuts.raw) this.#sink(seriesId, minute, cuts)
      else this.#fold('1min', seriesId, this.#rawRows(seriesId, minute, minute + LEVEL_MS['1min']))
      this.#clean.run(seriesId, minute)
    }
    this.recloseAbove('1min', seriesId, minutes, cuts, closedMs)
    return minutes.length
  }

  /** Works the coarser buckets out again over buckets of `level` that changed. */
  recloseAbove(
    level: RollUpLevel,
    seriesId: number,
    buckets: readonly number[],
    cuts: Cuts,
    closedMs: Readonly<Record<RollUpLevel, number>>,
  ): void {
    for (let i = LEVELS.indexOf(level) + 1; i < LEVELS.length; i += 1) {
      const coarser = LEVELS[i]
      const finer = LEVELS[i - 1]
      if (coarser === undefined || finer === undefined) continue
      const width = LEVEL_MS[coarser]
      for (const start of new Set(buckets.map((bucket) => bucketStart(bucket, width)))) {
        if (start >= closedMs[coarser] || start < cuts[finer]) continue
        this.#fold(coarser, seriesId, this.#finer(coarser, seriesId, start, start + width))
      }
    }
  }

  #rawRows(seriesId: number, fromMs: number, toMs: number): PlacedRow[] {
    return this.#raw
      .all(seriesId, fromMs, toMs)
      .map((row) => ({ ...rowOfRaw(row), bucket_ms: row.at_ms }))
  }

  #finer(level: RollUpLevel, seriesId: number, fromMs: number, toMs: number): PlacedRow[] {
    const finer = LEVELS[LEVELS.indexOf(level) - 1]
    if (finer !== undefined) return this.tables[finer].range(seriesId, fromMs, toMs, PAGE_ROWS)
    return this.#rawPage
      .all(seriesId, fromMs, toMs)
      .map((row) => ({ ...rowOfRaw(row), bucket_ms: row.at_ms }))
  }

  /** A minute with more readings than a page holds. */
  #closeCrowded(seriesId: number, minute: number): number {
    const end = minute + LEVEL_MS['1min']
    this.#fold('1min', seriesId, this.#rawRows(seriesId, minute, end))
    return end
  }

  /** Sums finer rows into buckets of `level` and writes those that begin before `untilMs`. */
  #fold(
    level: RollUpLevel,
    seriesId: number,
    finer: readonly PlacedRow[],
    untilMs = Number.POSITIVE_INFINITY,
  ): void {
    const width = LEVEL_MS[level]
    let bucket = Number.NaN
    let row: BucketRow | undefined
    for (const { bucket_ms, ...next } of finer) {
      const start = bucketStart(bucket_ms, width)
      if (start >= untilMs) break
      if (start === bucket && row !== undefined) {
        absorb(row, next)
        continue
      }
      if (row !== undefined) this.tables[level].put(seriesId, bucket, row)
      bucket = start
      row = next
    }
    if (row !== undefined) this.tables[level].put(seriesId, bucket, row)
  }

  /** Late readings for a time whose raw readings were dropped: into the finest level that is kept there. */
  #sink(seriesId: number, minute: number, cuts: Cuts): void {
    const late = this.#rawRows(seriesId, minute, minute + LEVEL_MS['1min'])
    const level = LEVELS.find(
      (candidate) => bucketStart(minute, LEVEL_MS[candidate]) >= cuts[candidate],
    )
    if (level !== undefined) {
      const start = bucketStart(minute, LEVEL_MS[level])
      let row = this.tables[level].get(seriesId, start)
      for (const { bucket_ms: _, ...next } of late) {
        if (row === undefined) row = next
        else absorb(row, next)
      }
      if (row !== undefined) this.tables[level].put(seriesId, start, row)
    }
    this.#deleteRaw.run(seriesId, minute, minute + LEVEL_MS['1min'])
    this.#forget.run(seriesId, minute, minute + LEVEL_MS['1min'])
  }
}

/** Series with something in [from, to) that the level's buckets are made of. */
export const touchedSeries = (level: RollUpLevel): string => {
  const finer = LEVELS[LEVELS.indexOf(level) - 1]
  const [table, column] =
    finer === undefined ? ['readings', 'at_ms'] : [LEVEL_TABLE[finer], 'bucket_ms']
  return `SELECT s.id FROM series s WHERE s.id > ? AND EXISTS (
    SELECT 1 FROM ${table} r WHERE r.series_id = s.id AND r.${column} >= ? AND r.${column} < ?)
    ORDER BY s.id`
}
