import { AppError } from '../../protocol/error/codes.ts'
import { applyStep } from '../../protocol/order/fold.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { OrderEcho } from '../../protocol/order/table.ts'
import type { OrderStore } from '../store/store.ts'

/**
 * An order is merged into an open order of its own type (并案): the parent must be there and at work, so that every
 * merged order hangs on one that somebody handles. As an order with children is not merged either, there are no chains
 * and no circles.
 *
 * @returns the parent
 * @throws AppError MALFORMED naming `parent`
 */
export async function checkParent(
  store: Pick<OrderStore, 'order'>,
  child: Order,
  parentId: unknown,
): Promise<Order> {
  const refused = (reason: string): AppError =>
    new AppError('MALFORMED', { detail: { action: 'merge', field: 'parent', reason } })
  const parent = typeof parentId === 'string' ? await store.order(parentId) : null
  if (parent === null) throw refused('no such order')
  if (parent.id === child.id) throw refused('the order itself')
  if (!isOpenState(parent.state)) throw refused('an order that has ended')
  if (parent.type !== child.type) throw refused('an order of another type')
  return parent
}

/** Something that is to be written down on another order because of an act. */
export type Echo = {
  readonly order: Order
  readonly action: OrderEcho
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * What an act on one order means to others: a parent knows its children, and children hear how their parent ends or is
 * taken up again, so that whoever reported them is answered too.
 *
 * @param before the order before the act
 * @param after as it stands after it
 */
export async function echoesOf(
  store: Pick<OrderStore, 'order'>,
  before: Order,
  after: Order,
): Promise<Echo[]> {
  if (before.state === after.state) return []
  const echoes: Echo[] = []
  const { mergedInto: left } = overlaysOf(before)
  const { mergedInto: joined, children } = overlaysOf(after)
  for (const [parentId, action] of [
    [left, 'child-unmerged'] as const,
    [joined, 'child-merged'] as const,
  ]) {
    if (parentId === null || left === joined) continue
    const parent = await store.order(parentId)
    if (parent !== null) echoes.push({ order: parent, action, args: { child: after.id } })
  }
  if (isOpenState(before.state) && isOpenState(after.state)) return echoes
  for (const id of children) {
    const child = await store.order(id)
    if (child === null || overlaysOf(child).mergedInto !== after.id) continue
    const args = { parent: after.id, parentState: after.state }
    echoes.push({ order: child, action: 'parent-changed', args })
  }
  return echoes
}

/** The event that an echo leaves on its order. */
export function echoEvent(
  { order, action, args }: Echo,
  cause: Pick<OrderEvent, 'actor' | 'at' | 'recordedAt'>,
  timed: (order: Order, step: Pick<OrderEvent, 'action' | 'at' | 'args'>) => Order,
): OrderEvent {
  const step = { action, args, actor: cause.actor, at: cause.at }
  const after = timed(applyStep(order, step), step)
  return { orderId: order.id, rev: after.rev, ...step, recordedAt: cause.recordedAt, order: after }
}
