import type { Alarm, AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import type { AlarmStore } from '../store.ts'
import type { Database, SqlValue, Statement } from './driver.ts'
import { isConstraint } from './errors.ts'
import { OrderIndex } from './order-index.ts'

type Body = { body: string }
type Conditions = readonly (readonly [sql: string, value: SqlValue | undefined])[]

/** Text written by this store and read back as what it was written from. */
const parse = <T>({ body }: Body): T => JSON.parse(body)

/** A WHERE of the conditions that were given a value. */
function where(conditions: Conditions): { sql: string; values: SqlValue[] } {
  const given = conditions.filter(([, value]) => value !== undefined)
  const sql = given.map(([text]) => text).join(' AND ')
  return {
    sql: sql === '' ? '' : `WHERE ${sql}`,
    values: given.flatMap(([, value]) => (value === undefined ? [] : [value])),
  }
}

/** Alarms: the newest state in one table, every event in another. `append` inside a transaction. */
export class AlarmTable {
  readonly #db: Database
  readonly #addEvent: Statement<never>
  readonly #put: Statement<never>
  readonly #one: Statement<Body>
  readonly #standing: Statement<Body>
  readonly #events: Statement<Body>
  readonly #eventsOf: Statement<Body>
  readonly #at: Statement<Body>

  constructor(db: Database) {
    this.#db = db
    this.#addEvent = db.prepare('INSERT INTO alarm_events (alarm_id, at_ms, body) VALUES (?, ?, ?)')
    this.#put = db.prepare(
      `INSERT INTO alarms (id, state, level, category, raised_ms, cleared_ms, body)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, level = excluded.level,
         category = excluded.category, raised_ms = excluded.raised_ms,
         cleared_ms = excluded.cleared_ms, body = excluded.body`,
    )
    this.#one = db.prepare('SELECT body FROM alarms WHERE id = ?')
    this.#standing = db.prepare(
      'SELECT body FROM alarms WHERE cleared_ms IS NULL ORDER BY raised_ms, id',
    )
    this.#events = db.prepare(
      'SELECT body FROM alarm_events WHERE at_ms >= ? AND at_ms < ? ORDER BY id',
    )
    this.#eventsOf = db.prepare(
      'SELECT body FROM alarm_events WHERE alarm_id = ? ORDER BY id DESC LIMIT ?',
    )
    this.#at = db.prepare(
      `SELECT e.body FROM alarms a JOIN alarm_events e ON e.id = (
         SELECT max(id) FROM alarm_events WHERE alarm_id = a.id AND at_ms <= ?)
       WHERE a.cleared_ms IS NULL OR a.cleared_ms > ? ORDER BY a.raised_ms, a.id`,
    )
  }

  append(events: readonly AlarmEvent[]): void {
    for (const event of events) {
      const { alarm } = event
      const atMs = Date.parse(event.at)
      this.#addEvent.run(alarm.id, atMs, JSON.stringify(event))
      const { id, state, level, category } = alarm
      const clearedMs = state === 'cleared' ? atMs : null
      const body = JSON.stringify(alarm)
      this.#put.run(id, state, level, category, Date.parse(alarm.raisedAt), clearedMs, body)
    }
  }

  standing(): Alarm[] {
    return this.#standing.all().map((row) => parse<Alarm>(row))
  }

  list(query: Parameters<AlarmStore['alarms']>[0]): Alarm[] {
    const { sql, values } = where([
      ['state = ?', query.state],
      ['level = ?', query.level],
      ['category = ?', query.category],
      ['(raised_ms, id) < (SELECT raised_ms, id FROM alarms WHERE id = ?)', query.beforeId],
    ])
    return this.#db
      .prepare<Body>(`SELECT body FROM alarms ${sql} ORDER BY raised_ms DESC, id DESC LIMIT ?`)
      .all(...values, query.limit)
      .map((row) => parse<Alarm>(row))
  }

  one(id: string): Alarm | null {
    const row = this.#one.get(id)
    return row === undefined ? null : parse(row)
  }

  events(fromMs: number, toMs: number): AlarmEvent[] {
    return this.#events.all(fromMs, toMs).map((row) => parse<AlarmEvent>(row))
  }

  eventsOf(id: string, limit: number): AlarmEvent[] {
    return this.#eventsOf
      .all(id, limit)
      .map((row) => parse<AlarmEvent>(row))
      .reverse()
  }

  at(atMs: number): Alarm[] {
    return this.#at
      .all(atMs, atMs)
      .map((row) => parse<AlarmEvent>(row).alarm)
      .filter(({ state }) => state !== 'cleared')
  }
}

