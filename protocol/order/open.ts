import type { OrderEvent, OrderState } from './order.ts'

const ENDED: ReadonlySet<OrderState> = new Set([
  'refused',
  'closed',
  'force-closed',
  'evaluated',
  'voided',
  'merged',
])

/** Whether somebody still has to do something about an order in this state (未办结). */
export const isOpenState = (state: OrderState): boolean => !ENDED.has(state)

/** Whether an order leaves the list of open orders of whoever is told this event: it ended, or went to others. */
export const leavesOpen = ({ order, gone }: Pick<OrderEvent, 'order' | 'gone'>): boolean =>
  gone === true || !isOpenState(order.state)
