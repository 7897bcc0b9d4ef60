import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { ApiProblem, callApi, isRecord } from './api.ts'

/** The city as it stood: every value, standing alarm and open order of one moment. */
export type Moment = {
  readonly readings: readonly WireReading[]
  readonly alarms: readonly Alarm[]
  readonly orders: readonly Order[]
}

const isReading = (item: unknown): item is WireReading =>
  isRecord(item) && typeof item['indicator'] === 'string' && typeof item['place'] === 'string'
const isAlarm = (item: unknown): item is Alarm =>
  isRecord(item) && typeof item['id'] === 'string' && typeof item['level'] === 'string'
const isOrder = (item: unknown): item is Order =>
  isRecord(item) && typeof item['id'] === 'string' && typeof item['state'] === 'string'

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** @throws ApiProblem */
export async function loadMoment(atMs: number, signal: AbortSignal): Promise<Moment> {
  const query = new URLSearchParams({ at: new Date(atMs).toISOString() })
  const { body } = await callApi(`/api/v1/snapshot?${query}`, { signal })
  if (!isRecord(body) || !Array.isArray(body['values'])) throw new ApiProblem(502, 'INTERNAL')
  return {
    readings: body['values'].filter(isReading),
    alarms: list(body['alarms']).filter(isAlarm),
    orders: list(body['orders']).filter(isOrder),
  }
}