/** Orders: the newest revision in one table, every event in another. `append` inside a transaction. */
export class OrderTable {
  readonly #addEvent: Statement<never>
  readonly #put: Statement<never>
  readonly #one: Statement<Body>
  readonly #external: Statement<Body>
  readonly #events: Statement<Body>
  readonly #byAction: Statement<Body>
  readonly #last: Statement<{ id: string }>
  readonly #index: OrderIndex

  constructor(db: Database) {
    this.#index = new OrderIndex(db)
    this.#index.catchUp()
    this.#addEvent = db.prepare(
      'INSERT INTO order_events (order_id, rev, at_ms, action_id, body) VALUES (?, ?, ?, ?, ?)',
    )
    this.#put = db.prepare(
      `INSERT INTO orders (id, rev, type, department, is_open, channel, external_id, created_ms,
         last_event_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, type = excluded.type,
         department = excluded.department, is_open = excluded.is_open,
         channel = excluded.channel, external_id = excluded.external_id,
         created_ms = excluded.created_ms, body = excluded.body,
         last_event_ms = CASE WHEN excluded.last_event_ms > orders.last_event_ms
           THEN excluded.last_event_ms ELSE orders.last_event_ms END
       WHERE excluded.rev > orders.rev`,
    )
    this.#one = db.prepare('SELECT body FROM orders WHERE id = ?')
    this.#external = db.prepare('SELECT body FROM orders WHERE channel = ? AND external_id = ?')
    this.#events = db.prepare('SELECT body FROM order_events WHERE order_id = ? ORDER BY rev')
    this.#byAction = db.prepare('SELECT body FROM order_events WHERE action_id = ?')
    this.#last = db.prepare(
      'SELECT id FROM orders WHERE id >= ? AND id < ? ORDER BY length(id) DESC, id DESC LIMIT 1',
    )
  }

  /** @throws AppError ORDER_CHANGED_MEANWHILE when a revision, actionId or external id is there already */
  append(events: readonly OrderEvent[]): void {
    for (const event of events) {
      const { orderId: id, rev, order } = event
      const actionId = event.args['actionId']
      const atMs = Date.parse(event.at)
      try {
        const action = typeof actionId === 'string' ? actionId : null
        this.#addEvent.run(id, rev, atMs, action, JSON.stringify(event))
        const { changes } = this.#put.run(
          id,
          rev,
          order.type,
          order.department,
          isOpenState(order.state) ? 1 : 0,
          order.channel,
          order.externalId,
          Date.parse(order.createdAt),
          atMs,
          JSON.stringify(order),
        )
        if (Number(changes) > 0) this.#index.put(order)
      } catch (cause) {
        if (!isConstraint(cause)) throw cause
        throw new AppError('ORDER_CHANGED_MEANWHILE', { detail: { id, rev }, cause })
      }
    }
  }

  one(id: string): Order | null {
    const row = this.#one.get(id)
    return row === undefined ? null : parse(row)
  }

  byExternalId(channel: string, externalId: string): Order | null {
    const row = this.#external.get(channel, externalId)
    return row === undefined ? null : parse(row)
  }

  events(id: string): OrderEvent[] {
    return this.#events.all(id).map((row) => parse<OrderEvent>(row))
  }

  eventByActionId(actionId: string): OrderEvent | null {
    const row = this.#byAction.get(actionId)
    return row === undefined ? null : parse(row)
  }

  lastId(prefix: string): string | null {
    return this.#last.get(prefix, `${prefix}\u{10ffff}`)?.id ?? null
  }
}
