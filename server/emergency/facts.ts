import type { Facts } from '../../protocol/emergency/done-when.ts'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { OrderState } from '../../protocol/order/states.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CommitFeed } from '../commit.ts'
import type { LiveState } from '../indicators/live.ts'
import type { OrderStore } from '../store/store.ts'

export type KnownFactsDeps = {
  readonly store: Pick<OrderStore, 'orderEvents'>
  readonly feed: CommitFeed
  readonly live: Pick<LiveState, 'value'>
}

/** What the rules of steps ask about: the states that orders went through, and fresh values of the district. */
export function createKnownFacts({ store, feed, live }: KnownFactsDeps) {
  const states = new Map<string, Set<OrderState>>()
  const stop = feed.onCommit(({ orders }) => {
    for (const { orderId, order } of orders) states.get(orderId)?.add(order.state)
  })
  const freshValue = (indicator: string): number | null => {
    const found = live.value(indicator, DISTRICT)
    return found.status === 'fresh' ? found.value : null
  }
  return {
    /** Reads the past of an order; from then on it is followed. */
    async follow(orderId: string): Promise<void> {
      if (states.has(orderId)) return
      const seen = new Set<OrderState>()
      states.set(orderId, seen)
      for (const { order } of await store.orderEvents(orderId)) seen.add(order.state)
    },
    forget: (orderId: string): void => void states.delete(orderId),
    of: ({ orderId }: Emergency): Facts => ({
      orderStates: (orderId === null ? undefined : states.get(orderId)) ?? new Set(),
      valueOf: freshValue,
    }),
    close: stop,
  }
}
