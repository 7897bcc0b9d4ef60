import { LRUCache } from 'lru-cache'
import type { OrderEvent } from '../../protocol/order/order.ts'

/** Histories that are kept: an order that is worked on is mostly worked on again soon. About 15 KB each. */
const KEPT = 500

/**
 * The histories of the orders that were worked on last, so that an act does not wait for the store to read what it has
 * just written.
 */
export function createHistories(read: (id: string) => Promise<readonly OrderEvent[]>) {
  const kept = new LRUCache<string, readonly OrderEvent[]>({ max: KEPT })
  return {
    /** Every event of an order, oldest first. */
    async of(id: string): Promise<readonly OrderEvent[]> {
      const known = kept.get(id)
      if (known !== undefined) return known
      const events = await read(id)
      if (events.length > 0) kept.set(id, events)
      return events
    },
    /** What the store has written. */
    append(events: readonly OrderEvent[]): void {
      for (const event of events) {
        const known = event.rev === 1 ? [] : kept.get(event.orderId)
        if (known?.length === event.rev - 1) kept.set(event.orderId, [...known, event])
        else kept.delete(event.orderId)
      }
    },
    /** When it is not certain what the store has written. */
    forget(id: string): void {
      kept.delete(id)
    },
  }
}
