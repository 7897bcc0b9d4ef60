import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { audienceOf, seesOrder } from '../../protocol/access/audience.ts'
import { mayDo } from '../../protocol/access/permit.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { LateAct } from '../../protocol/order/act-time.ts'
import type { Order } from '../../protocol/order/order.ts'
import { rowOf } from '../../protocol/order/row.ts'
import { ORDER_ACTIONS } from '../../protocol/order/table.ts'
import { parseTime, toIso } from '../../protocol/time.ts'
import { countOrders, listOrders, type OrderQuery } from '../orders/list.ts'
import type { OrderService } from '../orders/service.ts'
import { periodOf } from '../orders/stats.ts'
import type { OrderStore } from '../store/store.ts'

const Report = Type.Object({
  type: Type.String({ maxLength: 100 }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  place: Type.Optional(Type.String({ maxLength: 120 })),
  /** WGS 84 `[lon, lat]`. */
  position: Type.Optional(
    Type.Tuple([
      Type.Number({ minimum: -180, maximum: 180 }),
      Type.Number({ minimum: -90, maximum: 90 }),
    ]),
  ),
  address: Type.Optional(Type.String({ maxLength: 500 })),
  severity: Type.Optional(Type.Enum([1, 2, 3, 4])),
  reporter: Type.Optional(Type.String({ maxLength: 200 })),
  channel: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** The standing alarm that the order answers; the desk alone says so. */
  alarmId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
})

const Act = Type.Object(
  {
    action: Type.Enum([...ORDER_ACTIONS]),
    rev: Type.Integer({ minimum: 1 }),
    actionId: Type.String({ format: 'uuid' }),
    /** Of an act that could not be sent when it was done: when that was, and the `rev` that was looked at then. */
    doneAt: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()])),
    basedOn: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: true },
)

/** Filters of the list, and of everything that lists the same orders. */
export const OrderListQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 50 })),
  type: Type.Optional(Type.String({ maxLength: 100 })),
  department: Type.Optional(Type.String({ maxLength: 50 })),
  town: Type.Optional(Type.String({ maxLength: 50 })),
  overdue: Type.Optional(Type.Boolean()),
  channel: Type.Optional(Type.String({ maxLength: 50 })),
  /** Created not before, and before: ISO 8601 with an offset or epoch milliseconds. */
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  bbox: Type.Optional(Type.String({ maxLength: 120 })),
  /** Newest first, or the soonest deadline first. */
  sort: Type.Optional(Type.Enum(['newest', 'due'])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 150 })),
})

/** How the list is answered. */
const ListForm = Type.Object({
  ...OrderListQuery.properties,
  /** `row`: what a list shows of each order, a fifth of the whole. */
  view: Type.Optional(Type.Enum(['row'])),
  /** Whether to say how many there are in all. */
  total: Type.Optional(Type.Boolean()),
})

/** @throws AppError BAD_TIME when a time is none */
export function listQueryOf(
  query: Omit<Static<typeof OrderListQuery>, 'limit'>,
  nowMs: number,
): Omit<OrderQuery, 'limit'> {
  const { from, to, ...rest } = query
  const momentOf = (field: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined
    const ms = parseTime(text)
    if (ms === null) throw new AppError('BAD_TIME', { detail: { field } })
    return ms
  }
  return { ...rest, fromMs: momentOf('from', from), toMs: momentOf('to', to), nowMs }
}

const StatsQuery = Type.Object({
  by: Type.Optional(Type.Enum(['department', 'town', 'type'])),
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
})

/** Whoever belongs to a department sees its orders only; others do not exist for him. */
const isVisible = (principal: Principal, order: Order): boolean =>
  seesOrder(audienceOf(principal), order)

/**
 * Only a unit works where there is no link; the centre's acts are done when they are recorded.
 *
 * @throws AppError FORBIDDEN, BAD_TIME
 */
function lateActOf({ roles }: Principal, doneAt: string | number, basedOn: number): LateAct {
  if (!roles.includes('handler')) {
    throw new AppError('FORBIDDEN', { detail: { field: 'doneAt', reason: 'role' } })
  }
  const doneAtMs = parseTime(doneAt)
  if (doneAtMs === null) throw new AppError('BAD_TIME', { detail: { field: 'doneAt' } })
  return { doneAtMs, basedOn }
}

