import { type ActFacts, decideAct } from '../order/act.ts'
import { CHINA_CALENDAR, timeBetween } from '../order/calendar.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { OrderAction } from '../order/table.ts'
import { withTiming } from '../order/timing.ts'
import { aReportedOrder, reportOf } from './order-history.ts'

const MINUTE_MS = 60_000
const TYPE = { severity_default: 2, sign_minutes: 30, handle_hours: 24 }
const TOWNS = ['chashan', 'diaozhuang', 'lanling', 'hongmei', 'tianning'] as const
const DEPARTMENTS = ['urban', 'fire', 'police', 'housing'] as const

/** What the district's seed figures are made of: orders there are, of them signed, of them closed. */
export const SEED = { orders: 8_652, signed: 8_642, closed: 2_685 } as const
/** The first of them is reported then; one a minute follows. */
export const SEED_FROM_MS = Date.parse('2024-06-01T00:00:00+08:00')

/** Test data: the events of the n-th order of the seed. All are dispatched; the last ten are not signed. */
export function seedHistory(n: number): OrderEvent[] {
  const startMs = SEED_FROM_MS + n * MINUTE_MS
  const at = new Date(startMs).toISOString()
  const town = TOWNS[n % TOWNS.length] ?? 'chashan'
  const first: Order = aReportedOrder({
    id: `CG20240601-${String(n + 1).padStart(6, '0')}`,
    department: DEPARTMENTS[n % DEPARTMENTS.length] ?? 'urban',
    place: town,
    town,
    createdAt: at,
    changedAt: at,
  })
  const events = [reportOf(first)]
  const steps: OrderAction[] = [
    'express',
    ...(n < SEED.signed ? (['sign'] as const) : []),
    ...(n < SEED.closed ? (['submit', 'close'] as const) : []),
  ]
  for (const [i, action] of steps.entries()) {
    const order = events.at(-1)?.order ?? first
    const atMs = startMs + (i + 1) * 10 * MINUTE_MS
    const facts: ActFacts = {
      needsPhoto: false,
      atMs,
      workedMs: (from, to) => timeBetween('working', CHINA_CALENDAR, from, to),
      recordedAtMs: atMs,
      hasDepartment: () => true,
      timed: (changed) => changed,
    }
    const request = { action, actionId: `${n}-${i}`, args: { result: '已处置' } }
    events.push(...decideAct(order, request, 'system', facts))
  }
  return events
}

/** Test data: an order with its deadlines, folded from its events. */
export const timedOrder = (order: Order, events: readonly OrderEvent[]): Order =>
  withTiming(order, events, TYPE, CHINA_CALENDAR)
