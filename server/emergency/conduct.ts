import type { Emergency, EmergencyEvent } from '../../protocol/emergency/emergency.ts'
import { type Plan, planFor } from '../../protocol/emergency/plan.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { WallPicture } from '../../protocol/stream/events.ts'
import type { CommitFeed } from '../commit.ts'
import type { DutyLog } from '../duty/log.ts'
import type { OrderService } from '../orders/service.ts'
import { pictureOf } from '../walls/state.ts'
import { BY_SYSTEM, WALL_IDS, type Walls } from '../walls/walls.ts'

import type { Emergencies, KeptEmergency } from './emergencies.ts'
import type { createKnownFacts } from './facts.ts'
import { createHurriedOrders } from './hurried-orders.ts'

export type ConductDeps = {
  readonly emergencies: Emergencies
  readonly plans: readonly Plan[]
  readonly feed: CommitFeed
  readonly walls: Pick<Walls, 'command' | 'state'>
  readonly log: Pick<DutyLog, 'add'>
  readonly orderOf: (id: string) => Promise<Order | null>
  /** Where it is written down that orders belong to an emergency. */
  readonly orders: Pick<OrderService, 'inEmergency' | 'openOrders'>
  readonly facts: Pick<ReturnType<typeof createKnownFacts>, 'follow' | 'forget'>
  /** Whether an order of severity 1 opens an emergency by itself. */
  readonly isAutomatic: boolean
  readonly nowMs: () => number
  readonly onError: (error: unknown) => void
}

/** What a person asks for. */
export type OpeningRequest = {
  readonly orderId?: string | undefined
  readonly position?: readonly [number, number] | undefined
  /** Id of a plan; left out: the one for the order's type. */
  readonly plan?: string | undefined
  readonly title?: string | undefined
  readonly reason?: string | undefined
  /** Left out: every wall. */
  readonly walls?: readonly string[] | undefined
  readonly drill?: boolean | undefined
  readonly actionId?: string | undefined
}

/** Opener of an emergency that nobody asked for. */
export const BY_RULE = 'rule:severity-1'
/** An order that happened longer ago was imported or replayed, ms. */
const FRESH_MS = 10 * 60_000

/**
 * Puts the district into emergency mode and out of it again (平战结合): opens the emergency, tells the walls and the
 * orders that belong to it, writes the duty log.
 */
