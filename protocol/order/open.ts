import type { OrderState } from './order.ts'

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
