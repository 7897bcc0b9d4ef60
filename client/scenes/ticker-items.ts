import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { levelRank } from '../../protocol/indicator/threshold.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'

/** One line of the ticker (滚动条). */
export type TickerItem =
  | { readonly kind: 'alarm'; readonly key: string; readonly alarm: Alarm }
  | { readonly kind: 'order'; readonly key: string; readonly order: Order }

/**
 * What the ticker goes through: alarms nobody shelved, unacknowledged before acknowledged, worst first and then
 * newest; after them the newest open orders of the scenario's types (all types when it names none).
 */
export function tickerItems(
  alarms: Iterable<Alarm>,
  orders: Iterable<Order>,
  orderTypes: readonly string[],
  mostOrders = 12,
): readonly TickerItem[] {
  const standing = [...alarms]
    .filter(({ state }) => state === 'active' || state === 'acknowledged')
    .sort(
      (a, b) =>
        Number(a.state !== 'active') - Number(b.state !== 'active') ||
        levelRank(b.level) - levelRank(a.level) ||
        b.raisedAt.localeCompare(a.raisedAt),
    )
  const wanted = new Set(orderTypes)
  const open = [...orders]
    .filter(({ state, type }) => isOpenState(state) && (wanted.size === 0 || wanted.has(type)))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, mostOrders)
  return [
    ...standing.map((alarm): TickerItem => ({ kind: 'alarm', key: alarm.id, alarm })),
    ...open.map((order): TickerItem => ({ kind: 'order', key: order.id, order })),
  ]
}

/**
 * The part of the ticker on show. Unacknowledged reds stay; the rest takes turns, one page every `pageMs`.
 */
export function tickerPage(
  items: readonly TickerItem[],
  rows: number,
  nowMs: number,
  pageMs: number,
): readonly TickerItem[] {
  const isPinned = (item: TickerItem): boolean =>
    item.kind === 'alarm' && item.alarm.state === 'active' && item.alarm.level === 'red'
  const pinned = items.filter(isPinned).slice(0, rows)
  const others = items.filter((item) => !isPinned(item))
  const free = rows - pinned.length
  if (free <= 0 || others.length === 0) return pinned
  const pages = Math.ceil(others.length / free)
  const page = Math.floor(nowMs / pageMs) % pages
  return [...pinned, ...others.slice(page * free, page * free + free)]
}