export function createConduct(deps: ConductDeps) {
  const { emergencies, plans, walls, log, facts, nowMs, onError } = deps
  let closed = false
  const failed = (error: unknown): void => {
    if (!closed) onError(error)
  }

  const hurried = createHurriedOrders({
    active: emergencies.active,
    orders: deps.orders,
    onError: failed,
  })

  const planOf = (id: string | undefined, order: Order | null): Plan => {
    const plan =
      id === undefined ? planFor(order?.type ?? null, plans) : plans.find((each) => each.id === id)
    if (plan === undefined || plan === null) {
      throw new AppError('MALFORMED', {
        detail: { field: 'plan', known: plans.map((each) => each.id) },
      })
    }
    return plan
  }

  const isOn = (wall: string): boolean =>
    emergencies.active().some((emergency) => emergency.walls.includes(wall))

  /** Brings a wall into the mode that it should have. What it showed stays beneath and is there again afterwards. */
  const tellWall = async (wall: string, mode: 'normal' | 'emergency', orderId: string | null) => {
    const command =
      orderId === null || mode === 'normal'
        ? ({ command: 'mode', mode } as const)
        : ({ command: 'mode', mode, orderId } as const)
    await walls.command(wall, command, BY_SYSTEM)
  }

  const knownWalls = (ids: readonly string[] | undefined): readonly string[] => {
    const unknown = (ids ?? []).filter((id) => walls.state(id) === null)
    if (unknown.length > 0) throw new AppError('NOT_FOUND', { detail: { walls: unknown } })
    return ids ?? WALL_IDS
  }

  async function open(request: OpeningRequest, by: string): Promise<KeptEmergency> {
    const order = request.orderId === undefined ? null : await deps.orderOf(request.orderId)
    if (request.orderId !== undefined && order === null) {
      throw new AppError('NOT_FOUND', { detail: { order: request.orderId } })
    }
    const plan = planOf(request.plan, order)
    if (order !== null) await facts.follow(order.id)
    const { kept, isNew } = await emergencies.open({
      plan,
      title: request.title ?? order?.title ?? plan.name_zh,
      reason: request.reason ?? '',
      by,
      drill: request.drill ?? false,
      simulated: order?.simulated ?? false,
      orderId: order?.id ?? null,
      position: request.position ?? order?.position ?? null,
      place: order?.place ?? null,
      walls: knownWalls(request.walls),
      actionId: request.actionId,
    })
    const { emergency } = kept
    if (emergency.endedAt !== null) return kept
    for (const wall of emergency.walls) await tellWall(wall, 'emergency', emergency.orderId)
    if (isNew)
      await write(
        `进入战时${ofDrill(emergency)}:${emergency.title}(${emergency.id})`,
        emergency,
        by,
      )
    return kept
  }

  const write = (text: string, { orderId }: Emergency, by: string) =>
    log.add({ kind: 'emergency', text, orderId }, by)

  /** A wall was told its mode directly: it joins the emergency, or leaves it; the emergency goes on. */
  async function wallTold(
    wall: string,
    { mode, orderId }: Pick<WallPicture, 'mode' | 'orderId'>,
    by: string,
  ): Promise<void> {
    if (mode !== 'emergency') {
      for (const { id, walls: shown } of emergencies.active()) {
        if (!shown.includes(wall)) continue
        const act = { act: 'walls', walls: shown.filter((each) => each !== wall) } as const
        await emergencies.act(id, { act, actionId: `${id}:${wall}:${nowMs()}`, by })
      }
      return
    }
    const [latest] = emergencies.active()
    const mine =
      orderId === null
        ? latest
        : emergencies.active().find((emergency) => emergency.orderId === orderId)
    if (mine === undefined) {
      const order = orderId === null ? {} : { orderId }
      await open({ ...order, walls: [wall] }, by)
    } else if (!mine.walls.includes(wall)) {
      const act = { act: 'walls', walls: [...mine.walls, wall] } as const
      await emergencies.act(mine.id, { act, actionId: `${mine.id}:${wall}:${nowMs()}`, by })
    }
  }

  /** Walls that no emergency shows on any more go back to what they were. */
  async function left(emergency: Emergency): Promise<void> {
    for (const wall of emergency.walls) if (!isOn(wall)) await tellWall(wall, 'normal', null)
  }

  async function ended(emergency: Emergency, { by }: EmergencyEvent): Promise<void> {
    if (emergency.orderId !== null) facts.forget(emergency.orderId)
    await left(emergency)
    await write(summaryOf(emergency), emergency, by)
  }

  const stopChanges = emergencies.onChange(({ emergency, event }) => {
    hurried.changed(emergency, event)
    if (event.act === 'end') ended(emergency, event).catch(failed)
  })

  const enter = async (order: Order): Promise<void> => {
    // A real incident does not disappear in an exercise.
    const running = emergencies.active().find(({ drill }) => !drill)
    if (running === undefined) {
      await open({ orderId: order.id, reason: '一级工单 / severity 1' }, BY_RULE)
    } else if (running.orderId !== order.id && !running.related.includes(order.id)) {
      const act = { act: 'relate', orderId: order.id } as const
      await emergencies.act(running.id, { act, actionId: `relate:${order.id}`, by: BY_RULE })
    }
  }

  let entering: Promise<void> = Promise.resolve()
  const stopCommits = deps.feed.onCommit(({ orders }) => {
    const urgent = orders.filter((event) => entersBy(event, nowMs()))
    if (deps.isAutomatic) {
      for (const { order } of urgent) {
        entering = entering.then(() => enter(order)).catch(failed)
      }
    }
    hurried.acted(orders)
    if (orders.length > 0 && emergencies.active().length > 0) emergencies.look().catch(failed)
  })

  return {
    open,
    wallTold,
    planOf,
    /** Takes up what was on when the server stopped: walls and orders that missed its beginning or its end are told. */
    async start(): Promise<void> {
      for (const { orderId } of emergencies.active()) {
        if (orderId !== null) await facts.follow(orderId)
      }
      await emergencies.look()
      for (const wall of WALL_IDS) {
        const shown = pictureOf(walls.state(wall)?.commands ?? []).mode
        const due = isOn(wall) ? 'emergency' : 'normal'
        const orderId = emergencies.active().find((each) => each.walls.includes(wall))?.orderId
        if (shown !== due) await tellWall(wall, due, orderId ?? null)
      }
      await hurried.start()
    },
    /** Resolves when orders stand as the emergencies that were opened, joined and ended until now want it. */
    async settled(): Promise<void> {
      await entering
      await hurried.settled()
    },
    async close(): Promise<void> {
      closed = true
      stopCommits()
      await entering
      stopChanges()
      await hurried.settled()
    },
  }
}

export type Conduct = ReturnType<typeof createConduct>

/** A new order of severity 1 (no act changes it later). What is simulated puts nobody at war by itself. Pure. */
export function entersBy({ action, order, at }: OrderEvent, nowMs: number): boolean {
  const isFresh = nowMs - Date.parse(at) < FRESH_MS
  const isUrgent = order.severity === 1 && isOpenState(order.state)
  return isUrgent && isFresh && action === 'report' && !order.simulated
}

const ofDrill = ({ drill }: Emergency): string => (drill ? '(演练)' : '')

const minutes = (fromIso: string, toIso: string): number =>
  Math.round((Date.parse(toIso) - Date.parse(fromIso)) / 60_000)

/** What the duty log says of an emergency that was ended. */
export function summaryOf(emergency: Emergency): string {
  const { steps, reports, forces, openedAt, endedAt, summary, title, id } = emergency
  const done = steps.filter((step) => step.done !== null).length
  const arrived = forces.filter(({ moves }) => moves.some(({ state }) => state === 'arrived'))
  const took = endedAt === null ? 0 : minutes(openedAt, endedAt)
  return [
    `转回平时${ofDrill(emergency)}:${title}(${id}),历时 ${took} 分钟`,
    `预案步骤完成 ${done}/${steps.length},续报 ${reports.length} 次,到场力量 ${arrived.length}/${forces.length}`,
    summary ?? '',
  ]
    .filter(Boolean)
    .join(';')
}
