import type {
  BackfillColumn,
  CommitBatch,
  HistoryQuery,
  Resolution,
  Store,
  StoredValue,
} from '../store.ts'
import { CommitQueue } from './commit-queue.ts'
import type { WorkerLink } from './link.ts'
import type { Reader } from './reader.ts'
import { unpackValues } from './wire.ts'
import type { Writer } from './writer.ts'

/** Rows of history written in one transaction. */
const BACKFILL_ROWS = 5_000

/** The main thread's half of the engine: turns calls into messages, and answers back into values. */
export class SqliteStore implements Store {
  readonly #writer: WorkerLink<Writer>
  readonly #reader: WorkerLink<Reader>
  readonly #queue: CommitQueue
  #closing: Promise<void> | null = null

  constructor(writer: WorkerLink<Writer>, reader: WorkerLink<Reader>) {
    this.#writer = writer
    this.#reader = reader
    this.#queue = new CommitQueue(writer)
  }

  commit = (batch: CommitBatch): ReturnType<Store['commit']> => this.#queue.commit(batch)

  async latest(): Promise<readonly StoredValue[]> {
    return unpackValues(await this.#reader.call('latest', []))
  }

  history = (query: HistoryQuery): ReturnType<Store['history']> =>
    this.#reader.call('history', [query])

  async valuesAt(atMs: number, knownAtMs?: number): Promise<readonly StoredValue[]> {
    return unpackValues(await this.#reader.call('valuesAt', [atMs, knownAtMs]))
  }

  corrections: Store['corrections'] = (...args) => this.#reader.call('corrections', args)

  async backfill(columns: readonly BackfillColumn[]): Promise<void> {
    for (const group of groupColumns(columns)) await this.#writer.call('backfill', [group])
  }

  rollUp = (nowMs: number): Promise<void> => this.#writer.call('rollUp', [nowMs])
  expire = (nowMs: number, keepMs: Readonly<Record<Resolution, number>>): Promise<number> =>
    this.#writer.call('expire', [nowMs, keepMs])

  quarantine: Store['quarantine'] = (...args) => this.#writer.call('quarantine', args)
  quarantineCounts: Store['quarantineCounts'] = () => this.#writer.call('quarantineCounts', [])
  quarantineSamples: Store['quarantineSamples'] = (...args) =>
    this.#writer.call('quarantineSamples', args)

  standingAlarms: Store['standingAlarms'] = () => this.#writer.call('standingAlarms', [])
  alarms: Store['alarms'] = (...args) => this.#writer.call('alarms', args)
  alarm: Store['alarm'] = (...args) => this.#writer.call('alarm', args)
  alarmEvents: Store['alarmEvents'] = (...args) => this.#writer.call('alarmEvents', args)
  eventsOfAlarm: Store['eventsOfAlarm'] = (...args) => this.#writer.call('eventsOfAlarm', args)
  alarmsAt: Store['alarmsAt'] = (...args) => this.#writer.call('alarmsAt', args)

  order: Store['order'] = (...args) => this.#writer.call('order', args)
  orderByExternalId: Store['orderByExternalId'] = (...args) =>
    this.#writer.call('orderByExternalId', args)
  orderEvents: Store['orderEvents'] = (...args) => this.#writer.call('orderEvents', args)
  orderEventByActionId: Store['orderEventByActionId'] = (...args) =>
    this.#writer.call('orderEventByActionId', args)
  listOrders: Store['listOrders'] = (...args) => this.#reader.call('listOrders', args)
  countListed: Store['countListed'] = (...args) => this.#reader.call('countListed', args)
  orderStats: Store['orderStats'] = (...args) => this.#reader.call('orderStats', args)
  ordersAt: Store['ordersAt'] = (...args) => this.#reader.call('ordersAt', args)
  ordersEndedSince: Store['ordersEndedSince'] = (...args) =>
    this.#reader.call('ordersEndedSince', args)
  lastOrderId: Store['lastOrderId'] = (...args) => this.#writer.call('lastOrderId', args)

  account: Store['account'] = (...args) => this.#writer.call('account', args)
  accounts: Store['accounts'] = () => this.#writer.call('accounts', [])
  putAccount: Store['putAccount'] = (...args) => this.#writer.call('putAccount', args)
  putSession: Store['putSession'] = (...args) => this.#writer.call('putSession', args)
  session: Store['session'] = (...args) => this.#writer.call('session', args)
  deleteSession: Store['deleteSession'] = (...args) => this.#writer.call('deleteSession', args)
  deleteSessionsOf: Store['deleteSessionsOf'] = (...args) =>
    this.#writer.call('deleteSessionsOf', args)
  token: Store['token'] = (...args) => this.#writer.call('token', args)
  tokens: Store['tokens'] = () => this.#writer.call('tokens', [])
  putToken: Store['putToken'] = (...args) => this.#writer.call('putToken', args)
  screenByToken: Store['screenByToken'] = (...args) => this.#writer.call('screenByToken', args)
  screens: Store['screens'] = () => this.#writer.call('screens', [])
  putScreen: Store['putScreen'] = (...args) => this.#writer.call('putScreen', args)

  putRecords: Store['putRecords'] = (...args) => this.#writer.call('putRecords', args)
  record: Store['record'] = (...args) => this.#writer.call('record', args)
  records: Store['records'] = (...args) => this.#writer.call('records', args)
  deleteRecords: Store['deleteRecords'] = (...args) => this.#writer.call('deleteRecords', args)

  meta: Store['meta'] = (...args) => this.#writer.call('meta', args)
  putMeta: Store['putMeta'] = (...args) => this.#writer.call('putMeta', args)

  ping = (): Promise<void> => this.#writer.call('ping', [])

  /** Lets what was begun come to an end, then closes the file. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#queue.idle()
    await Promise.allSettled([this.#reader.call('close', []), this.#reader.exited()])
    await Promise.allSettled([this.#writer.call('close', []), this.#writer.exited()])
  }
}

/** Cuts and gathers columns into groups of about `BACKFILL_ROWS` rows. */
function* groupColumns(columns: readonly BackfillColumn[]): Generator<BackfillColumn[]> {
  let group: BackfillColumn[] = []
  let rows = 0
  for (const column of columns) {
    for (let from = 0; from < column.atMs.length; from += BACKFILL_ROWS) {
      const part = slice(column, from, from + BACKFILL_ROWS)
      group.push(part)
      rows += part.atMs.length
      if (rows < BACKFILL_ROWS) continue
      yield group
      group = []
      rows = 0
    }
  }
  if (group.length > 0) yield group
}

const slice = (column: BackfillColumn, from: number, to: number): BackfillColumn => ({
  ...column,
  atMs: column.atMs.slice(from, to),
  min: column.min.slice(from, to),
  max: column.max.slice(from, to),
  avg: column.avg.slice(from, to),
  last: column.last.slice(from, to),
  n: column.n.slice(from, to),
})
