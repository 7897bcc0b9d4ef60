import { AppError } from '../../../protocol/error/codes.ts'
import type { Order } from '../../../protocol/order/order.ts'
import type { Period } from '../../../protocol/order/rates.ts'
import type { OrderRules } from '../../../protocol/order/rules.ts'
import type { OrderStats, StatsBy } from '../../../protocol/order/tally.ts'
import type {
  HistoryPoint,
  HistoryQuery,
  OrderListPage,
  OrderListQuery,
  SupersededValue,
} from '../store.ts'
import { openReader } from './database.ts'
import { OrderLists } from './order-lists.ts'
import { OrderPast } from './order-past.ts'
import { RateReader } from './rate-reader.ts'
import { SeriesReader } from './read-series.ts'
import { ValueReader } from './read-values.ts'
import { snapshot } from './transaction.ts'
import { type PackedValues, packValues } from './wire.ts'

/** The rates are prepared when a start has settled. */
const QUIET_MS = 10_000
/** Orders of a past moment that are read before others are answered: some milliseconds. */
const ORDERS_AT_ONCE = 100

/**
 * The reading half of the engine, on a thread and connection of its own, so that a long question never keeps
 * a commit waiting. It sees everything that was acknowledged before the question was asked.
 */
export function createReader(dir: string) {
  const db = openReader(dir)
  const series = new SeriesReader(db)
  const orders = new OrderLists(db)
  const past = new OrderPast(db)
  const rates = new RateReader(db)
  const values = new ValueReader(db, series)
  /** @throws AppError STORE_UNAVAILABLE when the store was closed meanwhile */
  const nextTurn = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (!db.isOpen) throw new AppError('STORE_UNAVAILABLE', { detail: { reason: 'closing' } })
  }
  // So that the first who asks for rates after a start does not wait for all of them to be read. With room for every
  // question in between: no more than half of the thread's time.
  const prepare = (): void => {
    const start = performance.now()
    try {
      if (!db.isOpen || !snapshot(db, () => rates.catchUp())) return
    } catch {
      // Whoever asks for rates is told what is wrong with the file.
      return
    }
    preparing = setTimeout(prepare, performance.now() - start)
  }
  let preparing = setTimeout(prepare, QUIET_MS)
  return {
    latest: (): PackedValues => packValues(snapshot(db, () => values.latest())),
    history: (query: HistoryQuery): readonly HistoryPoint[] =>
      snapshot(db, () => series.history(query)),
    valuesAt: (atMs: number, knownAtMs?: number): PackedValues =>
      packValues(snapshot(db, () => values.valuesAt(atMs, knownAtMs))),
    corrections: (
      indicator: string,
      place: string,
      fromMs: number,
      toMs: number,
    ): readonly SupersededValue[] =>
      snapshot(db, () => values.corrections(indicator, place, fromMs, toMs)),
    listOrders: (page: OrderListPage): readonly Order[] => snapshot(db, () => orders.page(page)),
    countListed: (query: OrderListQuery): number => snapshot(db, () => orders.count(query)),
    /** The first time it reads a line of every order, in steps between which others are answered. */
    async orderStats(
      by: StatsBy,
      period: Period,
      audience: string | null,
      rules: OrderRules,
    ): Promise<OrderStats> {
      for (;;) {
        const stats = snapshot(db, () =>
          rates.catchUp() ? null : rates.stats(by, period, audience, rules),
        )
        if (stats !== null) return stats
        await nextTurn()
      }
    },
    /** In steps, as `orderStats`; an order that ends meanwhile was open then all the same. */
    async ordersAt(atMs: number): Promise<readonly Order[]> {
      const ids = snapshot(db, () => past.idsAt(atMs))
      const orders: Order[] = []
      for (let from = 0; from < ids.length; from += ORDERS_AT_ONCE) {
        if (from > 0) await nextTurn()
        orders.push(...past.openAt(atMs, ids.slice(from, from + ORDERS_AT_ONCE)))
      }
      return orders
    },
    ordersEndedSince: (fromMs: number): readonly Order[] =>
      snapshot(db, () => past.endedSince(fromMs)),
    async close(): Promise<void> {
      clearTimeout(preparing)
      db.close()
    },
  }
}

export type Reader = ReturnType<typeof createReader>
