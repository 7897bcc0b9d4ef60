import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson, sendJson } from './desk-api.ts'

/** One clock of an order as it reads now (`GET /orders/:id`). */
export type ClockShown = {
  readonly clock: string
  readonly [field: string]: unknown
}

/** An order with what the caller may do to it and everything that happened. */
export type OrderDetail = Order & {
  readonly clocks: readonly ClockShown[]
  readonly allowed: readonly OrderAction[]
  readonly events: readonly Omit<OrderEvent, 'order'>[]
}

/** The server's word is trusted beyond its outline: it is our own, of the same build. */
const isDetail = (body: unknown): body is OrderDetail =>
  isRecord(body) && typeof body['id'] === 'string' && Array.isArray(body['events'])

/** @throws ApiProblem NOT_FOUND, UNREACHABLE … */
export async function fetchOrder(id: string, signal?: AbortSignal): Promise<OrderDetail> {
  const body = await getJson(`/orders/${encodeURIComponent(id)}`, signal)
  if (!isDetail(body)) throw new ApiProblem(502, 'INTERNAL')
  return body
}

export type ActRequest = {
  readonly action: OrderAction
  /** The `rev` the officer was looking at. */
  readonly rev: number
  /** UUID; the same one for every retry of the same act. */
  readonly actionId: string
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * Carries out an act.
 *
 * @returns the order afterwards
 * @throws ApiProblem ORDER_CHANGED_MEANWHILE (its `detail.order` is the order as it stands now),
 *   ORDER_ACTION_NOT_ALLOWED, FORBIDDEN, MALFORMED …
 */
export async function actOnOrder(id: string, request: ActRequest): Promise<Order> {
  const { args, ...act } = request
  const { body } = await sendJson('POST', `/orders/${encodeURIComponent(id)}/actions`, {
    ...args,
    ...act,
  })
  if (!isRecord(body) || !isRecord(body['order'])) throw new ApiProblem(502, 'INTERNAL')
  return body['order'] as unknown as Order
}
