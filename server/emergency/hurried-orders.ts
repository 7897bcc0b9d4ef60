import type { Emergency, EmergencyEvent } from '../../protocol/emergency/emergency.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { OrderService } from '../orders/service.ts'

export type HurriedOrdersDeps = {
  /** Those that are on, the latest first. */
  readonly active: () => readonly Emergency[]
  readonly orders: Pick<OrderService, 'inEmergency' | 'openOrders'>
  readonly onError: (error: unknown) => void
}

const ordersOf = ({ orderId, related }: Emergency): string[] =>
  orderId === null ? [...related] : [orderId, ...related]

/**
 * The emergency that an order belongs to while these are on: the one it is in, as long as that stands, otherwise the
 * one that began first. An exercise (演练) hurries no real order. Pure.
 *
 * @param active the latest first
 * @returns null: to none
 */
export function emergencyOf(order: Order, active: readonly Emergency[]): string | null {
  const its = active.filter((each) => !each.drill && ordersOf(each).includes(order.id))
  const { emergency } = overlaysOf(order)
  return its.some(({ id }) => id === emergency) ? emergency : (its.at(-1)?.id ?? null)
}

/**
 * Writes on the orders of emergencies that they belong to one (战时), and that they do no more. It looks at what is on
 * rather than at what changed, so that the same look after a crash between the two writes puts right what was left.
 */
export function createHurriedOrders({ active, orders, onError }: HurriedOrdersDeps) {
  let writing: Promise<void> = Promise.resolve()

  const look = (ids: Iterable<string>): Promise<void> => {
    for (const id of new Set(ids)) {
      writing = writing
        .then(() => orders.inEmergency(id, (order) => emergencyOf(order, active())))
        .catch(onError)
    }
    return writing
  }

  return {
    /** After an act in an emergency that brings orders in or lets them go. */
    changed(emergency: Emergency, { act }: Pick<EmergencyEvent, 'act'>): void {
      if (act === 'open' || act === 'relate' || act === 'end') void look(ordersOf(emergency))
    },

    /** After acts on orders: one that ended and is taken up again comes back into the emergency that still stands. */
    acted(events: readonly OrderEvent[]): void {
      const now = active()
      const wrong = events.filter(
        ({ order }) =>
          isOpenState(order.state) && emergencyOf(order, now) !== overlaysOf(order).emergency,
      )
      void look(wrong.map(({ orderId }) => orderId))
    },

    /** Puts right what stands when the server starts; resolves when it is written. */
    start(): Promise<void> {
      const left = orders.openOrders().filter((order) => overlaysOf(order).emergency !== null)
      return look([...active().flatMap(ordersOf), ...left.map(({ id }) => id)])
    },

    /** Resolves when everything that was seen until now is written. */
    settled: (): Promise<void> => writing,
  }
}
