import type { Alarm, AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import type { OrderRow } from '../../../protocol/order/row.ts'
import type { Rate } from '../../../protocol/order/tally.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson } from '../data/desk-api.ts'
import { fetchRows } from '../data/paging.ts'

/** An order that may be about the same thing, and why. */
export type Likely = {
  readonly order: Pick<OrderRow, 'id' | 'title' | 'state' | 'type'>
  readonly score: number
  readonly reasons: { readonly zh: string; readonly en: string }
}

const isLikely = (item: unknown): item is Likely =>
  isRecord(item) &&
  typeof item['score'] === 'number' &&
  isRecord(item['reasons']) &&
  isRecord(item['order']) &&
  typeof item['order']['id'] === 'string'

/** @throws ApiProblem */
export async function fetchSimilar(id: string, signal: AbortSignal): Promise<Likely[]> {
  const body = await getJson(`/orders/${encodeURIComponent(id)}/similar`, signal)
  if (!isRecord(body) || !Array.isArray(body['orders'])) throw new ApiProblem(502, 'INTERNAL')
  return body['orders'].filter(isLikely)
}

const NEAR_M = 500
const METRES_PER_DEGREE = 111_195

/** Open orders within 500 m, the nearest first. @throws ApiProblem */
export async function fetchNear(
  id: string,
  [lon, lat]: readonly [number, number],
  signal: AbortSignal,
): Promise<readonly { readonly row: OrderRow; readonly metres: number }[]> {
  const north = NEAR_M / METRES_PER_DEGREE
  const east = north / Math.cos((lat * Math.PI) / 180)
  const bbox = [lon - east, lat - north, lon + east, lat + north].join(',')
  const { rows } = await fetchRows({ state: 'open', bbox, limit: '200' }, signal)
  return rows
    .flatMap((row) => {
      if (row.id === id || row.position === null) return []
      const dx = (row.position[0] - lon) * Math.cos((lat * Math.PI) / 180)
      const dy = row.position[1] - lat
      return [{ row, metres: Math.round(Math.hypot(dx, dy) * METRES_PER_DEGREE) }]
    })
    .filter(({ metres }) => metres <= NEAR_M)
    .sort((a, b) => a.metres - b.metres)
}

export type OnDuty = {
  readonly onDuty: readonly {
    readonly id: string
    readonly post: string
    readonly name: string
    readonly phone: string
  }[]
  readonly gaps: readonly { readonly post: string; readonly from: string }[]
}

/** @throws ApiProblem FORBIDDEN for whoever has no business in the duty room */
export async function fetchOnDuty(signal: AbortSignal): Promise<OnDuty> {
  const body = await getJson('/duty/now', signal)
  if (!isRecord(body) || !Array.isArray(body['onDuty']) || !Array.isArray(body['gaps'])) {
    throw new ApiProblem(502, 'INTERNAL')
  }
  // The server's word is trusted beyond its outline: it is our own, of the same build.
  return body as unknown as OnDuty
}

/** How a department does, of the last 30 days. */
export type DepartmentRates = {
  readonly signed: Rate | null
  readonly handled: Rate | null
}

const isRate = (item: unknown): item is Rate =>
  isRecord(item) && typeof item['name'] === 'string' && typeof item['denominator'] === 'number'

/** @throws ApiProblem */
export async function fetchRates(
  department: string,
  signal: AbortSignal,
): Promise<DepartmentRates> {
  const body = await getJson('/orders/stats?by=department', signal)
  if (!isRecord(body) || !Array.isArray(body['groups'])) throw new ApiProblem(502, 'INTERNAL')
  const own: unknown = body['groups'].find(
    (group) => isRecord(group) && group['key'] === department,
  )
  const rates = isRecord(own) && Array.isArray(own['rates']) ? own['rates'].filter(isRate) : []
  const named = (name: Rate['name']): Rate | null =>
    rates.find((rate) => rate.name === name) ?? null
  return { signed: named('signed-in-time'), handled: named('handled-in-time') }
}

/** An alarm as it was raised and as it stands; `raised` is null when that event is not kept any more. */
export type AlarmBehind = { readonly now: Alarm; readonly raised: Alarm | null }

/** @throws ApiProblem NOT_FOUND … */
export async function fetchAlarm(id: string, signal: AbortSignal): Promise<AlarmBehind> {
  const path = `/alarms/${encodeURIComponent(id)}`
  const [one, past] = await Promise.all([getJson(path, signal), getJson(`${path}/events`, signal)])
  if (!isRecord(one) || !isRecord(one['alarm'])) throw new ApiProblem(502, 'INTERNAL')
  // The server's word is trusted beyond its outline: it is our own, of the same build.
  const events = isRecord(past) && Array.isArray(past['events']) ? past['events'] : []
  const first = (events as readonly AlarmEvent[]).find(({ kind }) => kind === 'raised')
  return { now: one['alarm'] as unknown as Alarm, raised: first?.alarm ?? null }
}
