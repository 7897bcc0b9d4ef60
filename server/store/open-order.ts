import type { Order, OrderState } from '../../protocol/order/order.ts'

/** States in which nobody owes anything on the order any more (终态). */
export const ENDED_ORDER_STATES: readonly OrderState[] = [
  'refused',
  'closed',
  'force-closed',
  'evaluated',
  'voided',
  'merged',
]

/** @returns whether somebody still has to act on the order */
export const isOpenOrder = (order: Order): boolean => !ENDED_ORDER_STATES.includes(order.state)
