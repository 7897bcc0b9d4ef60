import { createStore } from 'zustand/vanilla'
import type { Order } from '../../protocol/order/order.ts'
import { withChanges } from './changed.ts'

/** Open orders by id. */
export const orderStore = createStore<{ readonly orders: ReadonlyMap<string, Order> }>(() => ({
  orders: new Map(),
}))

/** Writes what changed, null = ended or no longer watched. The only writer. */
export function applyOrders(changes: ReadonlyMap<string, Order | null>): void {
  if (changes.size === 0) return
  orderStore.setState({ orders: withChanges(orderStore.getState().orders, changes) })
}
