import type { AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import type { Reading } from '../../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../../protocol/order/order.ts'
import type { CommitBatch, ComputedValue, ReadingOutcome, StoredValue } from '../store.ts'
import { packQuality, unpackQuality } from './encoding.ts'

/** Values as columns: their buffers are handed over between threads, not copied. */
export type Columns = {
  /** Index into the names that were sent so far. */
  readonly series: Uint32Array
  readonly source: Uint32Array
  readonly atMs: Float64Array
  readonly value: Float64Array
  readonly receivedAtMs: Float64Array
  readonly quality: Uint8Array
}

/** A commit as it crosses to the worker. Names are sent once, the first time they are used. */
export type PackedBatch = {
  /** `[indicator, place]` pairs, and the index of the first of them. */
  readonly newSeries: readonly (readonly [string, string])[]
  readonly firstSeries: number
  readonly newSources: readonly string[]
  readonly firstSource: number
  readonly readings: Columns
  readonly computed: Columns
  readonly alarms: readonly AlarmEvent[]
  readonly orders: readonly OrderEvent[]
}

export const OUTCOMES: readonly ReadingOutcome[] = ['accepted', 'duplicate', 'correction']

const emptyColumns = (length: number): Columns => ({
  series: new Uint32Array(length),
  source: new Uint32Array(length),
  atMs: new Float64Array(length),
  value: new Float64Array(length),
  receivedAtMs: new Float64Array(length),
  quality: new Uint8Array(length),
})

/** Sender's half: remembers which names the other side has. */
export class BatchPacker {
  readonly #series = new Map<string, Map<string, number>>()
  readonly #sources = new Map<string, number>()
  #seriesCount = 0
  #newSeries: (readonly [string, string])[] = []
  #newSources: string[] = []

  pack({ readings, computed, alarms, orders }: CommitBatch): PackedBatch {
    const columns = {
      readings: this.#columns(readings, (reading) => reading.source),
      computed: this.#columns(computed, () => 'engine'),
    }
    const packed = {
      newSeries: this.#newSeries,
      firstSeries: this.#seriesCount - this.#newSeries.length,
      newSources: this.#newSources,
      firstSource: this.#sources.size - this.#newSources.length,
      ...columns,
      alarms,
      orders,
    }
    this.#newSeries = []
    this.#newSources = []
    return packed
  }

  #columns<T extends Reading | ComputedValue>(
    values: readonly T[],
    sourceOf: (value: T) => string,
  ): Columns {
    const columns = emptyColumns(values.length)
    for (const [i, value] of values.entries()) {
      columns.series[i] = this.#seriesIndex(value.indicator, value.place)
      columns.source[i] = this.#sourceIndex(sourceOf(value))
      columns.atMs[i] = value.atMs
      columns.value[i] = value.value
      columns.receivedAtMs[i] = value.receivedAtMs
      columns.quality[i] = packQuality(value.quality)
    }
    return columns
  }

  #seriesIndex(indicator: string, place: string): number {
    let places = this.#series.get(indicator)
    if (places === undefined) {
      places = new Map()
      this.#series.set(indicator, places)
    }
    const known = places.get(place)
    if (known !== undefined) return known
    const index = this.#seriesCount
    this.#seriesCount += 1
    places.set(place, index)
    this.#newSeries.push([indicator, place])
    return index
  }

  #sourceIndex(name: string): number {
    const known = this.#sources.get(name)
    if (known !== undefined) return known
    const index = this.#sources.size
    this.#sources.set(name, index)
    this.#newSources.push(name)
    return index
  }
}

/** @returns the buffers of a batch, to be handed over with it */
export const buffersOf = ({ readings, computed }: PackedBatch): ArrayBuffer[] =>
  [readings, computed].flatMap((columns) =>
    Object.values(columns).map(({ buffer }) => buffer),
  ) as ArrayBuffer[]

/** Stored values on their way back. */
export type PackedValues = {
  readonly indicator: readonly string[]
  readonly place: readonly string[]
  readonly source: readonly string[]
  readonly atMs: Float64Array
  readonly value: Float64Array
  readonly receivedAtMs: Float64Array
  readonly quality: Uint8Array
  readonly computed: Uint8Array
}

/** One stored value as a row of SQL. */
export type ValueRow = {
  readonly indicator: string
  readonly place: string
  readonly source: string
  readonly at_ms: number
  readonly value: number
  readonly received_ms: number
  readonly quality: number
  readonly source_id: number
}

export const packValues = (rows: readonly ValueRow[]): PackedValues => ({
  indicator: rows.map((row) => row.indicator),
  place: rows.map((row) => row.place),
  source: rows.map((row) => row.source),
  atMs: Float64Array.from(rows, (row) => row.at_ms),
  value: Float64Array.from(rows, (row) => row.value),
  receivedAtMs: Float64Array.from(rows, (row) => row.received_ms),
  quality: Uint8Array.from(rows, (row) => row.quality),
  computed: Uint8Array.from(rows, (row) => (row.source_id === 0 ? 1 : 0)),
})

export const unpackValues = (packed: PackedValues): StoredValue[] =>
  packed.indicator.map((indicator, i) => ({
    indicator,
    place: packed.place[i] ?? '',
    atMs: packed.atMs[i] ?? Number.NaN,
    value: packed.value[i] ?? Number.NaN,
    quality: unpackQuality(packed.quality[i] ?? -1),
    source: packed.source[i] ?? '',
    receivedAtMs: packed.receivedAtMs[i] ?? Number.NaN,
    computed: packed.computed[i] === 1,
  }))
