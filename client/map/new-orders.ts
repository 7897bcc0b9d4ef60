import type { Order } from '../../protocol/order/order.ts'

/** Tells which orders came in since it was last asked. What is there at the start, or comes in a whole snapshot, is not new. */
export class NewOrders {
  #known: ReadonlyMap<string, Order>

  constructor(orders: ReadonlyMap<string, Order>) {
    this.#known = orders
  }

  /** @returns at most a handful: more at once is a snapshot after a gap, not a burst of news */
  arrived(orders: ReadonlyMap<string, Order>): readonly Order[] {
    const before = this.#known
    this.#known = orders
    if (before.size === 0) return []
    const fresh = [...orders.values()].filter(({ id }) => !before.has(id))
    return fresh.length <= 8 ? fresh : []
  }
}
