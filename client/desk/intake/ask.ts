import type { OrderRow } from '../../../protocol/order/row.ts'
import { isRecord } from '../../data/api.ts'
import { sendJson } from '../data/desk-api.ts'

/** Which department takes the order, and why. */
export type Route = {
  readonly department: string
  readonly reason: { readonly zh: string; readonly en: string }
}

/** An order that may be about the same thing. */
export type Likely = {
  readonly order: Pick<OrderRow, 'id' | 'title' | 'state' | 'createdAt'>
  readonly reasons: { readonly zh: string; readonly en: string }
}

const isSaid = (value: unknown): value is { zh: string; en: string } =>
  isRecord(value) && typeof value['zh'] === 'string' && typeof value['en'] === 'string'

/** @param question JSON of {type, town?, severity?} */
export async function askRoute(question: string): Promise<Route> {
  const { body } = await sendJson('POST', '/routing/explain', JSON.parse(question))
  if (!isRecord(body) || typeof body['department'] !== 'string' || !isSaid(body['reason'])) {
    throw new Error('no route')
  }
  return { department: body['department'], reason: body['reason'] }
}

/** @param question JSON of a draft as `POST /orders/similar` takes it */
export async function askSimilar(question: string): Promise<readonly Likely[]> {
  const { body } = await sendJson('POST', '/orders/similar', JSON.parse(question))
  const orders = isRecord(body) ? body['orders'] : null
  if (!Array.isArray(orders)) throw new Error('no orders')
  return orders.filter(
    (one): one is Likely =>
      isRecord(one) &&
      isSaid(one['reasons']) &&
      isRecord(one['order']) &&
      typeof one['order']['id'] === 'string',
  )
}
