import { bucketStart, LEVEL_MS } from '../buckets.ts'
import type { Dictionary } from './dictionary.ts'
import type { Database, Statement } from './driver.ts'
import { ENGINE_SOURCE } from './encoding.ts'
import type { Columns, PackedBatch } from './wire.ts'

type Known = {
  value: number
  quality: number
  source_id: number
  received_ms: number
}

const ACCEPTED = 0
const DUPLICATE = 1
const CORRECTION = 2

/** Writes readings into the clustered table. Call inside a transaction. */
export class ReadingWriter {
  readonly #dictionary: Dictionary
  readonly #closedMs: () => number
  readonly #names: (readonly [string, string])[] = []
  readonly #sourceNames: string[] = []
  readonly #insert: Statement<never>
  readonly #known: Statement<Known>
  readonly #replace: Statement<never>
  readonly #supersede: Statement<never>
  readonly #upsertComputed: Statement<never>
  readonly #dirty: Statement<never>

  /** @param closedMs up to where buckets are closed: what is older needs its bucket closed again */
  constructor(db: Database, dictionary: Dictionary, closedMs: () => number) {
    this.#dictionary = dictionary
    this.#closedMs = closedMs
    const insert = `INSERT INTO readings
      (series_id, at_ms, value, quality, source_id, received_ms) VALUES (?, ?, ?, ?, ?, ?)`
    this.#insert = db.prepare(`${insert} ON CONFLICT DO NOTHING`)
    this.#known = db.prepare(
      'SELECT value, quality, source_id, received_ms FROM readings WHERE series_id = ? AND at_ms = ?',
    )
    this.#replace = db.prepare(
      `UPDATE readings SET value = ?, quality = ?, source_id = ?, received_ms = ?
       WHERE series_id = ? AND at_ms = ?`,
    )
    this.#supersede = db.prepare(
      `INSERT INTO superseded
         (series_id, at_ms, value, quality, source_id, received_ms, superseded_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#upsertComputed = db.prepare(
      `${insert} ON CONFLICT (series_id, at_ms) DO UPDATE SET
         value = excluded.value, quality = excluded.quality, received_ms = excluded.received_ms
       WHERE readings.source_id = ${ENGINE_SOURCE}`,
    )
    this.#dirty = db.prepare(
      'INSERT INTO dirty (series_id, minute_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
  }

  /** Takes over the names that come with a batch, also when the batch itself fails later. */
  learn({ newSeries, firstSeries, newSources, firstSource }: PackedBatch): void {
    for (const [i, name] of newSeries.entries()) this.#names[firstSeries + i] = name
    for (const [i, name] of newSources.entries()) this.#sourceNames[firstSource + i] = name
  }

  /** @returns the outcome of each reading, as an index into `OUTCOMES` */
  write({ readings, computed }: PackedBatch): Uint8Array {
    const outcomes = new Uint8Array(readings.series.length)
    const closedMs = this.#closedMs()
    for (let i = 0; i < outcomes.length; i += 1) outcomes[i] = this.#reading(readings, i, closedMs)
    for (let i = 0; i < computed.series.length; i += 1) this.#computed(computed, i, closedMs)
    return outcomes
  }

  /** Notes that the buckets around `atMs` must be worked out again. */
  markDirty(seriesId: number, atMs: number): void {
    this.#dirty.run(seriesId, bucketStart(atMs, LEVEL_MS['1min']))
  }

  #reading(columns: Columns, i: number, closedMs: number): number {
    const series = this.#seriesId(columns.series[i] ?? 0)
    const source = this.#sourceId(columns.source[i] ?? 0)
    const atMs = columns.atMs[i] ?? Number.NaN
    const value = columns.value[i] ?? Number.NaN
    const quality = columns.quality[i] ?? 0
    const received = columns.receivedAtMs[i] ?? Number.NaN
    const { changes } = this.#insert.run(series, atMs, value, quality, source, received)
    const outcome =
      changes === 0 ? this.#conflict(series, atMs, value, quality, source, received) : ACCEPTED
    if (atMs < closedMs && outcome !== DUPLICATE) this.markDirty(series, atMs)
    return outcome
  }

  #conflict(
    series: number,
    atMs: number,
    value: number,
    quality: number,
    source: number,
    received: number,
  ): number {
    const known = this.#known.get(series, atMs)
    if (known === undefined) throw new Error('a reading that conflicts with nothing')
    const wasComputed = known.source_id === ENGINE_SOURCE
    if (!wasComputed && known.value === value) return DUPLICATE
    if (!wasComputed) {
      const { value: old, quality: oldQuality, source_id, received_ms } = known
      this.#supersede.run(series, atMs, old, oldQuality, source_id, received_ms, received)
    }
    this.#replace.run(value, quality, source, received, series, atMs)
    return wasComputed ? ACCEPTED : CORRECTION
  }

  #computed(columns: Columns, i: number, closedMs: number): void {
    const series = this.#seriesId(columns.series[i] ?? 0)
    const atMs = columns.atMs[i] ?? Number.NaN
    const { changes } = this.#upsertComputed.run(
      series,
      atMs,
      columns.value[i] ?? Number.NaN,
      columns.quality[i] ?? 0,
      ENGINE_SOURCE,
      columns.receivedAtMs[i] ?? Number.NaN,
    )
    if (atMs < closedMs && changes !== 0) this.markDirty(series, atMs)
  }

  #sourceId(index: number): number {
    const name = this.#sourceNames[index]
    if (name === undefined) throw new Error(`source ${index} was never named`)
    return this.#dictionary.source(name)
  }

  #seriesId(index: number): number {
    const name = this.#names[index]
    if (name === undefined) throw new Error(`series ${index} was never named`)
    return this.#dictionary.series(name[0], name[1])
  }
}
