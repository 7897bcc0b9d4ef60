import type { Role } from '../../protocol/access/role.ts'
import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { ErrorCode } from '../../protocol/error/codes.ts'
import type { Quality } from '../../protocol/indicator/definition.ts'
import type { Reading } from '../../protocol/indicator/value.ts'
import type { Order, OrderEvent, OrderState } from '../../protocol/order/order.ts'
import type { Period } from '../../protocol/order/rates.ts'
import type { OrderRules } from '../../protocol/order/rules.ts'
import type { OrderStats, StatsBy } from '../../protocol/order/tally.ts'

/** A value the engine worked out (roll-up or formula). Kept so that its history can be shown. */
export type ComputedValue = {
  readonly indicator: string
  readonly place: string
  readonly atMs: number
  readonly value: number
  readonly quality: Quality
  readonly receivedAtMs: number
}

/** Everything one step of the pipeline writes: all of it, or nothing. */
export type CommitBatch = {
  readonly readings: readonly Reading[]
  readonly computed: readonly ComputedValue[]
  readonly alarms: readonly AlarmEvent[]
  readonly orders: readonly OrderEvent[]
}

/** What became of each reading, by its index in the batch. */
export type ReadingOutcome = 'accepted' | 'duplicate' | 'correction'

export type HistoryQuery = {
  readonly indicator: string
  readonly place: string
  readonly fromMs: number
  readonly toMs: number
  /** Most buckets to return, 1..10,000. */
  readonly points: number
  /** As known at that moment; left out: as known now. */
  readonly knownAtMs?: number
}

export type HistoryPoint = {
  /** Start of the bucket; for a bucket that holds one reading, that reading's time. */
  readonly atMs: number
  readonly min: number
  readonly max: number
  readonly avg: number
  readonly last: number
  readonly n: number
}

export type StoredValue = {
  readonly indicator: string
  readonly place: string
  readonly atMs: number
  readonly value: number
  readonly quality: Quality
  readonly source: string
  readonly receivedAtMs: number
  /** Worked out by the engine rather than fed. */
  readonly computed: boolean
}

/** A correction: the value that stood for (indicator, place, at) from `receivedAtMs` until `supersededAtMs`. */
export type SupersededValue = StoredValue & { readonly supersededAtMs: number }

export type Resolution = 'raw' | '1min' | '1h' | '1d'

/** A run of one series at one resolution, columns of equal length in ascending time. */
export type BackfillColumn = {
  readonly indicator: string
  readonly place: string
  readonly resolution: Resolution
  readonly quality: Quality
  readonly computed: boolean
  readonly atMs: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly avg: Float64Array
  readonly last: Float64Array
  readonly n: Uint32Array
}

/** Readings, their roll-ups and their past. */
export interface ReadingStore {
  /**
   * Writes a batch in one transaction and resolves once it is durable (fsync).
   * A reading for a known (indicator, place, at): same value = duplicate, nothing written; other value =
   * correction, the old one is kept with the time until which it was believed.
   *
   * @throws AppError STORE_FULL or STORE_UNAVAILABLE: nothing of the batch was written; or
   *   ORDER_CHANGED_MEANWHILE when an order event's revision, `actionId` or external id is there already
   */
  commit(batch: CommitBatch): Promise<{ readonly outcomes: readonly ReadingOutcome[] }>
  /** Newest stored value of every series; the engine starts from it. */
  latest(): Promise<readonly StoredValue[]>
  history(query: HistoryQuery): Promise<readonly HistoryPoint[]>
  /** Value of every series as it stood at `atMs` (newest reading not after it), as known then or now. */
  valuesAt(atMs: number, knownAtMs?: number): Promise<readonly StoredValue[]>
  corrections(
    indicator: string,
    place: string,
    fromMs: number,
    toMs: number,
  ): Promise<readonly SupersededValue[]>
  /** History that was not measured live. Never overwrites a stored value; safe to repeat. */
  backfill(columns: readonly BackfillColumn[]): Promise<void>
  /** Closes finished buckets of the roll-ups. Called on a timer; safe to repeat. */
  rollUp(nowMs: number): Promise<void>
  /** Drops what is older than the retention of its resolution. @returns rows dropped */
  expire(nowMs: number, keepMs: Readonly<Record<Resolution, number>>): Promise<number>
}

