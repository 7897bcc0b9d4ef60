import type { Alarm, AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import { OrderTally } from '../../../protocol/order/tally.ts'
import { belongs, byPlace, sortValue } from '../order-list.ts'
import type { AlarmStore, OrderListPage, OrderListQuery, OrderStore } from '../store.ts'

const ms = (iso: string): number => Date.parse(iso)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Newest first; the id settles a tie. */
const newestFirst =
  <T extends { readonly id: string }>(bornAt: (item: T) => string) =>
  (a: T, b: T): number =>
    ms(bornAt(b)) - ms(bornAt(a)) || compare(b.id, a.id)

function page<T extends { readonly id: string }>(
  sorted: readonly T[],
  beforeId: string | undefined,
  limit: number,
): T[] {
  if (beforeId === undefined) return sorted.slice(0, limit)
  const index = sorted.findIndex(({ id }) => id === beforeId)
  return index < 0 ? [] : sorted.slice(index + 1, index + 1 + limit)
}

/** The `actionId` a request came with, by which a retry is told from a new act. */
export const actionIdOf = (event: OrderEvent): string | null => {
  const id = event.args['actionId']
  return typeof id === 'string' ? id : null
}

/** Alarms by folding their events. */
export class MemoryAlarms implements AlarmStore {
  readonly #events: AlarmEvent[] = []
  readonly #alarms = new Map<string, Alarm>()

  append(events: readonly AlarmEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      this.#alarms.set(event.alarm.id, event.alarm)
    }
  }

  async standingAlarms(): Promise<readonly Alarm[]> {
    return standing(this.#alarms.values())
  }

  async alarms(query: Parameters<AlarmStore['alarms']>[0]): Promise<readonly Alarm[]> {
    const { state, level, category, beforeId, limit } = query
    const sorted = [...this.#alarms.values()].sort(newestFirst((alarm) => alarm.raisedAt))
    const anchor = beforeId === undefined ? sorted : page(sorted, beforeId, sorted.length)
    const fits = (alarm: Alarm): boolean =>
      (state === undefined || alarm.state === state) &&
      (level === undefined || alarm.level === level) &&
      (category === undefined || alarm.category === category)
    return anchor.filter(fits).slice(0, limit)
  }

  async alarm(id: string): Promise<Alarm | null> {
    return this.#alarms.get(id) ?? null
  }

  async alarmEvents(fromMs: number, toMs: number): Promise<readonly AlarmEvent[]> {
    return this.#events.filter(({ at }) => ms(at) >= fromMs && ms(at) < toMs)
  }

  async eventsOfAlarm(id: string, limit: number): Promise<readonly AlarmEvent[]> {
    return this.#events.filter(({ alarm }) => alarm.id === id).slice(-limit)
  }

  async alarmsAt(atMs: number): Promise<readonly Alarm[]> {
    const then = new Map<string, Alarm>()
    for (const { at, alarm } of this.#events) if (ms(at) <= atMs) then.set(alarm.id, alarm)
    return standing(then.values())
  }
}

/** Not yet cleared, oldest first. */
const standing = (alarms: Iterable<Alarm>): Alarm[] =>
  [...alarms]
    .filter(({ state }) => state !== 'cleared')
    .sort((a, b) => ms(a.raisedAt) - ms(b.raisedAt) || compare(a.id, b.id))

/** Orders by folding their events. */
export class MemoryOrders implements OrderStore {
  readonly #events: OrderEvent[] = []
  readonly #orders = new Map<string, Order>()

  /** @throws AppError ORDER_CHANGED_MEANWHILE when a revision, actionId or external id is there already */
  check(events: readonly OrderEvent[]): void {
    const trial = [...this.#events]
    for (const event of events) {
      const { orderId: id, rev, order } = event
      const actionId = actionIdOf(event)
      const taken = trial.some(
        (known) =>
          (known.orderId === id && known.rev === rev) ||
          (actionId !== null && actionIdOf(known) === actionId) ||
          (order.externalId !== null &&
            known.orderId !== id &&
            known.order.channel === order.channel &&
            known.order.externalId === order.externalId),
      )
      if (taken) throw new AppError('ORDER_CHANGED_MEANWHILE', { detail: { id, rev } })
      trial.push(event)
    }
  }

  append(events: readonly OrderEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      const known = this.#orders.get(event.orderId)
      if (known === undefined || known.rev < event.rev) this.#orders.set(event.orderId, event.order)
    }
  }

  async order(id: string): Promise<Order | null> {
    return this.#orders.get(id) ?? null
  }

  async orderByExternalId(channel: string, externalId: string): Promise<Order | null> {
    for (const order of this.#orders.values()) {
      if (order.channel === channel && order.externalId === externalId) return order
    }
    return null
  }

  async orderEvents(id: string): Promise<readonly OrderEvent[]> {
    return this.#events.filter(({ orderId }) => orderId === id).sort((a, b) => a.rev - b.rev)
  }

  async orderEventByActionId(actionId: string): Promise<OrderEvent | null> {
    return this.#events.find((event) => actionIdOf(event) === actionId) ?? null
  }

  async listOrders(page: OrderListPage): Promise<readonly Order[]> {
    const { sort, after, limit } = page
    const place = (order: Order) => ({ value: sortValue(order, sort), id: order.id })
    return [...this.#orders.values()]
      .filter((order) => belongs(order, page))
      .filter((order) => after === undefined || byPlace(sort, place(order), after) > 0)
      .sort((a, b) => byPlace(sort, place(a), place(b)))
      .slice(0, limit)
  }

  async countListed(query: OrderListQuery): Promise<number> {
    return [...this.#orders.values()].filter((order) => belongs(order, query)).length
  }

  async orderStats(...[by, period, audience, rules]: Parameters<OrderStore['orderStats']>) {
    const tally = new OrderTally(by, period, rules)
    const sorted = [...this.#orders.values()].sort(newestFirst((order) => order.createdAt))
    for (const order of sorted) {
      if (audience === null || order.department === audience) tally.add(order)
    }
    return tally.result()
  }

  async ordersAt(atMs: number): Promise<readonly Order[]> {
    const then = new Map<string, Order>()
    for (const { at, order } of [...this.#events].sort((a, b) => a.rev - b.rev)) {
      if (ms(at) <= atMs) then.set(order.id, order)
    }
    return [...then.values()]
      .filter(({ state }) => isOpenState(state))
      .sort(newestFirst((order) => order.createdAt))
  }

  async ordersEndedSince(fromMs: number): Promise<readonly Order[]> {
    const late = new Set(
      this.#events.filter(({ at }) => ms(at) >= fromMs).map(({ orderId }) => orderId),
    )
    return [...this.#orders.values()]
      .filter(({ id, state }) => late.has(id) && !isOpenState(state))
      .sort(newestFirst((order) => order.createdAt))
  }

  async lastOrderId(prefix: string): Promise<string | null> {
    const ids = [...this.#orders.keys()].filter((id) => id.startsWith(prefix))
    return ids.sort((a, b) => b.length - a.length || compare(b, a))[0] ?? null
  }
}
