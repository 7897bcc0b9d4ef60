import { bucketStart, LEVEL_MS, LEVELS, type RollUpLevel } from '../buckets.ts'
import type { SupersededValue } from '../store.ts'
import { type CutRow, cutsOf, SELECT_CUTS } from './close-buckets.ts'
import type { Database, Statement } from './driver.ts'
import {
  ALWAYS_MS,
  BACKFILL_SOURCE,
  ENGINE_SOURCE,
  LEVEL_TABLE,
  NEVER_MS,
  unpackQuality,
} from './encoding.ts'
import type { SeriesReader } from './read-series.ts'
import type { ValueRow } from './wire.ts'

type Found = {
  at_ms: number
  value: number
  quality: number
  source_id: number
  received_ms: number
}
type Row = {
  bucket_ms: number
  last: number
  last_ms: number
  quality: number
  source_id: number
}
type SeriesRow = CutRow & { id: number; indicator: string; place: string }

const VALUE_COLUMNS = 'at_ms, value, quality, source_id, received_ms'

/** The newest value of every series, now or at an earlier moment. Call inside a snapshot. */
export class ValueReader {
  readonly #reader: SeriesReader
  readonly #series: Statement<SeriesRow>
  readonly #sources: Statement<{ id: number; name: string }>
  readonly #raw: Statement<Found>
  readonly #rawKnown: Statement<Found>
  readonly #pastKnown: Statement<Found>
  readonly #past: Statement<Found & { superseded_ms: number }>
  readonly #rows: Readonly<Record<RollUpLevel, Statement<Row>>>

  constructor(db: Database, reader: SeriesReader) {
    this.#reader = reader
    this.#series = db.prepare(`SELECT id, indicator, place, ${SELECT_CUTS} FROM series ORDER BY id`)
    this.#sources = db.prepare('SELECT id, name FROM sources')
    const newest = `WHERE series_id = ? AND at_ms <= ?`
    this.#raw = db.prepare(
      `SELECT ${VALUE_COLUMNS} FROM readings ${newest} ORDER BY at_ms DESC LIMIT 1`,
    )
    this.#rawKnown = db.prepare(
      `SELECT ${VALUE_COLUMNS} FROM readings ${newest} AND received_ms <= ?
       ORDER BY at_ms DESC LIMIT 1`,
    )
    this.#pastKnown = db.prepare(
      `SELECT ${VALUE_COLUMNS} FROM superseded ${newest} AND received_ms <= ?
       ORDER BY at_ms DESC, id DESC LIMIT 1`,
    )
    this.#past = db.prepare(
      `SELECT ${VALUE_COLUMNS}, superseded_ms FROM superseded
       WHERE series_id = (SELECT id FROM series WHERE indicator = ? AND place = ?)
         AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, id`,
    )
    const rows = (level: RollUpLevel): Statement<Row> =>
      db.prepare(
        `SELECT bucket_ms, last, last_ms, quality, source_id FROM ${LEVEL_TABLE[level]}
         WHERE series_id = ? AND bucket_ms > ? AND bucket_ms <= ? ORDER BY bucket_ms DESC LIMIT ?`,
      )
    this.#rows = { '1min': rows('1min'), '1h': rows('1h'), '1d': rows('1d') }
  }

  /** Newest reading of each series; of one that was only ever filled in, its newest bucket's last value. */
  latest(): ValueRow[] {
    return this.#each((series) => {
      const raw = this.#raw.get(series.id, ALWAYS_MS)
      return raw ?? this.#newestRow(series, NEVER_MS, ALWAYS_MS, ALWAYS_MS)
    })
  }

  /** Newest value of each series not after `atMs`, as known at `knownAtMs`. */
  valuesAt(atMs: number, knownAtMs = ALWAYS_MS): ValueRow[] {
    return this.#each((series) => {
      const raw =
        knownAtMs >= ALWAYS_MS
          ? this.#raw.get(series.id, atMs)
          : this.#asKnown(series.id, atMs, knownAtMs)
      return this.#newestRow(series, raw?.at_ms ?? NEVER_MS, atMs, knownAtMs) ?? raw
    })
  }

  corrections(indicator: string, place: string, fromMs: number, toMs: number): SupersededValue[] {
    const name = this.#sourceNames()
    return this.#past.all(indicator, place, fromMs, toMs).map((row) => ({
      indicator,
      place,
      atMs: row.at_ms,
      value: row.value,
      quality: unpackQuality(row.quality),
      source: name(row.source_id),
      receivedAtMs: row.received_ms,
      computed: row.source_id === ENGINE_SOURCE,
      supersededAtMs: row.superseded_ms,
    }))
  }

  #each(find: (series: SeriesRow) => Found | undefined): ValueRow[] {
    const name = this.#sourceNames()
    return this.#series.all().flatMap((series) => {
      const found = find(series)
      if (found === undefined) return []
      const { indicator, place } = series
      return [{ indicator, place, source: name(found.source_id), ...found }]
    })
  }

  /** Of an earlier and the present belief, the later time; at one time the present one was learnt last. */
  #asKnown(id: number, atMs: number, knownAtMs: number): Found | undefined {
    const now = this.#rawKnown.get(id, atMs, knownAtMs)
    const past = this.#pastKnown.get(id, atMs, knownAtMs)
    if (now === undefined || past === undefined) return now ?? past
    return now.at_ms >= past.at_ms ? now : past
  }

  /** Newest bucket whose last value is later than `afterMs` and not later than `atMs`. */
  #newestRow(
    series: SeriesRow,
    afterMs: number,
    atMs: number,
    knownAtMs: number,
  ): Found | undefined {
    let best: Row | undefined
    const cuts = cutsOf(series)
    for (const level of LEVELS) {
      const from = Math.max(afterMs, best?.last_ms ?? NEVER_MS)
      const start = bucketStart(from, LEVEL_MS[level])
      // A raw reading shadows its own bucket; only below the cut may that bucket say something newer.
      const begin = best === undefined && from >= cuts.raw ? start : start - 1
      if (bucketStart(atMs, LEVEL_MS[level]) <= begin) continue
      const fits = (row: Row): boolean =>
        row.last_ms > from &&
        row.last_ms <= atMs &&
        row.last_ms <= knownAtMs &&
        !this.#reader.shadowed(series.id, cuts, level, row.bucket_ms)
      best = this.#firstFit(level, series.id, begin, atMs, fits) ?? best
    }
    if (best === undefined) return undefined
    const { last: value, last_ms, quality, source_id } = best
    return { at_ms: last_ms, value, quality, source_id, received_ms: last_ms }
  }

  #firstFit(
    level: RollUpLevel,
    id: number,
    afterMs: number,
    atMs: number,
    fits: (row: Row) => boolean,
  ): Row | undefined {
    const [first] = this.#rows[level].all(id, afterMs, atMs, 1)
    if (first === undefined || fits(first)) return first
    return this.#rows[level].all(id, afterMs, first.bucket_ms - 1, -1).find(fits)
  }

  #sourceNames(): (id: number) => string {
    const names = new Map([
      [ENGINE_SOURCE, 'engine'],
      [BACKFILL_SOURCE, 'backfill'],
    ])
    for (const { id, name } of this.#sources.all()) names.set(id, name)
    return (id) => names.get(id) ?? ''
  }
}