/** Who is shown what was tried on an order and refused. */
const mayOversee = ({ roles }: Principal): boolean =>
  roles.some((role) => role === 'duty' || role === 'supervisor' || role === 'leader')

/** HTTP entry for work orders. Translates; decides nothing. */
export const orderRoutes: FastifyPluginAsyncTypebox<{
  orders: OrderService
  store: OrderStore
  nowMs: () => number
}> = async (app, { orders, store, nowMs }) => {
  const whoAsks = (principal: Principal | null): Principal => {
    if (principal === null) throw new AppError('UNAUTHENTICATED')
    return principal
  }

  app.post(
    '/orders',
    { config: { permit: 'orders.report' }, schema: { body: Report } },
    async (request, reply) => {
      const principal = whoAsks(request.principal)
      const channel = request.body.channel ?? (principal.kind === 'token' ? 'api' : 'desk')
      // What is not named above (a time in the past, a mark) is not for a report to say.
      const { severity, ...body } = Value.Clean(Report, { ...request.body }) as Static<
        typeof Report
      >
      if (body.alarmId !== undefined && !mayDo(principal, 'alarms.handle')) {
        throw new AppError('FORBIDDEN', { detail: { field: 'alarmId' } })
      }
      const order = await orders.report(
        { ...body, channel, ...(severity === undefined ? {} : { severity }) },
        principal,
      )
      return reply.code(201).send(order)
    },
  )

  app.get(
    '/orders',
    { config: { permit: 'orders.read' }, schema: { querystring: ListForm } },
    async (request) => {
      const audience = audienceOf(whoAsks(request.principal))
      const { view, total, limit = 100, ...filters } = request.query
      const query = { ...listQueryOf(filters, nowMs()), limit }
      const page = await listOrders(store, query, audience)
      return {
        orders: view === 'row' ? page.orders.map(rowOf) : page.orders,
        nextCursor: page.nextCursor,
        ...(total === true ? { total: await countOrders(store, query, audience) } : {}),
      }
    },
  )

  app.get(
    '/orders/stats',
    { config: { permit: 'orders.read' }, schema: { querystring: StatsQuery } },
    async (request) => {
      const principal = whoAsks(request.principal)
      const { by = 'department', from, to } = request.query
      const period = periodOf(from, to, nowMs())
      return {
        by,
        from: toIso(period.fromMs),
        to: toIso(period.toMs),
        ...(await orders.stats(by, period, audienceOf(principal))),
      }
    },
  )

  const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
  app.get(
    '/orders/:id',
    { config: { permit: 'orders.read' }, schema: { params: Id } },
    async (request) => {
      const principal = whoAsks(request.principal)
      const order = await store.order(request.params.id)
      if (order === null || !isVisible(principal, order)) throw new AppError('NOT_FOUND')
      const events = await store.orderEvents(order.id)
      return {
        ...order,
        clocks: orders.clocks(events),
        allowed: orders.allowed(order, principal),
        flags: await orders.flags(events),
        ...(mayOversee(principal) ? { attempts: await orders.attempts(order.id) } : {}),
        events: events.map(({ order: _, ...event }) => event),
      }
    },
  )

  app.post(
    '/orders/:id/actions',
    { config: { permit: 'orders.act' }, schema: { params: Id, body: Act } },
    async (request) => {
      const principal = whoAsks(request.principal)
      const { action, rev, actionId, doneAt, basedOn = rev, ...args } = request.body
      const { id } = request.params
      const known = await orders.find(id)
      const late = doneAt === undefined ? {} : { late: lateActOf(principal, doneAt, basedOn) }
      const act = { action, rev, actionId, args, ...late }
      if (known === null) throw new AppError('NOT_FOUND')
      if (!isVisible(principal, known)) {
        // His own act is answered as the first time, also when it took the order out of his sight.
        const done = await store.orderEventByActionId(actionId)
        if (done?.orderId === id && done.actor === principal.name) return { order: done.order }
        // Not waited for: the answer takes no longer than that for an order which does not exist.
        void orders.noteAttempt(id, act, principal, 'NOT_FOUND')
        throw new AppError('NOT_FOUND')
      }
      const order = await orders.act(id, act, principal)
      // Somebody else's actionId is answered with the order it was done on, whichever was named.
      if (order.id !== id && !isVisible(principal, order)) throw new AppError('NOT_FOUND')
      return { order }
    },
  )
}
