import type { Order } from '../../../protocol/order/order.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { sendJson } from '../data/desk-api.ts'
import { actOnOrder } from '../data/order-detail.ts'
import { bodyOf, type Draft } from './draft.ts'

export type Filed = {
  readonly order: Order
  /** Filed, but the dispatch that was asked for did not succeed. */
  readonly dispatchProblem: unknown
}

/**
 * Files the draft, and dispatches it where asked. Safe to call again with the same draft: the same order is answered.
 *
 * @throws ApiProblem when it was not filed, or no answer came
 */
export async function fileOrder(draft: Draft, dispatch: boolean): Promise<Filed> {
  const { body } = await sendJson('POST', '/orders', bodyOf(draft))
  if (!isRecord(body) || typeof body['id'] !== 'string') throw new ApiProblem(502, 'INTERNAL')
  const order = body as unknown as Order
  // The same draft again is answered with the order as it stands, which may be dispatched already.
  if (!dispatch || order.state !== 'reported') return { order, dispatchProblem: null }
  try {
    const request = { action: 'express', rev: order.rev, actionId: draft.key, args: {} } as const
    return { order: await actOnOrder(order.id, request), dispatchProblem: null }
  } catch (problem) {
    return { order, dispatchProblem: problem }
  }
}

/** Takes a wrong entry back, within the rules (E34). @throws ApiProblem */
export const voidOrder = (order: Order, actionId: string, reason: string): Promise<Order> =>
  actOnOrder(order.id, { action: 'void', rev: order.rev, actionId, args: { reason } })
