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
    orderStats: (
      by: StatsBy,
      period: Period,
      audience: string | null,
      rules: OrderRules,
    ): OrderStats => snapshot(db, () => rates.stats(by, period, audience, rules)),
    ordersAt: (atMs: number): readonly Order[] => snapshot(db, () => past.at(atMs)),
    ordersEndedSince: (fromMs: number): readonly Order[] =>
      snapshot(db, () => past.endedSince(fromMs)),
    async close(): Promise<void> {
      db.close()
    },
  }
}

export type Reader = ReturnType<typeof createReader>
