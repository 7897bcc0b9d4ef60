import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import { ORDER_STATES, type Order } from '../../protocol/order/order.ts'
import type { OrderStore } from '../store/store.ts'

/** What a list of orders is asked for; a field left out filters nothing. */
export type OrderQuery = {
  /** One state, or `open`. */
  readonly state?: string | undefined
  readonly type?: string | undefined
  /** Lead department. */
  readonly department?: string | undefined
  readonly town?: string | undefined
  /** Text that the number, title, description or address holds; letter case does not matter. */
  readonly q?: string | undefined
  /** WGS 84 `west,south,east,north`. */
  readonly bbox?: string | undefined
  /** Whether the deadline of the present state has passed at `nowMs`; an order without one is not overdue. */
  readonly overdue?: boolean | undefined
  readonly nowMs: number
  readonly cursor?: string | undefined
  readonly limit: number
}

export type OrderPage = { readonly orders: Order[]; readonly nextCursor: string | null }

const PAGE = 1_000

type Test = (order: Order) => boolean

const isOverdue = ({ due }: Order, nowMs: number): boolean =>
  due !== undefined && due !== null && Date.parse(due.at) < nowMs

/** @throws AppError MALFORMED when it is no box */
function inBox(bbox: string): Test {
  const sides = bbox.split(',').map((side) => (side.trim() === '' ? Number.NaN : Number(side)))
  const [west = 0, south = 0, east = 0, north = 0] = sides
  const sound = sides.length === 4 && sides.every(Number.isFinite) && west <= east && south <= north
  if (!sound) throw new AppError('MALFORMED', { detail: { field: 'bbox' } })
  return ({ position }) =>
    position !== null &&
    position[0] >= west &&
    position[0] <= east &&
    position[1] >= south &&
    position[1] <= north
}

function holds(q: string): Test {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ id, title, description, address }) => {
    const text = `${id}\n${title}\n${description}\n${address}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

/** @throws AppError MALFORMED when there is no such state */
function inState(state: string): Test {
  if (state === 'open') return (order) => isOpenState(order.state)
  if (!ORDER_STATES.some((known) => known === state)) {
    throw new AppError('MALFORMED', {
      detail: { field: 'state', allowed: [...ORDER_STATES, 'open'] },
    })
  }
  return (order) => order.state === state
}

/** Every filter that was asked for, in one. */
function testsOf(query: OrderQuery, audience: Audience): Test {
  const { state, town, q, bbox, overdue, nowMs } = query
  const tests: Test[] = [
    (order) => seesOrder(audience, order),
    ...(state === undefined ? [] : [inState(state)]),
    ...(town === undefined ? [] : [(order: Order) => order.town === town]),
    ...(overdue === undefined ? [] : [(order: Order) => isOverdue(order, nowMs) === overdue]),
    ...(q === undefined ? [] : [holds(q)]),
    ...(bbox === undefined ? [] : [inBox(bbox)]),
  ]
  return (order) => tests.every((test) => test(order))
}

/**
 * Orders newest first. What the store has no index for is looked through page by page until the answer is full.
 *
 * @param helps whether the audience's department helps with an order that another leads: then it sees more than its own
 * @throws AppError MALFORMED for an unknown state or a box that is none
 */
export async function listOrders(
  store: Pick<OrderStore, 'orders'>,
  query: OrderQuery,
  audience: Audience,
  helps: boolean,
): Promise<OrderPage> {
  const { type, state, limit } = query
  const department = query.department ?? (helps ? undefined : (audience ?? undefined))
  const wanted = testsOf(query, audience)
  const found: Order[] = []
  let beforeId = query.cursor
  for (;;) {
    const page = await store.orders({
      limit: PAGE,
      ...(beforeId === undefined ? {} : { beforeId }),
      ...(type === undefined ? {} : { type }),
      ...(department === undefined ? {} : { department }),
      ...(state === 'open' ? { open: true } : {}),
    })
    for (const order of page) {
      beforeId = order.id
      if (!wanted(order)) continue
      found.push(order)
      if (found.length === limit) return { orders: found, nextCursor: beforeId }
    }
    if (page.length < PAGE) return { orders: found, nextCursor: null }
  }
}
