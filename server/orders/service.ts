import { randomUUID } from 'node:crypto'
import type { Audience } from '../../protocol/access/audience.ts'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { OrderType } from '../../protocol/catalog.ts'
import { AppError, type ErrorCode } from '../../protocol/error/codes.ts'
import { type ActFacts, decideAct } from '../../protocol/order/act.ts'
import { timeOfLateAct } from '../../protocol/order/act-time.ts'
import { parseArgs } from '../../protocol/order/args.ts'
import { CHINA_CALENDAR, timeBetween, type WorkCalendar } from '../../protocol/order/calendar.ts'
import { limitOf } from '../../protocol/order/clocks.ts'
import { firstOrder } from '../../protocol/order/fold.ts'
import { type Actor, actionsOn, refusalFor, SYSTEM, targetOf } from '../../protocol/order/guards.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { Period } from '../../protocol/order/rates.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from '../../protocol/order/rules.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import type { OrderStats, StatsBy } from '../../protocol/order/tally.ts'
import { clockRunsOf, type TimedEvent, withTiming } from '../../protocol/order/timing.ts'
import { flagsOf, type OrderFlag, type ReadReceipt } from '../../protocol/order/watch.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { AlarmLink } from '../indicators/alarm-acts.ts'
import type { Territory } from '../indicators/territory.ts'
import type { OrderStore } from '../store/store.ts'
import type { Attempt, AttemptLog } from './attempts.ts'
import { type ClockView, clocksShown } from './clocks-shown.ts'
import { createHistories } from './histories.ts'
import {
  createImporting,
  type ImportedOrder,
  type ImportOptions,
  type ImportOutcome,
} from './importing.ts'
import { isOnlyMarkedSince, stepsInto } from './in-emergency.ts'
import { checkParent, echoEvent, echoesOf } from './merge.ts'
import { createNumbering } from './numbering.ts'
import { type PhotoFinder, photoFacts } from './photos.ts'
import { ALARM_CHANNEL, alarmNumber, answeredAlarm, checkReport, filedBefore } from './reports.ts'
import type { OrderAct, OrderReport } from './requests.ts'
import type { Routing } from './routing.ts'
import { createTurns } from './turns.ts'
import { wholeList } from './whole-list.ts'

export type { OrderAct, OrderReport } from './requests.ts'

/** Where a place is, as the place registry knows it. */
export type PlaceFinder = {
  has(place: string): boolean
  townOf(place: string): string | null
  positionOf(place: string): readonly [number, number] | null
}

export type OrderServiceDeps = {
  readonly store: OrderStore
  /** Makes order events, and which alarm they answer, durable and publishes both; resolves when all is done. */
  readonly record: (changes: {
    orders: readonly OrderEvent[]
    links?: readonly AlarmLink[]
  }) => Promise<void>
  readonly catalog: CatalogSource
  readonly places: PlaceFinder
  readonly nowMs: () => number
  /** Which department takes a new order; left out: its type's lead. */
  readonly routing?: Pick<Routing, 'routed'>
  /** When the district works; left out: the country's calendar. */
  readonly calendar?: WorkCalendar
  /** What the district has settled; left out: nothing. */
  readonly rules?: OrderRules
  /** Where the district ends; left out: positions are taken as they come. */
  readonly territory?: Territory
  /** Files of orders; left out: there are none, and no act can name one. */
  readonly photos?: PhotoFinder
  /** Where refused acts are written down; left out: nowhere. */
  readonly attempts?: AttemptLog
  /** An alarm as it stands, or as it was cleared; left out: there are none that a report could answer. */
  readonly alarmOf?: (id: string) => Promise<Alarm | null>
  /** Who opened an order when; left out: nobody keeps it. */
  readonly receiptsOf?: (orderId: string) => Promise<readonly ReadReceipt[]>
}

/** Refusals that are written down on the order they were tried on. */
const NOTED: ReadonlySet<ErrorCode> = new Set([
  'FORBIDDEN',
  'ORDER_CHANGED_MEANWHILE',
  'ORDER_ACTION_NOT_ALLOWED',
])

const nameOf = (actor: Actor): string => (actor === 'system' ? 'system' : actor.name)

/**
 * Work orders: read, decide (pure table), write. On one order one act at a time, so that of two only one can win; what
 * touches several orders has its time to itself.
 */
