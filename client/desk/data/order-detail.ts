import type { TimeKind } from '../../../protocol/order/calendar.ts'
import type { Clock, Lamp } from '../../../protocol/order/clocks.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import type { OrderFlag } from '../../../protocol/order/watch.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson, sendJson } from './desk-api.ts'

/** One run of a clock as it read when the server answered (`GET /orders/:id`); durations in ms of its own kind. */
export type ClockShown = {
  readonly clock: Clock
  /** The department whose help is timed; null: the order's own clock. */
  readonly department: string | null
  readonly kind: TimeKind
  readonly limitMs: number
  /** The limit with the extensions granted. */
  readonly budgetMs: number
  readonly usedMs: number
  readonly lamp: Lamp
  /** The first deadline, kept also after an extension; null while the clock stands still with time left. */
  readonly firstDueAt: string | null
  readonly dueAt: string | null
  readonly amberAt: string | null
  /** Null while it runs or stands still. */
  readonly endedAt: string | null
  /** Its time is nobody's. */
  readonly refunded: boolean
  readonly spans: readonly { readonly from: string; readonly to: string | null }[]
}

/** An act that was refused: who tried what on which version, and why it was not done. */
export type AttemptShown = {
  readonly by: string
  readonly at: string
  readonly action: string
  readonly rev: number
  readonly code: string
}

/** An order with what the caller may do to it and everything that happened. */
export type OrderDetail = Order & {
  readonly clocks: readonly ClockShown[]
  readonly allowed: readonly OrderAction[]
  readonly events: readonly Omit<OrderEvent, 'order'>[]
  /** What looks like a figure that was helped along; left out by older servers. */
  readonly flags?: readonly OrderFlag[]
  /** Refused acts; for the centre only. */
  readonly attempts?: readonly AttemptShown[]
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
