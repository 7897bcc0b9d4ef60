import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import { leavesOpen } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import { type Base64, type Times, unpackDelta } from '../../protocol/stream/delta-codec.ts'
import type {
  CityState,
  Delta,
  LaggingSnapshot,
  PackedDelta,
  Snapshot,
  WatchReply,
  WatchRequest,
  WireReading,
} from '../../protocol/stream/events.ts'
import { applyDelta, type TopicState, topicStateOf } from '../../protocol/stream/topic-state.ts'
import { MergedTable } from './merged.ts'

type Held = { readonly epoch: string; readonly state: TopicState }

/** `applied`, or `old` (known already), or `gap`: ask again with `request()`. */
export type Applied = 'applied' | 'old' | 'gap'

/** What changed since the stores were last written; null = gone. */
export type StreamChanges = {
  readonly readings: ReadonlyMap<string, WireReading | null>
  readonly alarms: ReadonlyMap<string, Alarm | null>
  readonly orders: ReadonlyMap<string, Order | null>
  /** Left out when it did not change. */
  readonly city?: CityState
}

const sameReading = (a: WireReading, b: WireReading): boolean =>
  a.value === b.value &&
  a.at === b.at &&
  a.quality === b.quality &&
  a.level === b.level &&
  a.status === b.status

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The watched topics as the server told them, and the one table that they make together. Knows no socket. */
export class StreamTables {
  readonly #codec: Base64 & Times
  readonly #topics = new Map<string, Held>()
  readonly #readings = new MergedTable<WireReading>(sameReading)
  readonly #alarms = new MergedTable<Alarm>(sameText)
  readonly #orders = new MergedTable<Order>(sameText)
  #epoch: string | null = null
  #city: CityState | null = null

  constructor(codec: Base64 & Times) {
    this.#codec = codec
  }

  /** The states of the topics held, by topic. */
  states(): ReadonlyMap<string, TopicState> {
    return new Map([...this.#topics].map(([topic, { state }]) => [topic, state]))
  }

  /** What to ask the server for: with the place in each chain where we stand. */
  request(topics: readonly string[], format: 'json' | 'binary'): WatchRequest {
    const request: WatchRequest = { topics: [...topics], format }
    if (this.#epoch === null) return request
    const seqs = [...this.#topics]
      .filter(([topic, { epoch }]) => epoch === this.#epoch && topics.includes(topic))
      .map(([topic, { state }]) => [topic, state.seq])
    return { ...request, resume: { epoch: this.#epoch, seqs: Object.fromEntries(seqs) } }
  }

  /** Takes the answer to `request`. Topics that it does not name are dropped with what only they held. */
  accept(reply: Extract<WatchReply, { ok: true }>): void {
    this.#enter(reply.epoch)
    for (const [topic, answer] of Object.entries(reply.topics)) {
      if ('snapshot' in answer) this.#replace(topic, answer.seq, answer.snapshot)
    }
    for (const topic of this.#topics.keys()) {
      if (!Object.hasOwn(reply.topics, topic)) this.#drop(topic)
    }
  }

  /** A topic whole, unasked. */
  snapshot({ topic, epoch, seq, snapshot }: LaggingSnapshot): void {
    if (!this.#topics.has(topic)) return
    this.#enter(epoch)
    this.#replace(topic, seq, snapshot)
  }

  /** A delta of a topic that is not watched (any more) is `old`. */
  delta(delta: Delta): Applied {
    const held = this.#topics.get(delta.topic)
    if (held === undefined) return 'old'
    if (held.epoch !== delta.epoch) return 'gap'
    const applied = applyDelta(held.state, delta)
    if (applied === 'applied') this.#merge(delta)
    return applied
  }

  /** As `delta`, packed. One that cannot be read is a gap, and the topic is asked for whole. */
  packed(packed: PackedDelta): Applied {
    const held = this.#topics.get(packed.topic)
    if (held === undefined || packed.to <= held.state.seq) return 'old'
    if (held.epoch !== packed.epoch || packed.from !== held.state.seq) return 'gap'
    const delta = this.#unpack(packed, held.state)
    if (delta !== null) return this.delta(delta)
    this.#topics.set(packed.topic, { ...held, epoch: '' })
    return 'gap'
  }

  takeChanges(): StreamChanges {
    const city = this.#city
    this.#city = null
    return {
      readings: this.#readings.takeChanges(),
      alarms: this.#alarms.takeChanges(),
      orders: this.#orders.takeChanges(),
      ...(city === null ? {} : { city }),
    }
  }

  #unpack(packed: PackedDelta, { dictionary }: TopicState): Delta | null {
    try {
      return unpackDelta(packed, dictionary, this.#codec)
    } catch {
      return null
    }
  }

  #enter(epoch: string): void {
    if (this.#epoch === epoch) return
    this.#epoch = epoch
    for (const table of [this.#readings, this.#alarms, this.#orders]) table.restart()
  }

  #replace(topic: string, seq: number, snapshot: Snapshot): void {
    const before = this.#topics.get(topic)?.state
    const state = topicStateOf(seq, snapshot)
    this.#topics.set(topic, { epoch: this.#epoch ?? '', state })
    for (const [key, reading] of state.readings) this.#readings.put(key, reading, seq)
    for (const [id, alarm] of state.alarms) this.#alarms.put(id, alarm, seq)
    for (const [id, order] of state.orders) this.#orders.put(id, order, seq)
    if (state.city !== null) this.#city = state.city
    if (before !== undefined) this.#forgetUnheld(before)
  }

  #drop(topic: string): void {
    const before = this.#topics.get(topic)?.state
    this.#topics.delete(topic)
    if (before !== undefined) this.#forgetUnheld(before)
  }

  /** Takes out what `before` held and no topic holds now. */
  #forgetUnheld(before: TopicState): void {
    const states = [...this.#topics.values()].map(({ state }) => state)
    for (const key of before.readings.keys()) {
      if (!states.some(({ readings }) => readings.has(key))) this.#readings.forget(key)
    }
    for (const id of before.alarms.keys()) {
      if (!states.some(({ alarms }) => alarms.has(id))) this.#alarms.forget(id)
    }
    for (const id of before.orders.keys()) {
      if (!states.some(({ orders }) => orders.has(id))) this.#orders.forget(id)
    }
  }

  #merge({ readings = [], alarms = [], orders = [], city, to }: Delta): void {
    for (const reading of readings) {
      this.#readings.put(valueKey(reading.indicator, reading.place), reading, to)
    }
    for (const { alarm } of alarms) {
      if (alarm.state === 'cleared') this.#alarms.end(alarm.id, to)
      else this.#alarms.put(alarm.id, alarm, to)
    }
    for (const event of orders) {
      if (leavesOpen(event)) this.#orders.end(event.orderId, to)
      else this.#orders.put(event.orderId, event.order, to)
    }
    if (city !== undefined) this.#city = city
  }
}
