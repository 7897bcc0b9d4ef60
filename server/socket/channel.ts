import type { Audience } from '../../protocol/access/audience.ts'
import type { AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CityState, Delta, Snapshot, WireReading } from '../../protocol/stream/events.ts'
import {
  applyDelta,
  snapshotOf,
  type TopicState,
  topicStateOf,
} from '../../protocol/stream/topic-state.ts'
import { Chain, type ChainLink } from './chain.ts'
import { CityTally } from './city-tally.ts'
import type { StreamSources } from './ports.ts'
import { keyOf, narrowed, type Selection } from './topics.ts'
import { sameReading, wireReading } from './wire.ts'

type Pending = {
  /** Newest of each key. */
  readonly readings: Map<string, WireReading>
  readonly alarms: AlarmEvent[]
  readonly orders: OrderEvent[]
  to: number
  atMs: number
}

/**
 * One topic: its state as last published, its chain of deltas, and what waits for the next tick.
 * A snapshot is taken of the published state, so that snapshot and following deltas meet without a seam.
 */
export class Channel {
  readonly topic: string
  /** Who watches it: a topic that carries orders has a channel for each department that asks, and one for all. */
  readonly audience: Audience
  /** Its name among all channels. */
  readonly key: string
  readonly selection: Selection
  readonly chain: Chain
  /** Monotonic ms of its last delta. */
  lastTickMs = Number.NEGATIVE_INFINITY
  members = 0
  /** Monotonic ms since when nobody watches it. */
  emptySinceMs = 0
  readonly #state: TopicState
  readonly #indexes: Map<string, number>
  readonly #tally: CityTally | null
  #pending: Pending | null = null

  constructor(
    name: { readonly topic: string; readonly audience: Audience },
    whole: Selection,
    sources: StreamSources,
    chainBytes: number,
  ) {
    const { live, catalog } = sources
    const selection = narrowed(whole, name.audience)
    this.topic = name.topic
    this.audience = name.audience
    this.key = keyOf(name.topic, name.audience)
    this.selection = selection
    this.chain = new Chain(chainBytes)
    this.#state = topicStateOf(live.seq(), firstSnapshot(selection, sources))
    this.#indexes = new Map([...this.#state.readings.keys()].map((key, index) => [key, index]))
    this.#tally = selection.city
      ? new CityTally(catalog.current().indicatorById.keys(), live)
      : null
    this.#state.city = this.#tally?.state(this.#state.alarms.values()) ?? null
  }

  /** Commit sequence of its last change. */
  get seq(): number {
    return this.#state.seq
  }

  get waiting(): boolean {
    return this.#pending !== null
  }

  snapshot(): Snapshot {
    return snapshotOf(this.#state)
  }

  /** Position of a key in the topic's dictionary, new keys of the last delta included. */
  indexOf(reading: WireReading): number | undefined {
    return this.#indexes.get(valueKey(reading.indicator, reading.place))
  }

  takeReading(reading: WireReading, seq: number, atMs: number): void {
    if (seq <= this.#state.seq) return
    const key = valueKey(reading.indicator, reading.place)
    this.#wait(seq, atMs).readings.set(key, reading)
  }

  /** Keeps the state line's counts; every district value comes here, shown by the topic or not. */
  count(reading: WireReading, seq: number, atMs: number): void {
    if (this.#tally === null || seq <= this.#state.seq) return
    this.#tally.take(reading)
    this.#wait(seq, atMs)
  }

  takeAlarm(event: AlarmEvent, seq: number, atMs: number): void {
    if (seq <= this.#state.seq || !this.selection.alarms(event.alarm)) return
    this.#wait(seq, atMs).alarms.push(event)
  }

  takeOrder(event: OrderEvent, seq: number, atMs: number): void {
    if (seq <= this.#state.seq) return
    const shown = this.selection.orders(event.order) ? event : this.#handedOver(event)
    if (shown !== null) this.#wait(seq, atMs).orders.push(shown)
  }

  /** What those are told who saw the order until now and do no longer: that it is gone, and nothing new of it. */
  #handedOver(event: OrderEvent): OrderEvent | null {
    const before = this.#pending?.orders.findLast(({ orderId }) => orderId === event.orderId)
    if (before?.gone === true) return null
    const order = before?.order ?? this.#state.orders.get(event.orderId)
    return order === undefined ? null : { ...event, args: {}, order, gone: true }
  }

  /** Ends a tick. @returns the delta, already part of state and chain; null when nothing changed after all */
  publish(epoch: string): ChainLink | null {
    const pending = this.#pending
    this.#pending = null
    if (pending === null) return null
    const readings = this.#changed(pending.readings)
    const city = this.#cityAfter(pending.alarms)
    const { alarms, orders } = pending
    if (readings.length + alarms.length + orders.length === 0 && city === null) return null
    const delta: Delta = {
      topic: this.topic,
      epoch,
      from: this.#state.seq,
      to: pending.to,
      at: new Date(pending.atMs).toISOString(),
      ...(readings.length === 0 ? {} : { readings }),
      ...(orders.length === 0 ? {} : { orders }),
      ...(alarms.length === 0 ? {} : { alarms }),
      ...(city === null ? {} : { city }),
    }
    const dict = this.#state.dictionary.length
    applyDelta(this.#state, delta)
    for (let i = dict; i < this.#state.dictionary.length; i++) {
      const key = this.#state.dictionary[i]
      if (key !== undefined) this.#indexes.set(valueKey(key[0], key[1]), i)
    }
    const link = { delta, dict }
    this.chain.push(link)
    return link
  }

  #wait(seq: number, atMs: number): Pending {
    this.#pending ??= { readings: new Map(), alarms: [], orders: [], to: seq, atMs }
    this.#pending.to = seq
    this.#pending.atMs = atMs
    return this.#pending
  }

  /** What differs from the published state: in dictionary order, new keys last. */
  #changed(readings: ReadonlyMap<string, WireReading>): WireReading[] {
    const known: [number, WireReading][] = []
    const added: WireReading[] = []
    for (const [key, reading] of readings) {
      const before = this.#state.readings.get(key)
      const index = this.#indexes.get(key)
      if (before === undefined || index === undefined) added.push(reading)
      else if (!sameReading(before, reading)) known.push([index, reading])
    }
    known.sort((a, b) => a[0] - b[0])
    return [...known.map(([, reading]) => reading), ...added]
  }

  #cityAfter(events: readonly AlarmEvent[]): CityState | null {
    if (this.#tally === null) return null
    const standing = new Map(this.#state.alarms)
    for (const { alarm } of events) {
      if (alarm.state === 'cleared') standing.delete(alarm.id)
      else standing.set(alarm.id, alarm)
    }
    const city = this.#tally.state(standing.values())
    return JSON.stringify(city) === JSON.stringify(this.#state.city) ? null : city
  }
}

/** The topic as the live state has it now. An indicator of which nothing is known is there as `missing`. */
function firstSnapshot(selection: Selection, { live, openOrders }: StreamSources): Snapshot {
  const values = [...selection.everywhere].flatMap((id) => {
    const known = live.valuesOf(id)
    return known.some(({ place }) => place === DISTRICT)
      ? known
      : [live.value(id, DISTRICT), ...known]
  })
  for (const id of selection.district) {
    if (!selection.everywhere.has(id)) values.push(live.value(id, DISTRICT))
  }
  return {
    readings: values.map(wireReading),
    alarms: live.standingAlarms().filter(selection.alarms),
    orders: openOrders().filter(selection.orders),
  }
}
