import { bucketStart, expiryCuts, LEVEL_MS, LEVELS, type RollUpLevel } from '../buckets.ts'
import type { Resolution } from '../store.ts'
import { BucketCloser, touchedSeries } from './close-buckets.ts'
import type { Dictionary } from './dictionary.ts'
import type { Database, Statement } from './driver.ts'
import { LEVEL_TABLE, NEVER_MS } from './encoding.ts'
import { transaction } from './transaction.ts'

/** Readings may come this late before their minute is closed. */
const LATENESS_MS = 15_000
/** Longest that one step holds the thread, about; commits go between steps. */
const STEP_MS = 15
const DIRTY_PER_STEP = 500

const CUT_COLUMN: Readonly<Record<Resolution, string>> = {
  raw: 'raw_cut_ms',
  '1min': 'minute_cut_ms',
  '1h': 'hour_cut_ms',
  '1d': 'day_cut_ms',
}

type StateRow = { level: Resolution; closed_ms: number; cut_ms: number }

/**
 * Keeps the roll-up tables true. Buckets that began before `closed` are in the tables; what comes later for
 * them leaves a mark in `dirty`, in the transaction that writes it, and is worked in by the next `rollUp`.
 * Steps are generators: each `yield` is a moment between two transactions.
 */
export class RollUp {
  readonly closer: BucketCloser
  readonly #db: Database
  readonly #dictionary: Dictionary
  readonly #clockMs: () => number
  readonly #closed: Record<RollUpLevel, number> = {
    '1min': NEVER_MS,
    '1h': NEVER_MS,
    '1d': NEVER_MS,
  }
  /** Minutes from here on are open. Ahead of `#closed` while a run is on its way. */
  #closingMs = NEVER_MS
  readonly #saveState: Statement<never>
  readonly #dirtySeries: Statement<{ series_id: number }>
  readonly #touched: Readonly<Record<RollUpLevel, Statement<{ id: number }>>>

  /** @param clockMs monotonic milliseconds, to keep steps short */
  constructor(db: Database, dictionary: Dictionary, clockMs: () => number) {
    this.#db = db
    this.#dictionary = dictionary
    this.#clockMs = clockMs
    this.closer = new BucketCloser(db)
    const rows = db.prepare<StateRow>('SELECT level, closed_ms, cut_ms FROM rollup_state').all()
    for (const { level, closed_ms, cut_ms } of rows) {
      dictionary.cuts[level] = cut_ms
      if (level !== 'raw') this.#closed[level] = closed_ms
    }
    this.#closingMs = this.#closed['1min']
    this.#saveState = db.prepare(
      `INSERT INTO rollup_state (level, closed_ms, cut_ms) VALUES (?, ?, ?)
       ON CONFLICT (level) DO UPDATE SET closed_ms = excluded.closed_ms, cut_ms = excluded.cut_ms`,
    )
    this.#dirtySeries = db.prepare('SELECT series_id FROM dirty WHERE minute_ms < ? LIMIT 1')
    this.#touched = {
      '1min': db.prepare(touchedSeries('1min')),
      '1h': db.prepare(touchedSeries('1h')),
      '1d': db.prepare(touchedSeries('1d')),
    }
  }

  /** Readings before this moment need a mark in `dirty`. */
  closingMs(): number {
    return this.#closingMs
  }

  closed(): Readonly<Record<RollUpLevel, number>> {
    return this.#closed
  }

  *rollUp(nowMs: number): Generator<void, void, void> {
    yield* this.#dirtySteps()
    const until = nowMs - LATENESS_MS
    this.#closingMs = Math.max(this.#closingMs, bucketStart(until, LEVEL_MS['1min']))
    for (const level of LEVELS) yield* this.#closeLevel(level, bucketStart(until, LEVEL_MS[level]))
    yield* this.#dirtySteps()
  }

  /** @returns rows dropped */
  *expire(
    nowMs: number,
    keepMs: Readonly<Record<Resolution, number>>,
  ): Generator<void, number, void> {
    yield* this.rollUp(nowMs)
    const wanted = expiryCuts(nowMs, keepMs)
    let dropped = 0
    for (const resolution of ['raw', ...LEVELS] as const) {
      const cut = Math.min(wanted[resolution], this.#closed['1d'])
      if (cut > this.#dictionary.cuts[resolution]) dropped += yield* this.#drop(resolution, cut)
    }
    return dropped
  }

  *#dirtySteps(): Generator<void, void, void> {
    for (;;) {
      const next = this.#dirtySeries.get(this.#closed['1min'])
      if (next === undefined) return
      transaction(this.#db, () => {
        const began = this.#clockMs()
        let series: { series_id: number } | undefined = next
        while (series !== undefined && this.#clockMs() - began < STEP_MS) {
          this.closer.closeDirty(series.series_id, this.#closed, Infinity, DIRTY_PER_STEP)
          series = this.#dirtySeries.get(this.#closed['1min'])
        }
      })
      yield
    }
  }

  *#closeLevel(level: RollUpLevel, until: number): Generator<void, void, void> {
    const from = this.#closed[level]
    if (until <= from) return
    const ids = this.#touched[level].all(0, from, until).map(({ id }) => id)
    yield
    let index = 0
    let cursor = from
    while (index < ids.length) {
      transaction(this.#db, () => {
        const began = this.#clockMs()
        for (let id = ids[index]; id !== undefined && this.#clockMs() - began < STEP_MS; ) {
          cursor = this.closer.closeRun(level, id, cursor, until)
          if (cursor < until) continue
          cursor = from
          index += 1
          id = ids[index]
        }
      })
      yield
    }
    transaction(this.#db, () => this.#saveState.run(level, until, this.#dictionary.cuts[level]))
    this.#closed[level] = until
  }

  /** Drops a resolution up to `cut`, at most one day of one series at a time. */
  *#drop(resolution: Resolution, cut: number): Generator<void, number, void> {
    const dropDay = this.#dayDropper(resolution, cut)
    const ids = this.#db.prepare<{ id: number }>('SELECT id FROM series ORDER BY id').all()
    let dropped = 0
    for (let index = 0; index < ids.length; ) {
      transaction(this.#db, () => {
        const began = this.#clockMs()
        while (this.#clockMs() - began < STEP_MS) {
          const id = ids[index]?.id
          if (id === undefined) return
          const rows = dropDay(id)
          if (rows === null) index += 1
          else dropped += rows
        }
      })
      yield
    }
    const column = CUT_COLUMN[resolution]
    transaction(this.#db, () => {
      this.#db.prepare(`UPDATE series SET ${column} = ? WHERE ${column} < ?`).run(cut, cut)
      const closed = resolution === 'raw' ? NEVER_MS : this.#closed[resolution]
      this.#saveState.run(resolution, closed, cut)
    })
    this.#dictionary.cuts[resolution] = cut
    return dropped
  }

  /** @returns a function that drops the oldest day of a series: rows dropped, or null when none is left */
  #dayDropper(resolution: Resolution, cut: number): (seriesId: number) => number | null {
    const table = resolution === 'raw' ? 'readings' : LEVEL_TABLE[resolution]
    const time = resolution === 'raw' ? 'at_ms' : 'bucket_ms'
    const column = CUT_COLUMN[resolution]
    const oldest = this.#db.prepare<{ oldest: number | null }>(
      `SELECT min(${time}) AS oldest FROM ${table} WHERE series_id = ?`,
    )
    const remove = this.#db.prepare(`DELETE FROM ${table} WHERE series_id = ? AND ${time} < ?`)
    const forget = this.#db.prepare('DELETE FROM superseded WHERE series_id = ? AND at_ms < ?')
    const setCut = this.#db.prepare(
      `UPDATE series SET ${column} = ? WHERE id = ? AND ${column} < ?`,
    )
    return (seriesId) => {
      const first = oldest.get(seriesId)?.oldest ?? cut
      if (first >= cut) return null
      const until = Math.min(cut, bucketStart(first, LEVEL_MS['1d']) + LEVEL_MS['1d'])
      while (this.closer.closeDirty(seriesId, this.#closed, until, DIRTY_PER_STEP) > 0);
      const { changes } = remove.run(seriesId, until)
      if (resolution === 'raw') forget.run(seriesId, until)
      setCut.run(until, seriesId, until)
      return Number(changes)
    }
  }
}