export function createOrderService(deps: OrderServiceDeps) {
  const { store, record, catalog, places, nowMs, routing, territory, photos, attempts } = deps
  const { calendar = CHINA_CALENDAR, rules = DEFAULT_ORDER_RULES, receiptsOf } = deps
  const { alarmOf = async () => null } = deps
  const open = new Map<string, Order>()
  const numbering = createNumbering((prefix) => store.lastOrderId(prefix))
  const histories = createHistories((id) => store.orderEvents(id))
  const turns = createTurns()

  const typeOf = (code: string): OrderType => {
    const type = catalog.current().orderTypeByCode.get(code)
    if (type === undefined) {
      throw new AppError('MALFORMED', { detail: { field: 'type', reason: `unknown type ${code}` } })
    }
    return type
  }

  const write = async (
    events: readonly OrderEvent[],
    links: readonly AlarmLink[] = [],
  ): Promise<void> => {
    try {
      await record(links.length === 0 ? { orders: events } : { orders: events, links })
    } catch (error) {
      // Whether it was written or not is for the store to say: what is remembered here may be behind it now.
      for (const { orderId } of events) await recall(orderId)
      throw error
    }
    histories.append(events)
    for (const { order } of events) remember(order)
  }

  const remember = (order: Order): void => {
    if (isOpenState(order.state)) open.set(order.id, order)
    else open.delete(order.id)
  }

  const recall = async (id: string): Promise<void> => {
    histories.forget(id)
    const order = await store.order(id).catch(() => undefined)
    if (order === null) open.delete(id)
    else if (order !== undefined) remember(order)
  }

  const factsOf = (type: OrderType, atMs: number, events: readonly TimedEvent[] = []): ActFacts => {
    const known = [...events]
    return {
      needsPhoto: type.needs_photo,
      atMs,
      rules,
      workedMs: (from, to) => timeBetween('working', calendar, from, to),
      recordedAtMs: nowMs(),
      ...(territory === undefined ? {} : { isInside }),
      isLong: (order, untilMs) => {
        const dueAt = order.timing?.T7?.[0]
        if (dueAt === undefined) return false
        const { kind, ms } = limitOf('T7', { type, channel: order.channel, rules })
        return timeBetween(kind, calendar, Date.parse(dueAt), untilMs) > ms
      },
      hasDepartment: (code) => catalog.current().departmentByCode.has(code),
      timed: (order, { action, at, args }) => {
        known.push({ action, at, args, order })
        return withTiming(order, known, type, calendar, rules)
      },
    }
  }

  const isInside = (position: readonly [number, number]): boolean =>
    territory === undefined || territory.holds(position, rules.boundaryToleranceM)

  const townOf = (position: OrderReport['position']): string | null => {
    if (position === undefined || territory === undefined) return null
    const town = territory.townAt(position, rules.boundaryToleranceM)
    return town !== null && places.has(town) ? town : null
  }

  /** An order as it is first written down; its number is given last. */
  const unnumbered = (report: OrderReport, type: OrderType, atMs: number): Order => {
    const place = report.place ?? townOf(report.position) ?? DISTRICT
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

  const file = async (request: OrderReport, actor: Actor, express: boolean): Promise<Order> => {
    const type = typeOf(request.type)
    checkReport(request, actor, isInside)
    if (request.externalId !== undefined) {
      const known = await filedBefore(store, request.channel ?? 'desk', request.externalId, actor)
      if (known !== null) return known
    }
    const atMs = request.atMs ?? nowMs()
    const { alarmId } = request
    const answered = alarmId !== undefined && actor !== SYSTEM
    const alarm = answered ? await answeredAlarm(alarmId, alarmOf, open) : null
    const simulated = alarm?.simulated ?? request.simulated ?? false
    const unnamed = unnumbered({ ...request, simulated }, type, atMs)
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
    const links = alarm === null ? [] : [{ alarmId: alarm.id, orderId: order.id, by: step.actor }]
    await write(events, links)
    return events.at(-1)?.order ?? order
  }

  /** Decides an act and what it means to other orders; nothing is written yet. */
  const decide = async (order: Order, act: OrderAct, actor: Actor): Promise<OrderEvent[]> => {
    const { action, actionId, args = {}, late } = act
    const before = await histories.of(order.id)
    const atMs = late === undefined ? nowMs() : timeOfLateAct(before, action, late, nowMs(), rules)
    let facts: ActFacts = {
      ...factsOf(typeOf(order.type), act.atMs ?? atMs, before),
      photos: await photoFacts(photos, order.id, args['photos']),
    }
    // Whether the act is allowed at all is said before what is wrong with its parent.
    if (action === 'merge' && targetOf(order, action, facts) !== null) {
      parseArgs(action, args)
      const parent = await checkParent(store, order, args['parent'])
      facts = { ...facts, parentState: parent.state }
    }
    const request = {
      action,
      actionId,
      args,
      ...(late === undefined ? {} : { doneAtMs: late.doneAtMs }),
    }
    const events = decideAct(order, request, actor, facts)
    const last = events.at(-1)
    if (last === undefined) return events
    for (const echo of await echoesOf(store, order, last.order)) {
      const known = await histories.of(echo.order.id)
      const type = typeOf(echo.order.type)
      events.push(echoEvent(echo, last, factsOf(type, facts.atMs, known).timed))
    }
    return events
  }

  const find = async (id: string): Promise<Order | null> => open.get(id) ?? (await store.order(id))

  const doAct = async (id: string, act: OrderAct, actor: Actor): Promise<Order> => {
    const order = await find(id)
    if (order === null) throw new AppError('NOT_FOUND', { detail: { id } })
    const refusal = refusalFor(actor, act.action, order, rules)
    if (refusal !== null) {
      throw new AppError('FORBIDDEN', { detail: { id, action: act.action, reason: refusal } })
    }
    const isSame = order.rev === act.rev
    if (!isSame && !isOnlyMarkedSince(act.rev, await histories.of(id))) {
      throw new AppError('ORDER_CHANGED_MEANWHILE', { detail: { order } })
    }
    const events = await decide(order, act, actor)
    await write(events)
    return events.findLast(({ orderId }) => orderId === id)?.order ?? order
  }

  /** An act that cannot be done may be one that was: the same `actionId` is answered as the first time. */
  const doOnce = async (id: string, act: OrderAct, actor: Actor): Promise<Order> => {
    try {
      return await doAct(id, act, actor)
    } catch (error) {
      if (!(error instanceof AppError) || error.code.startsWith('STORE_')) throw error
      const done = await store.orderEventByActionId(act.actionId)
      if (done !== null) return done.order
      if (NOTED.has(error.code)) await noteAttempt(id, act, actor, error.code)
      throw error
    }
  }

  /** Whether an act on this order is felt by others too. */
  const isShared = async (id: string, action: OrderAction): Promise<boolean> => {
    if (action === 'merge') return true
    const order = await find(id)
    if (order === null) return false
    const { mergedInto, children } = overlaysOf(order)
    return mergedInto !== null || children.length > 0
  }

  const actInTurn = async (id: string, act: OrderAct, actor: Actor): Promise<Order> => {
    const work = () => doOnce(id, act, actor)
    if (await isShared(id, act.action)) return turns.alone(work)
    const done = await turns.on(id, async () =>
      // It may have become part of another while it waited.
      (await isShared(id, act.action)) ? null : work(),
    )
    return done ?? turns.alone(work)
  }

  const noteAttempt = async (id: string, act: OrderAct, actor: Actor, code: ErrorCode) => {
    if (actor === SYSTEM) return
    const { action, rev } = act
    await attempts?.note(id, { by: actor.name, action, rev, code })
  }

  const importing = createImporting({
    store,
    nowMs,
    factsFor: (code, atMs, events) => factsOf(typeOf(code), atMs, events),
    firstState: (report, atMs) => unnumbered(report, typeOf(report.type), atMs),
    routedBy: (order) => routedBy(typeOf(order.type), order),
    check: (report, actor) => checkReport(report, actor, isInside),
    number: numbering.next,
    write,
  })

  return {
    /** Loads what is open; call once before use. */
    async start(): Promise<void> {
      for await (const order of wholeList(store, { open: true })) open.set(order.id, order)
    },

    /** An order as it stands; null: there is none of that number. */
    find,

    /** Open orders, as they stand; from memory. */
    openOrders: (): readonly Order[] => [...open.values()],

    /**
     * Files a new order. The same (channel, externalId) again returns the first one.
     *
     * @throws AppError MALFORMED for an unknown type or a channel that is not the actor's, UNKNOWN_PLACE,
     *   POSITION_OUTSIDE, EXTERNAL_ID_TAKEN when the first one is none of the actor's business; for an alarm that it
     *   should answer NOT_FOUND, ALARM_NOT_OPEN, ALARM_HAS_ORDER
     */
    report: (request: OrderReport, actor: Actor): Promise<Order> => {
      const { alarmId, channel, externalId } = request
      const work = () => file(request, actor, false)
      if (alarmId !== undefined) return turns.alone(work)
      // The same report sent twice at once finds the first.
      return turns.on(`report ${channel ?? 'desk'} ${externalId ?? randomUUID()}`, work)
    },

    /**
     * Opens the order that an alarm asks for, dispatched at once to the lead department.
     *
     * @returns the order, or the open one when there is one already: of that type and place, or filed for it by hand
     */
    openFor: (alarm: Alarm, title: string): Promise<Order> =>
      turns.alone(async () => {
        const type = typeOf(alarm.raises ?? '')
        const standing = [...open.values()].find(
          (order) =>
            order.alarmId === alarm.id || (order.type === type.code && order.place === alarm.place),
        )
        if (standing !== undefined) return standing
        const request: OrderReport = {
          type: type.code,
          title,
          place: alarm.place,
          channel: ALARM_CHANNEL,
          externalId: await alarmNumber(store, alarm.id),
          alarmId: alarm.id,
          simulated: alarm.simulated,
        }
        return file(request, SYSTEM, true)
      }),

    /**
     * Carries out one action.
     *
     * @throws AppError NOT_FOUND, FORBIDDEN, ORDER_CHANGED_MEANWHILE (with the order as it is now),
     *   ORDER_ACTION_NOT_ALLOWED (with the state and what is allowed in it), MALFORMED (naming the argument), or what
     *   `timeOfLateAct` throws
     */
    act: actInTurn,

    /**
     * Brings an order into the emergency it belongs to, or out of one. Nothing is written when it stands right already,
     * when it has ended, or when there is no such order.
     *
     * @param emergencyOf told the order as it stands when its turn comes; null: it belongs to none
     */
    inEmergency: (id: string, emergencyOf: (order: Order) => string | null): Promise<void> =>
      turns.on(id, async () => {
        let order = await find(id)
        const steps = order === null ? [] : stepsInto(order, emergencyOf(order))
        if (order === null || steps.length === 0) return
        const atMs = nowMs()
        const at = new Date(atMs).toISOString()
        const { timed } = factsOf(typeOf(order.type), atMs, await histories.of(id))
        const events: OrderEvent[] = []
        for (const step of steps) {
          const event = echoEvent(
            { order, ...step },
            { actor: 'system', at, recordedAt: at },
            timed,
          )
          events.push(event)
          order = event.order
        }
        await write(events)
      }),

    /** Writes down an act that was refused before it came here, because its order does not exist for the actor. */
    noteAttempt,

    /** Refused acts on an order, oldest first. */
    attempts: async (id: string): Promise<readonly Attempt[]> => (await attempts?.of(id)) ?? [],

    /** What looks like a figure that was helped along, with the acts behind it. */
    async flags(events: readonly OrderEvent[]): Promise<OrderFlag[]> {
      const [first] = events
      if (first === undefined) return []
      const runs = clockRunsOf(events, typeOf(first.order.type), rules)
      const receipts = receiptsOf === undefined ? null : await receiptsOf(first.orderId)
      return flagsOf(events, runs, calendar, receipts, rules)
    },

    /** Takes in a batch of orders that were worked elsewhere; see `createImporting`. */
    importAll: (
      wanted: readonly ImportedOrder[],
      options: ImportOptions,
    ): Promise<ImportOutcome[]> => turns.alone(() => importing.all(wanted, options)),

    /** The rates of a period under the district's rules; of a department's audience, those of its own orders. */
    stats: (by: StatsBy, period: Period, audience: Audience): Promise<OrderStats> =>
      store.orderStats(by, period, audience, rules),

    /** Every clock of an order, as it reads now. */
    clocks: (events: readonly OrderEvent[]): ClockView[] => {
      const [first] = events
      return first === undefined
        ? []
        : clocksShown(events, typeOf(first.order.type), calendar, nowMs(), rules)
    },

    /** Actions the actor may take on the order now. */
    allowed: (order: Order, actor: Actor): OrderAction[] =>
      actionsOn(order, factsOf(typeOf(order.type), nowMs())).filter(
        (action) => refusalFor(actor, action, order, rules) === null,
      ),
  }
}

export type OrderService = ReturnType<typeof createOrderService>

const severityOf = (type: OrderType): 1 | 2 | 3 | 4 => {
  const severities = [1, 2, 3, 4] as const
  return severities.find((severity) => severity === type.severity_default) ?? 4
}
