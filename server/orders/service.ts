import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { OrderType } from '../../protocol/catalog.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { type ActFacts, decideAct } from '../../protocol/order/act.ts'
import { CHINA_CALENDAR, timeBetween, type WorkCalendar } from '../../protocol/order/calendar.ts'
import { firstOrder } from '../../protocol/order/fold.ts'
import { type Actor, actionsOn, refusalFor } from '../../protocol/order/guards.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { type TimedEvent, withTiming } from '../../protocol/order/timing.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { OrderStore } from '../store/store.ts'
import { type ClockView, clocksShown } from './clocks-shown.ts'
import {
  createImporting,
  type ImportedOrder,
  type ImportOptions,
  type ImportOutcome,
} from './importing.ts'
import { checkParent } from './merge.ts'
import { createNumbering } from './numbering.ts'
import type { Routing } from './routing.ts'

export type OrderReport = {
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly place?: string
  readonly position?: readonly [number, number]
  readonly address?: string
  readonly severity?: 1 | 2 | 3 | 4
  readonly reporter?: string
  readonly channel?: string
  readonly externalId?: string
  readonly alarmId?: string
  readonly simulated?: boolean
  /** When it happened; left out: now. */
  readonly atMs?: number
}

export type OrderAct = {
  readonly action: OrderAction
  /** The `rev` the actor was looking at. */
  readonly rev: number
  /** The same id again is answered as the first time and done once. */
  readonly actionId: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly atMs?: number
}

/** Where a place is, as the place registry knows it. */
export type PlaceFinder = {
  has(place: string): boolean
  townOf(place: string): string | null
  positionOf(place: string): readonly [number, number] | null
}

export type OrderServiceDeps = {
  readonly store: OrderStore
  /** Makes order events durable and publishes them; resolves when both are done. */
  readonly record: (changes: { orders: readonly OrderEvent[] }) => Promise<void>
  readonly catalog: CatalogSource
  readonly places: PlaceFinder
  readonly nowMs: () => number
  /** Which department takes a new order; left out: its type's lead. */
  readonly routing?: Pick<Routing, 'routed'>
  /** When the district works; left out: the country's calendar. */
  readonly calendar?: WorkCalendar
}

const nameOf = (actor: Actor): string => (actor === 'system' ? 'system' : actor.name)

