import type { Audience } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { ORDER_STATES, type Order } from '../../protocol/order/order.ts'
import { sortValue } from '../store/order-list.ts'
import type { OrderListPage, OrderListSort, OrderStore } from '../store/store.ts'

/** What a list of orders is asked for; a field left out filters nothing. */
export type OrderQuery = {
  /** One state, or `open`. */
  readonly state?: string | undefined
  readonly type?: string | undefined
  /** Lead department. */
  readonly department?: string | undefined
  readonly town?: string | undefined
  readonly channel?: string | undefined
  /** Created in [fromMs, toMs). */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  /** Words that number, title, description and address hold; letter case does not matter. */
  readonly q?: string | undefined
  /** WGS 84 `west,south,east,north`. */
  readonly bbox?: string | undefined
  /** Whether the deadline of the present state has passed at `nowMs`; an order without one is not overdue. */
  readonly overdue?: boolean | undefined
  readonly nowMs: number
  /** Left out: newest first. */
  readonly sort?: OrderListSort | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
  readonly limit: number
}

export type OrderPage = { readonly orders: readonly Order[]; readonly nextCursor: string | null }

const wrong = (field: string, more = {}): AppError =>
  new AppError('MALFORMED', { detail: { field, ...more } })

/** @throws AppError MALFORMED when it is no box */
function boxOf(bbox: string): OrderListPage['box'] {
  const sides = bbox.split(',').map((side) => (side.trim() === '' ? Number.NaN : Number(side)))
  const [west = 0, south = 0, east = 0, north = 0] = sides
  const sound = sides.length === 4 && sides.every(Number.isFinite) && west <= east && south <= north
  if (!sound) throw wrong('bbox')
  return [west, south, east, north]
}

/** @throws AppError MALFORMED when there is no such state */
function stateOf(state: string): Pick<OrderListPage, 'open' | 'states'> {
  if (state === 'open') return { open: true }
  const known = ORDER_STATES.find((one) => one === state)
  if (known === undefined) throw wrong('state', { allowed: [...ORDER_STATES, 'open'] })
  return { states: [known] }
}

/** The place behind an order, so that no order is left out or listed twice while others come and go. */
const cursorOf = (order: Order, sort: OrderListSort): string =>
  `${sortValue(order, sort)}~${order.id}`

/** @throws AppError MALFORMED when no list gave it */
function placeOf(cursor: string): OrderListPage['after'] {
  const [, value, id] = /^(-?\d{1,16})~(.+)$/.exec(cursor) ?? []
  if (value === undefined || id === undefined) throw wrong('cursor')
  return { value: Number(value), id }
}

/** @throws AppError MALFORMED for an unknown state, a box or a cursor that is none */
function asked(query: OrderQuery, audience: Audience): OrderListPage {
  const { state, type, department, town, channel, fromMs, toMs, q, bbox, overdue, nowMs } = query
  const { sort = 'newest', cursor, limit } = query
  return {
    ...(audience === null ? {} : { audience }),
    ...(state === undefined ? {} : stateOf(state)),
    ...(type === undefined ? {} : { types: [type] }),
    ...(bbox === undefined ? {} : { box: boxOf(bbox) }),
    ...(overdue === true ? { overdueAtMs: nowMs } : {}),
    ...(overdue === false ? { notOverdueAtMs: nowMs } : {}),
    ...(cursor === undefined ? {} : { after: placeOf(cursor) }),
    department,
    town,
    channel,
    fromMs,
    toMs,
    text: q,
    sort,
    limit,
  }
}

/**
 * One page of the orders that somebody asks for and may see.
 *
 * @throws AppError MALFORMED for an unknown state, a box or a cursor that is none
 */
export async function listOrders(
  store: Pick<OrderStore, 'listOrders'>,
  query: OrderQuery,
  audience: Audience,
): Promise<OrderPage> {
  const page = asked(query, audience)
  const orders = await store.listOrders(page)
  const last = orders.at(-1)
  const isFull = orders.length === query.limit && last !== undefined
  return { orders, nextCursor: isFull ? cursorOf(last, page.sort) : null }
}

/** How many orders all pages hold together. @throws AppError MALFORMED as `listOrders` */
export async function countOrders(
  store: Pick<OrderStore, 'countListed'>,
  query: OrderQuery,
  audience: Audience,
): Promise<number> {
  const { sort: _sort, after: _after, limit: _limit, ...list } = asked(query, audience)
  return store.countListed(list)
}
