import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import type { Database, Statement } from './driver.ts'

type Body = { readonly body: string }

/** Orders by when something happened to them, the newest order first. Read only. */
export class OrderPast {
  readonly #idsAt: Statement<{ readonly id: string }>
  readonly #eventAt: Statement<Body>
  readonly #endedSince: Statement<Body>

  constructor(db: Database) {
    // Two halves, each of which one index answers without looking at an order that was not open then.
    this.#idsAt = db.prepare(
      `SELECT id, created_ms FROM orders WHERE is_open = 1 AND created_ms <= ?
       UNION ALL
       SELECT id, created_ms FROM orders WHERE is_open = 0 AND last_event_ms > ? AND created_ms <= ?
       ORDER BY created_ms DESC, id DESC`,
    )
    this.#eventAt = db.prepare(
      'SELECT body FROM order_events WHERE order_id = ? AND at_ms <= ? ORDER BY rev DESC LIMIT 1',
    )
    this.#endedSince = db.prepare(
      `SELECT body FROM orders WHERE is_open = 0 AND last_event_ms >= ?
       ORDER BY created_ms DESC, id DESC`,
    )
  }

  /** Numbers of those that may have been open at that moment. */
  idsAt(atMs: number): string[] {
    return this.#idsAt.all(atMs, atMs, atMs).map(({ id }) => id)
  }

  /** Those among them that were open, as they stood then. */
  openAt(atMs: number, ids: readonly string[]): Order[] {
    return ids.flatMap((id) => {
      const row = this.#eventAt.get(id, atMs)
      if (row === undefined) return []
      const { order }: OrderEvent = JSON.parse(row.body)
      return isOpenState(order.state) ? [order] : []
    })
  }

  endedSince(fromMs: number): Order[] {
    return this.#endedSince.all(fromMs).map(({ body }): Order => JSON.parse(body))
  }
}
