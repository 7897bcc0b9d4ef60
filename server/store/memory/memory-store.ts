import { AppError } from '../../../protocol/error/codes.ts'
import type {
  BackfillColumn,
  CommitBatch,
  HistoryPoint,
  HistoryQuery,
  ReadingOutcome,
  Resolution,
  Store,
  StoredValue,
  SupersededValue,
} from '../store.ts'
import { MemoryCollections } from './collections.ts'
import { MemoryAlarms, MemoryOrders } from './events.ts'
import { MemoryReadings } from './readings.ts'
import { MemoryRecords } from './records.ts'

/** Everything in memory: for tests, and as the oracle that the durable engines are compared with. */
class MemoryStore extends MemoryRecords implements Store {
  readonly #readings = new MemoryReadings()
  readonly #alarms = new MemoryAlarms()
  readonly #orders = new MemoryOrders()
  readonly #collections = new MemoryCollections()
  #closed = false

  async commit(batch: CommitBatch): Promise<{ readonly outcomes: readonly ReadingOutcome[] }> {
    this.#stillOpen()
    this.#orders.check(batch.orders)
    const outcomes = batch.readings.map((reading) => this.#readings.add(reading))
    for (const computed of batch.computed) this.#readings.addComputed(computed)
    this.#alarms.append(batch.alarms)
    this.#orders.append(batch.orders)
    return { outcomes }
  }

  async latest(): Promise<readonly StoredValue[]> {
    return this.#readings.latest()
  }

  async history(query: HistoryQuery): Promise<readonly HistoryPoint[]> {
    return this.#readings.history(query)
  }

  async valuesAt(atMs: number, knownAtMs?: number): Promise<readonly StoredValue[]> {
    return this.#readings.valuesAt(atMs, knownAtMs)
  }

  async corrections(
    indicator: string,
    place: string,
    fromMs: number,
    toMs: number,
  ): Promise<readonly SupersededValue[]> {
    return this.#readings.corrections(indicator, place, fromMs, toMs)
  }

  async backfill(columns: readonly BackfillColumn[]): Promise<void> {
    this.#stillOpen()
    for (const column of columns) this.#readings.backfill(column)
  }

  async rollUp(_nowMs: number): Promise<void> {
    this.#stillOpen()
    this.#readings.rollUp()
  }

  async expire(nowMs: number, keepMs: Readonly<Record<Resolution, number>>): Promise<number> {
    this.#stillOpen()
    return this.#readings.expire(nowMs, keepMs)
  }

  standingAlarms = (): ReturnType<Store['standingAlarms']> => this.#alarms.standingAlarms()
  alarms: Store['alarms'] = (query) => this.#alarms.alarms(query)
  alarm: Store['alarm'] = (id) => this.#alarms.alarm(id)
  alarmEvents: Store['alarmEvents'] = (fromMs, toMs) => this.#alarms.alarmEvents(fromMs, toMs)
  eventsOfAlarm: Store['eventsOfAlarm'] = (id, limit) => this.#alarms.eventsOfAlarm(id, limit)
  alarmsAt: Store['alarmsAt'] = (atMs) => this.#alarms.alarmsAt(atMs)
  order: Store['order'] = (id) => this.#orders.order(id)
  orderByExternalId: Store['orderByExternalId'] = (channel, externalId) =>
    this.#orders.orderByExternalId(channel, externalId)
  orderEvents: Store['orderEvents'] = (id) => this.#orders.orderEvents(id)
  orderEventByActionId: Store['orderEventByActionId'] = (actionId) =>
    this.#orders.orderEventByActionId(actionId)
  listOrders: Store['listOrders'] = (page) => this.#orders.listOrders(page)
  countListed: Store['countListed'] = (query) => this.#orders.countListed(query)
  orderStats: Store['orderStats'] = (...args) => this.#orders.orderStats(...args)
  ordersAt: Store['ordersAt'] = (atMs) => this.#orders.ordersAt(atMs)
  ordersEndedSince: Store['ordersEndedSince'] = (fromMs) => this.#orders.ordersEndedSince(fromMs)
  lastOrderId: Store['lastOrderId'] = (prefix) => this.#orders.lastOrderId(prefix)

  putRecords: Store['putRecords'] = (entries) => this.#collections.putRecords(entries)
  record: Store['record'] = (collection, id) => this.#collections.record(collection, id)
  records: Store['records'] = (query) => this.#collections.records(query)
  deleteRecords: Store['deleteRecords'] = (collection, ids) =>
    this.#collections.deleteRecords(collection, ids)

  async ping(): Promise<void> {
    this.#stillOpen()
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #stillOpen(): void {
    if (this.#closed) {
      throw new AppError('STORE_UNAVAILABLE', { detail: { reason: 'the store is closed' } })
    }
  }
}

/** @returns an empty store that lives as long as the process */
export const createMemoryStore = (): Store => new MemoryStore()
