import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import type { Database, Statement } from './driver.ts'

type Body = { readonly body: string }

/** Orders by when something happened to them, the newest order first. Read only. */
export class OrderPast {
  readonly #at: Statement<Body>
  readonly #endedSince: Statement<Body>

  constructor(db: Database) {
    // Two halves, each of which one index answers without looking at an order that was not open then.
    this.#at = db.prepare(
      `SELECT e.body FROM (
         SELECT id, created_ms FROM orders WHERE is_open = 1 AND created_ms <= ?
         UNION ALL
         SELECT id, created_ms FROM orders WHERE is_open = 0 AND last_event_ms > ? AND created_ms <= ?
       ) o JOIN order_events e ON e.order_id = o.id AND e.rev = (
         SELECT max(rev) FROM order_events WHERE order_id = o.id AND at_ms <= ?)
       ORDER BY o.created_ms DESC, o.id DESC`,
    )
    this.#endedSince = db.prepare(
      `SELECT body FROM orders WHERE is_open = 0 AND last_event_ms >= ?
       ORDER BY created_ms DESC, id DESC`,
    )
  }

  /** Those that were open at that moment, as they stood then. */
  at(atMs: number): Order[] {
    return this.#at
      .all(atMs, atMs, atMs, atMs)
      .map(({ body }): OrderEvent => JSON.parse(body))
      .map(({ order }) => order)
      .filter(({ state }) => isOpenState(state))
  }

  endedSince(fromMs: number): Order[] {
    return this.#endedSince.all(fromMs).map(({ body }): Order => JSON.parse(body))
  }
}