/** Work orders: read, decide (pure table), write. One act at a time, so that of two only one can win. */
export function createOrderService(deps: OrderServiceDeps) {
  const { store, record, catalog, places, nowMs, routing, calendar = CHINA_CALENDAR } = deps
  const open = new Map<string, Order>()
  const numbering = createNumbering((from, to) => store.countOrders(from, to))
  let turn: Promise<unknown> = Promise.resolve()

  /** Runs acts one after the other; a failed one does not stop the next. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }

  const typeOf = (code: string): OrderType => {
    const type = catalog.current().orderTypeByCode.get(code)
    if (type === undefined) {
      throw new AppError('MALFORMED', { detail: { field: 'type', reason: `unknown type ${code}` } })
    }
    return type
  }

  const write = async (events: readonly OrderEvent[]): Promise<void> => {
    await record({ orders: events })
    for (const { order } of events) {
      if (isOpenState(order.state)) open.set(order.id, order)
      else open.delete(order.id)
    }
  }

  const factsOf = (type: OrderType, atMs: number, events: readonly TimedEvent[] = []): ActFacts => {
    const known = [...events]
    return {
      needsPhoto: type.needs_photo,
      atMs,
      workedMs: (from, to) => timeBetween('working', calendar, from, to),
      recordedAtMs: nowMs(),
      hasDepartment: (code) => catalog.current().departmentByCode.has(code),
      timed: (order, { action, at, args }) => {
        known.push({ action, at, args, order })
        return withTiming(order, known, type, calendar)
      },
    }
  }

  /** An order as it is first written down; its number is given last. */
  const unnumbered = (report: OrderReport, type: OrderType, atMs: number): Order => {
    const place = report.place ?? DISTRICT
    if (!places.has(place)) throw new AppError('UNKNOWN_PLACE', { detail: { place } })
    const at = new Date(atMs).toISOString()
    const town = places.townOf(place)
    const severity = report.severity ?? severityOf(type)
    return {
      id: '',
      rev: 1,
      type: type.code,
      title: report.title,
      description: report.description ?? '',
      state: 'reported',
      place,
      town,
      position: report.position ?? places.positionOf(place),
      address: report.address ?? '',
      severity,
      department: routing?.routed(type, town, severity).department ?? type.lead,
      channel: report.channel ?? 'desk',
      externalId: report.externalId ?? null,
      alarmId: report.alarmId ?? null,
      simulated: report.simulated ?? false,
      createdAt: at,
      changedAt: at,
    }
  }

  /** What the history says of how the department was found. */
  const routedBy = (type: OrderType, { town, severity }: Order) =>
    routing === undefined ? {} : { routedBy: routing.routed(type, town, severity).routedBy }

  const report = (request: OrderReport, actor: Actor, express: boolean): Promise<Order> =>
    inTurn(async () => {
      const type = typeOf(request.type)
      const channel = request.channel ?? 'desk'
      if (request.externalId !== undefined) {
        const known = await store.orderByExternalId(channel, request.externalId)
        if (known !== null) return known
      }
      const atMs = request.atMs ?? nowMs()
      const unnamed = unnumbered(request, type, atMs)
      const facts = { ...unnamed, id: await numbering.next(atMs) }
      const step = {
        action: 'report',
        actor: nameOf(actor),
        at: facts.createdAt,
        args: { reporter: request.reporter ?? null, ...routedBy(type, facts) },
      }
      const order = factsOf(type, atMs).timed(firstOrder(facts, step), step)
      const recordedAt = new Date(nowMs()).toISOString()
      const events: OrderEvent[] = [{ orderId: order.id, rev: 1, ...step, recordedAt, order }]
      if (express) {
        const request = { action: 'express', actionId: `express-${order.id}`, args: {} } as const
        events.push(...decideAct(order, request, 'system', factsOf(type, atMs, events)))
      }
      await write(events)
      return events.at(-1)?.order ?? order
    })

  const importing = createImporting({
    store,
    nowMs,
    factsFor: (code, atMs, events) => factsOf(typeOf(code), atMs, events),
    firstState: (report, atMs) => unnumbered(report, typeOf(report.type), atMs),
    number: numbering.next,
    write,
  })

  return {
    /** Loads what is open; call once before use. */
    async start(): Promise<void> {
      for (const order of await store.orders({ open: true, limit: 100_000 }))
        open.set(order.id, order)
    },

    /** Open orders, as they stand; from memory. */
    openOrders: (): readonly Order[] => [...open.values()],

    /**
     * Files a new order. The same (channel, externalId) again returns the first one.
     *
     * @throws AppError MALFORMED for an unknown type, UNKNOWN_PLACE for an unknown place
     */
    report: (request: OrderReport, actor: Actor): Promise<Order> => report(request, actor, false),

    /**
     * Opens the order that an alarm asks for, dispatched at once to the lead department.
     *
     * @returns the order, or the open one of that type and place when there is one already
     */
    async openFor(alarm: Alarm, title: string): Promise<Order> {
      const type = typeOf(alarm.raises ?? '')
      const standing = [...open.values()].find(
        (order) => order.type === type.code && order.place === alarm.place,
      )
      if (standing !== undefined) return standing
      const request: OrderReport = {
        type: type.code,
        title,
        place: alarm.place,
        channel: 'alarm',
        externalId: alarm.id,
        alarmId: alarm.id,
        simulated: alarm.simulated,
      }
      return report(request, 'system', true)
    },

    /**
     * Carries out one action.
     *
     * @throws AppError NOT_FOUND, FORBIDDEN, ORDER_CHANGED_MEANWHILE (with the order as it is now),
     *   ORDER_ACTION_NOT_ALLOWED (with the state and what is allowed in it) or MALFORMED (naming the argument)
     */
    act: (id: string, act: OrderAct, actor: Actor): Promise<Order> =>
      inTurn(async () => {
        const done = await store.orderEventByActionId(act.actionId)
        if (done !== null) return done.order
        const order = open.get(id) ?? (await store.order(id))
        if (order === null) throw new AppError('NOT_FOUND', { detail: { id } })
        const { action, actionId, rev, args = {} } = act
        const refusal = refusalFor(actor, action, order)
        if (refusal !== null) {
          throw new AppError('FORBIDDEN', { detail: { id, action, reason: refusal } })
        }
        if (order.rev !== rev) {
          throw new AppError('ORDER_CHANGED_MEANWHILE', { detail: { order } })
        }
        const before = await store.orderEvents(id)
        const facts = factsOf(typeOf(order.type), act.atMs ?? nowMs(), before)
        const events = decideAct(order, { action, actionId, args }, actor, facts)
        if (action === 'merge') await checkParent(store, order, args['parent'])
        await write(events)
        return events.at(-1)?.order ?? order
      }),

    /** Takes in a batch of orders that were worked elsewhere; see `createImporting`. */
    importAll: (
      wanted: readonly ImportedOrder[],
      options: ImportOptions,
    ): Promise<ImportOutcome[]> => inTurn(() => importing.all(wanted, options)),

    /** Every clock of an order, as it reads now. */
    clocks: (events: readonly OrderEvent[]): ClockView[] => {
      const [first] = events
      return first === undefined
        ? []
        : clocksShown(events, typeOf(first.order.type), calendar, nowMs())
    },

    /** Actions the actor may take on the order now. */
    allowed: (order: Order, actor: Actor): OrderAction[] =>
      actionsOn(order, factsOf(typeOf(order.type), nowMs())).filter(
        (action) => refusalFor(actor, action, order) === null,
      ),
  }
}

export type OrderService = ReturnType<typeof createOrderService>

const severityOf = (type: OrderType): 1 | 2 | 3 | 4 => {
  const severities = [1, 2, 3, 4] as const
  return severities.find((severity) => severity === type.severity_default) ?? 4
}
