import { AppError } from '../../protocol/error/codes.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderStore } from '../store/store.ts'

/**
 * An order is merged into an open order of its own type (并案): the parent must be there and at work,
 * so that a chain of merged orders always ends in one that somebody handles.
 *
 * @throws AppError MALFORMED naming `parent`
 */
export async function checkParent(
  store: Pick<OrderStore, 'order'>,
  child: Order,
  parentId: unknown,
): Promise<void> {
  const parent = typeof parentId === 'string' ? await store.order(parentId) : null
  const reason =
    parent === null
      ? 'no such order'
      : isOpenState(parent.state)
        ? parent.type === child.type
          ? null
          : 'an order of another type'
        : 'an order that has ended'
  if (reason !== null) {
    throw new AppError('MALFORMED', { detail: { action: 'merge', field: 'parent', reason } })
  }
}
