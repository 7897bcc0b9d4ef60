import { type ActFacts, decideAct } from '../protocol/order/act.ts'
import { CHINA_CALENDAR, timeBetween } from '../protocol/order/calendar.ts'
import type { OrderEvent } from '../protocol/order/order.ts'
import type { OrderAction } from '../protocol/order/table.ts'
import { aReportedOrder, reportOf } from '../protocol/testing/order-history.ts'
import { timedOrder } from '../protocol/testing/seed-orders.ts'
import { openSqliteStore } from '../server/store/sqlite/open.ts'

const MINUTE_MS = 60_000
/** The oldest of them: some are late, some nearly, most in time. */
const SPREAD_MS = 4 * 86_400_000
const IN_ONE_COMMIT = 2_000
const SUBJECTS = [
  ['city.lid-missing', '井盖缺失'],
  ['city.lamp-out', '路灯不亮'],
  ['city.exposed-garbage', '垃圾无人清理'],
  ['city.road-ponding', '路面积水'],
  ['city.street-vending', '占道经营'],
  ['city.noise-complaint', '噪声扰民'],
] as const
const ROADS = ['关河中路', '和平北路', '竹林西路', '青洋路', '红梅南路', '劳动东路'] as const
const TOWNS = ['chashan', 'diaozhuang', 'lanling', 'hongmei', 'tianning', 'qinglong'] as const
const DEPARTMENTS = ['urban', 'fire', 'police', 'housing', 'water', 'transport'] as const

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

/** How far an order has come: half are signed, a third are dispatched, the rest were only reported. */
const STEPS: readonly (readonly OrderAction[])[] = [
  ['express', 'sign'],
  ['express', 'sign'],
  ['express'],
  ['express', 'sign'],
  ['express'],
  [],
]

/** The events of the n-th of so many orders that are open at `nowMs`, taken in then from other records. */
function lifeOf(n: number, count: number, nowMs: number): OrderEvent[] {
  const startMs = nowMs - MINUTE_MS * 30 - Math.floor((SPREAD_MS * ((n * 7_919) % count)) / count)
  const [type, subject] = pick(SUBJECTS, n >> 3)
  const createdAt = new Date(startMs).toISOString()
  const first = aReportedOrder({
    id: `CG${createdAt.slice(0, 10).replaceAll('-', '')}-9${String(n).padStart(6, '0')}`,
    title: `${pick(ROADS, n)} ${n % 997} 号${subject}`,
    address: `${pick(ROADS, n)} ${n % 997} 号`,
    type,
    department: pick(DEPARTMENTS, n >> 1),
    severity: (1 + (n % 4)) as 1 | 2 | 3 | 4,
    town: pick(TOWNS, n),
    place: pick(TOWNS, n),
    position: [119.93 + (n % 1_009) / 10_000, 31.72 + (n % 811) / 10_000],
    channel: 'bench',
    externalId: String(n),
    createdAt,
    changedAt: createdAt,
    overlays: { importedAt: new Date(nowMs).toISOString() },
  })
  const events = [reportOf(first)]
  for (const [i, action] of pick(STEPS, n).entries()) {
    const atMs = startMs + (i + 1) * 5 * MINUTE_MS
    const facts: ActFacts = {
      needsPhoto: false,
      atMs,
      workedMs: (from, to) => timeBetween('working', CHINA_CALENDAR, from, to),
      recordedAtMs: atMs,
      hasDepartment: () => true,
      timed: (changed) => changed,
    }
    const order = events.at(-1)?.order ?? first
    events.push(...decideAct(order, { action, actionId: `${n}-${i}`, args: {} }, 'system', facts))
  }
  return events.map((event, i) => ({
    ...event,
    order: timedOrder(event.order, events.slice(0, i + 1)),
  }))
}

/** Fills a new data folder with so many open orders through the store, as the server itself writes them. */
export async function fillWithOpenOrders(dir: string, count: number): Promise<void> {
  const store = await openSqliteStore({ dir })
  const nowMs = Date.now()
  try {
    for (let from = 0; from < count; from += IN_ONE_COMMIT) {
      const size = Math.min(IN_ONE_COMMIT, count - from)
      const orders = Array.from({ length: size }, (_, i) => lifeOf(from + i, count, nowMs)).flat()
      await store.commit({ readings: [], computed: [], alarms: [], orders })
    }
  } finally {
    await store.close()
  }
}
