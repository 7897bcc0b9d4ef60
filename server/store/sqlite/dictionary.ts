import type { Resolution } from '../store.ts'
import type { Database, Statement } from './driver.ts'
import { FIRST_FEED_SOURCE, NEVER_MS } from './encoding.ts'

/** Up to where each resolution was dropped (see `expiryCuts`). */
export type Cuts = Record<Resolution, number>

export const NO_CUTS: Readonly<Cuts> = {
  raw: NEVER_MS,
  '1min': NEVER_MS,
  '1h': NEVER_MS,
  '1d': NEVER_MS,
}

/**
 * Names and numbers of series and sources: what the file knows, kept in memory. A number is given inside the
 * transaction that needs it first; if that is rolled back, `undo` forgets it again.
 */
export class Dictionary {
  readonly #series = new Map<string, number>()
  readonly #sources = new Map<string, number>()
  readonly #undo: (() => void)[] = []
  readonly #addSeries: Statement<{ id: number }>
  readonly #addSource: Statement<never>
  /** Cuts that a new series begins with. */
  cuts: Cuts = { ...NO_CUTS }

  constructor(db: Database) {
    for (const { id, indicator, place } of db
      .prepare<{ id: number; indicator: string; place: string }>(
        'SELECT id, indicator, place FROM series',
      )
      .all()) {
      this.#series.set(`${indicator} ${place}`, id)
    }
    for (const { id, name } of db
      .prepare<{ id: number; name: string }>('SELECT id, name FROM sources')
      .all()) {
      this.#sources.set(name, id)
    }
    this.#addSeries = db.prepare(
      `INSERT INTO series (indicator, place, raw_cut_ms, minute_cut_ms, hour_cut_ms, day_cut_ms)
       VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
    )
    this.#addSource = db.prepare('INSERT INTO sources (id, name) VALUES (?, ?)')
  }

  /** Number of the series; a new one is written to the file. */
  series(indicator: string, place: string): number {
    const key = `${indicator} ${place}`
    const known = this.#series.get(key)
    if (known !== undefined) return known
    const { raw, '1min': minute, '1h': hour, '1d': day } = this.cuts
    const id = inserted(this.#addSeries.get(indicator, place, raw, minute, hour, day))
    this.#series.set(key, id)
    this.#undo.push(() => this.#series.delete(key))
    return id
  }

  /** Number of the source; a new one is written to the file. */
  source(name: string): number {
    const known = this.#sources.get(name)
    if (known !== undefined) return known
    const id = FIRST_FEED_SOURCE + this.#sources.size
    this.#addSource.run(id, name)
    this.#sources.set(name, id)
    this.#undo.push(() => this.#sources.delete(name))
    return id
  }

  /** @returns a mark to `undo` to */
  mark(): number {
    return this.#undo.length
  }

  undo(mark: number): void {
    for (const forget of this.#undo.splice(mark)) forget()
  }

  /** What was given is in the file for good. */
  keep(): void {
    this.#undo.length = 0
  }
}

const inserted = (row: { id: number } | undefined): number => {
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row')
  return row.id
}
