import type { Alarm } from '../alarm/alarm.ts'
import { valueKey } from '../indicator/value.ts'
import { leavesOpen } from '../order/open.ts'
import type { Order } from '../order/order.ts'
import type { CityState, Delta, Snapshot, WireReading } from './events.ts'

/**
 * One topic as it stands at `seq`: a snapshot folded with the deltas after it. Server and client hold the
 * same thing by the same function, so that they cannot disagree.
 */
export type TopicState = {
  seq: number
  readonly readings: Map<string, WireReading>
  /** The (indicator, place) pairs in the order in which they first appeared; packed deltas count in it. */
  readonly dictionary: (readonly [indicator: string, place: string])[]
  /** Standing alarms by id. */
  readonly alarms: Map<string, Alarm>
  /** Open orders by id. */
  readonly orders: Map<string, Order>
  city: CityState | null
}

export function topicStateOf(seq: number, snapshot: Snapshot): TopicState {
  return {
    seq,
    readings: new Map(snapshot.readings.map((r) => [valueKey(r.indicator, r.place), r])),
    dictionary: snapshot.readings.map((r) => [r.indicator, r.place] as const),
    alarms: new Map((snapshot.alarms ?? []).map((alarm) => [alarm.id, alarm])),
    orders: new Map((snapshot.orders ?? []).map((order) => [order.id, order])),
    city: snapshot.city ?? null,
  }
}

export function snapshotOf(state: TopicState): Snapshot {
  return {
    readings: [...state.readings.values()],
    alarms: [...state.alarms.values()],
    orders: [...state.orders.values()],
    ...(state.city === null ? {} : { city: state.city }),
  }
}

/**
 * Folds a delta into the state, in place.
 *
 * @returns `applied`; `old` when the state already holds it (nothing changed); `gap` when deltas are missing
 *   before it (nothing changed): ask again with `resume`
 */
export function applyDelta(state: TopicState, delta: Delta): 'applied' | 'old' | 'gap' {
  if (delta.to <= state.seq) return 'old'
  if (delta.from !== state.seq) return 'gap'
  for (const reading of delta.readings ?? []) {
    const key = valueKey(reading.indicator, reading.place)
    if (!state.readings.has(key)) state.dictionary.push([reading.indicator, reading.place])
    state.readings.set(key, reading)
  }
  for (const { alarm } of delta.alarms ?? []) {
    if (alarm.state === 'cleared') state.alarms.delete(alarm.id)
    else state.alarms.set(alarm.id, alarm)
  }
  for (const event of delta.orders ?? []) {
    if (leavesOpen(event)) state.orders.delete(event.orderId)
    else state.orders.set(event.orderId, event.order)
  }
  if (delta.city !== undefined) state.city = delta.city
  state.seq = delta.to
  return 'applied'
}
