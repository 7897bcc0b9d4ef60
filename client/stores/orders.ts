import { createStore } from 'zustand/vanilla'
import type { Order } from '../../protocol/order/order.ts'

/** Open orders by id. */
export const orderStore = createStore<{ readonly orders: ReadonlyMap<string, Order> }>(() => ({
  orders: new Map(),
}))
