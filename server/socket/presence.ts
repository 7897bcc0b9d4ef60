import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { PresenceState, Present } from '../../protocol/stream/events.ts'

type Place = {
  readonly name: string
  readonly since: string
  readonly orderId: string
  readonly audience: Audience
}
type Seen = Pick<Order, 'id' | 'department' | 'overlays'>

/** Who has which order open (在看的人): by socket, shown by account. Knows no socket. */
export class Presence {
  readonly #places = new Map<string, Place>()
  readonly #orders = new Map<string, Seen>()

  /**
   * Somebody opens an order, or with null none.
   *
   * @param audience whose orders he sees: once the order is not among them, he does not have it open any longer
   * @returns whether anything changed
   */
  enter(
    socketId: string,
    name: string,
    order: Seen | null,
    at: string,
    audience: Audience = null,
  ): boolean {
    const before = this.#places.get(socketId)
    if (before?.orderId === order?.id) return false
    if (order === null) this.#places.delete(socketId)
    else {
      this.#places.set(socketId, { name, since: at, orderId: order.id, audience })
      this.#orders.set(order.id, order)
    }
    this.#forget()
    return true
  }

  /** The socket ended. @returns whether it had an order open */
  leave(socketId: string): boolean {
    const had = this.#places.delete(socketId)
    if (had) this.#forget()
    return had
  }

  /** An order went on: who may see that it is open may have changed. @returns whether somebody has it open */
  update(order: Seen): boolean {
    if (!this.#orders.has(order.id)) return false
    this.#orders.set(order.id, order)
    return true
  }

  /** What somebody of an audience may know. One account with two pages is there once, since the first. */
  stateFor(audience: Audience): PresenceState {
    const orders: Record<string, Present[]> = {}
    for (const { name, since, orderId, audience: own } of this.#places.values()) {
      const order = this.#orders.get(orderId)
      if (order === undefined || !seesOrder(audience, order) || !seesOrder(own, order)) continue
      const present = orders[orderId] ?? []
      orders[orderId] = present
      if (!present.some((other) => other.name === name)) present.push({ name, since })
    }
    return { orders }
  }

  #forget(): void {
    const open = new Set([...this.#places.values()].map(({ orderId }) => orderId))
    for (const id of this.#orders.keys()) if (!open.has(id)) this.#orders.delete(id)
  }
}