export type QuarantineEntry = {
  readonly source: string
  readonly code: ErrorCode
  readonly atMs: number
  /** The refused reading as it came, cut to 500 characters. */
  readonly sample: string
}
export type QuarantineCount = {
  readonly source: string
  readonly code: ErrorCode
  readonly count: number
  readonly lastAtMs: number
}

/** Refused readings: counts by source and code for ever, samples of the newest 1,000. */
export interface QuarantineStore {
  quarantine(entries: readonly QuarantineEntry[]): Promise<void>
  quarantineCounts(): Promise<readonly QuarantineCount[]>
  quarantineSamples(limit: number): Promise<readonly QuarantineEntry[]>
}

export interface AlarmStore {
  /** Alarms not yet cleared. */
  standingAlarms(): Promise<readonly Alarm[]>
  alarms(query: {
    readonly state?: string
    readonly level?: string
    readonly category?: string
    readonly limit: number
    /** Alarms raised before this one (newest first). */
    readonly beforeId?: string
  }): Promise<readonly Alarm[]>
  alarm(id: string): Promise<Alarm | null>
  alarmEvents(fromMs: number, toMs: number): Promise<readonly AlarmEvent[]>
  /** What happened to one alarm: its newest `limit` events, oldest first. */
  eventsOfAlarm(id: string, limit: number): Promise<readonly AlarmEvent[]>
  /** Alarms that had been raised and not cleared at that moment, as they stood then, oldest first. */
  alarmsAt(atMs: number): Promise<readonly Alarm[]>
}

export type OrderListSort = 'newest' | 'due'

/** Which orders a list holds; a field left out asks for nothing. */
export type OrderListQuery = {
  /** Whose list it is: orders that this department leads, or helps with now. */
  readonly audience?: string | undefined
  readonly open?: boolean | undefined
  /** Any of these. */
  readonly states?: readonly OrderState[] | undefined
  readonly types?: readonly string[] | undefined
  /** Lead department. */
  readonly department?: string | undefined
  readonly town?: string | undefined
  readonly place?: string | undefined
  readonly channel?: string | undefined
  /** Created in [fromMs, toMs). */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  /** Whose deadline was before that moment; one without a deadline is not overdue. */
  readonly overdueAtMs?: number | undefined
  /** Whose deadline was not before that moment, or that have none. */
  readonly notOverdueAtMs?: number | undefined
  /** Words that number, title, description and address hold together, each of them; letter case does not matter. */
  readonly text?: string | undefined
  /** WGS 84 `[west, south, east, north]`, edges included. */
  readonly box?: readonly [number, number, number, number] | undefined
}

export type OrderListPage = OrderListQuery & {
  /** Newest first, or the soonest deadline first and those without one last; the number settles a tie. */
  readonly sort: OrderListSort
  /** The last order of the page before, by what the list is sorted by (epoch ms) and its number. */
  readonly after?: { readonly value: number; readonly id: string } | undefined
  readonly limit: number
}

export interface OrderStore {
  order(id: string): Promise<Order | null>
  orderByExternalId(channel: string, externalId: string): Promise<Order | null>
  orderEvents(id: string): Promise<readonly OrderEvent[]>
  /** The event written for this `actionId`, when it was done before. */
  orderEventByActionId(actionId: string): Promise<OrderEvent | null>
  /** One page of a list. Every engine answers from its index, however many orders it holds. */
  listOrders(page: OrderListPage): Promise<readonly Order[]>
  /** How many orders the whole list holds. */
  countListed(query: OrderListQuery): Promise<number>
  /**
   * The rates of a period, of all orders or of those that a department leads, told apart by department, town or type:
   * what `OrderTally` counts, under the district's rules.
   */
  orderStats(
    by: StatsBy,
    period: Period,
    audience: string | null,
    rules: OrderRules,
  ): Promise<OrderStats>
  /** Orders that were open at that moment (see `isOpenState`), as they stood then, newest first. */
  ordersAt(atMs: number): Promise<readonly Order[]>
  /** Orders that are not open any more and to which something happened at that moment or later, newest first. */
  ordersEndedSince(fromMs: number): Promise<readonly Order[]>
  /** The highest number of an order that begins so (longer ones are higher); null: there is none. For numbering. */
  lastOrderId(prefix: string): Promise<string | null>
}

