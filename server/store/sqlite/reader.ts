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
  // So that the first who asks for rates after a start does not wait for all of them to be read. With room for every
  // question in between: no more than half of the thread's time.
  const prepare = (): void => {
    const start = performance.now()
    if (!db.isOpen || !snapshot(db, () => rates.catchUp())) return
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
        await new Promise((resolve) => setImmediate(resolve))
        if (!db.isOpen) throw new AppError('STORE_UNAVAILABLE', { detail: { reason: 'closing' } })
      }
    },
    ordersAt: (atMs: number): readonly Order[] => snapshot(db, () => past.at(atMs)),
    ordersEndedSince: (fromMs: number): readonly Order[] =>
      snapshot(db, () => past.endedSince(fromMs)),
    async close(): Promise<void> {
      clearTimeout(preparing)
      db.close()
    },
  }
}

export type Reader = ReturnType<typeof createReader>