export type Account = {
  readonly username: string
  /** `scrypt$N$r$p$salt$hash`, base64 parts. */
  readonly passwordHash: string
  readonly roles: readonly Role[]
  readonly department: string | null
  readonly displayName: string
  readonly disabled: boolean
  /** Seeded by the demo profile. */
  readonly demo: boolean
}
export type SessionRecord = {
  /** SHA-256 of the cookie's value, hex. The value itself is never stored. */
  readonly tokenHash: string
  readonly username: string
  readonly csrf: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number
}
export type TokenRecord = {
  readonly tokenHash: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly department: string | null
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}
export type ScreenRecord = {
  readonly id: string
  readonly wall: string
  /** Null until a pairing was confirmed. */
  readonly tokenHash: string | null
  readonly name: string
  readonly enrolledBy: string | null
  readonly enrolledAtMs: number | null
  readonly revokedAtMs: number | null
}

export interface IdentityStore {
  account(username: string): Promise<Account | null>
  accounts(): Promise<readonly Account[]>
  putAccount(account: Account): Promise<void>
  putSession(session: SessionRecord): Promise<void>
  session(tokenHash: string): Promise<SessionRecord | null>
  deleteSession(tokenHash: string): Promise<void>
  deleteSessionsOf(username: string): Promise<void>
  token(tokenHash: string): Promise<TokenRecord | null>
  tokens(): Promise<readonly TokenRecord[]>
  putToken(token: TokenRecord): Promise<void>
  screenByToken(tokenHash: string): Promise<ScreenRecord | null>
  screens(): Promise<readonly ScreenRecord[]>
  putScreen(screen: ScreenRecord): Promise<void>
}

/** Small settings that must survive a restart: wall states, backfill progress, seeds. JSON text by key. */
export interface MetaStore {
  meta(key: string): Promise<string | null>
  putMeta(key: string, value: string): Promise<void>
}

/**
 * One record of a named collection: comments, duty rows, files' facts … Each collection belongs to one part of the
 * server, which alone knows its `body` (JSON).
 */
export type RecordEntry = {
  readonly collection: string
  readonly id: string
  /** What entries of a collection are found by, e.g. the order they belong to. */
  readonly key: string
  readonly atMs: number
  readonly body: unknown
}

export type RecordQuery = {
  readonly collection: string
  readonly key?: string
  /** Only entries of [fromMs, toMs). */
  readonly fromMs?: number
  readonly toMs?: number
  /** Left out: oldest first. */
  readonly newestFirst?: boolean
  /** The last entry of the page before. */
  readonly after?: Pick<RecordEntry, 'atMs' | 'id'>
  readonly limit: number
}

/** Whatever is kept by name and time and has no table of its own. */
export interface RecordStore {
  /**
   * Writes all entries in one transaction and resolves once they are durable. A known (collection, id) is replaced.
   *
   * @throws AppError STORE_FULL or STORE_UNAVAILABLE: none was written
   */
  putRecords(entries: readonly RecordEntry[]): Promise<void>
  record(collection: string, id: string): Promise<RecordEntry | null>
  /** By time, then by id. */
  records(query: RecordQuery): Promise<readonly RecordEntry[]>
  deleteRecords(collection: string, ids: readonly string[]): Promise<void>
}

/** One storage engine. Chosen in `main.ts` only; every engine passes `contract.ts`. */
export interface Store
  extends ReadingStore,
    QuarantineStore,
    AlarmStore,
    OrderStore,
    IdentityStore,
    RecordStore,
    MetaStore {
  /** Resolves when storage answers. @throws AppError STORE_UNAVAILABLE with the reason */
  ping(): Promise<void>
  close(): Promise<void>
}
