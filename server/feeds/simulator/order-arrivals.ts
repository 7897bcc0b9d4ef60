import { createHash } from 'node:crypto'
import type { OrderType } from '../../../protocol/catalog.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import { sinceOf } from '../../../protocol/order/fold.ts'
import { targetOf } from '../../../protocol/order/guards.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { overlaysOf } from '../../../protocol/order/overlays.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import type { Place } from '../../../protocol/place/place.ts'
import type { CatalogSource } from '../../../scenarios/loaded.ts'
import type { OrderService } from '../../orders/service.ts'
import { sideBySide } from '../../orders/side-by-side.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const SHANGHAI_MS = 8 * HOUR_MS

/**
 * Orders an hour over the local day: quiet at night, two humps in working hours. Sums to about 820 a day, as the catalog's
 * four counts of events do.
 */
const ARRIVALS_PER_HOUR = [
  6, 5, 4, 4, 4, 6, 16, 40, 66, 72, 66, 50, 40, 56, 66, 66, 62, 50, 40, 34, 28, 22, 12, 8,
] as const
/** Reports within one minute at most: the busiest hour has 72. */
const A_MINUTE = 3
/** Orders that are worked on side by side, as several people would. */
const AT_ONCE = 16
const WEEKEND_FACTOR = 0.6
/** A district that runs well: signed within minutes, most work done the same day, one in thirty at its limit. */
const PROMPT_SIGN_MIN = 8
const PROMPT_HANDLE_H = 5
const SLOW_SHARE = 1 / 30
/** How far back the first start files orders, so that a new deployment has some at work. */
const FIRST_BACKLOG_MS = 18 * HOUR_MS

export type OrderArrivalsDeps = {
  readonly orders: Pick<OrderService, 'report' | 'act' | 'openOrders'>
  readonly catalog: CatalogSource
  /** Places an order can lie at: those with a position inside a town. */
  readonly places: readonly Place[]
  readonly seed: number
  readonly nowMs: () => number
  /** Minute up to which arrivals were filed; null at the very first start. */
  readonly filedUntilMs: number | null
  readonly saveFiledUntil: (atMs: number) => Promise<void>
}

/** A number in [0, 1) that depends on the texts alone: the same city every time. */
export function chance(...parts: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(parts.join('|')).digest()
  return hash.readUIntBE(0, 6) / 2 ** 48
}

const localHour = (atMs: number): number =>
  Math.floor(((((atMs + SHANGHAI_MS) % 86_400_000) + 86_400_000) % 86_400_000) / HOUR_MS)
/** 1970-01-01 was a Thursday. */
const isWeekend = (atMs: number): boolean =>
  [2, 3].includes(Math.floor((atMs + SHANGHAI_MS) / 86_400_000) % 7)

/** Orders that arrive in the minute beginning at `atMs`, on average. */
export const arrivalsPerMinute = (atMs: number): number =>
  ((ARRIVALS_PER_HOUR[localHour(atMs)] ?? 0) / 60) * (isWeekend(atMs) ? WEEKEND_FACTOR : 1)

/**
 * What the handling side does next with a simulated order, and when; null when it has nothing left to do, or when
 * people have taken a hand in it (a request that waits, a helper, a call-back) so that its next act is theirs.
 */
export function nextAct(
  order: Order,
  type: OrderType,
  seed: number,
): {
  readonly action: OrderAction
  readonly atMs: number
  readonly args: Readonly<Record<string, unknown>>
} | null {
  const sinceMs = Date.parse(sinceOf(order))
  const facts = { needsPhoto: type.needs_photo, atMs: sinceMs, workedMs: () => 0 }
  const { pendingReturn, pendingExtension, pendingSuspension } = overlaysOf(order)
  if (pendingReturn !== null || pendingExtension !== null || pendingSuspension !== null) return null
  const after = (action: OrderAction, limitMs: number, lowest: number, highest: number) =>
    targetOf(order, action, facts) === null
      ? null
      : {
          action,
          args: action === 'submit' ? { result: '已处置' } : {},
          // Never before what the system or a person did to it meanwhile.
          atMs: Math.max(
            Date.parse(order.changedAt),
            sinceMs + limitMs * (lowest + (highest - lowest) * chance(seed, order.id, action)),
          ),
        }
  const late = chance(seed, order.id, 'slow')
  switch (order.state) {
    case 'reported':
      return after('express', 3 * MINUTE_MS, 0.1, 0.9)
    case 'dispatched':
      return late < SLOW_SHARE
        ? after('sign', type.sign_minutes * MINUTE_MS, 0.6, 1.1)
        : after('sign', Math.min(type.sign_minutes, PROMPT_SIGN_MIN) * MINUTE_MS, 0.1, 0.9)
    case 'handling':
      return late < SLOW_SHARE
        ? after('submit', type.handle_hours * HOUR_MS, 0.8, 1.1)
        : after('submit', Math.min(type.handle_hours, PROMPT_HANDLE_H) * HOUR_MS, 0.2, 0.9)
    case 'submitted':
      return after(type.needs_photo ? 'send-to-check' : 'close', HOUR_MS, 0.1, 0.5)
    case 'checking':
      return after('pass-check', HOUR_MS, 0.1, 0.9)
    case 'checked':
      return after('close', HOUR_MS, 0.1, 0.5)
    default:
      return null
  }
}

/** Somebody else was first: his turn. Any other failure is one. */
const changedMeanwhile = (error: unknown): null => {
  if (error instanceof AppError && error.code === 'ORDER_CHANGED_MEANWHILE') return null
  throw error
}

/**
 * Simulated citizens and departments: orders arrive with the shape of a working day and are signed, handled, checked
 * and closed. Everything it files is marked simulated; orders of people and of real feeds are left alone.
 */
export function createOrderArrivals(deps: OrderArrivalsDeps) {
  const { orders, catalog, seed, nowMs } = deps
  const sites = deps.places.filter((place) => place.position !== null && place.town !== null)
  let filedUntilMs = deps.filedUntilMs ?? nowMs() - FIRST_BACKLOG_MS

  const fileMinute = async (minuteMs: number): Promise<void> => {
    for (let nth = 0; nth < A_MINUTE; nth++) {
      if (chance(seed, 'arrival', minuteMs, nth) >= arrivalsPerMinute(minuteMs) / A_MINUTE) continue
      await fileOne(minuteMs, `${minuteMs}-${nth}`)
    }
  }

  const fileOne = async (minuteMs: number, key: string): Promise<void> => {
    const types = catalog.current().catalog.orderTypes
    const type = types[Math.floor(chance(seed, 'type', key) * types.length)]
    const site = sites[Math.floor(chance(seed, 'site', key) * sites.length)]
    if (type === undefined || site === undefined || site.position === null) return
    const [lon, lat] = site.position
    await orders.report(
      {
        type: type.code,
        title: `${site.name_zh} ${type.name_zh}`,
        place: site.id,
        position: [
          lon + (chance(seed, 'lon', key) - 0.5) * 0.006,
          lat + (chance(seed, 'lat', key) - 0.5) * 0.005,
        ],
        channel: 'simulator',
        externalId: `sim-${seed}-${key}`,
        simulated: true,
        atMs: minuteMs,
      },
      'system',
    )
  }

  /** An order may be several acts behind after a pause; each is done at the time it fell due. */
  const workOn = async (first: Order, untilMs: number): Promise<void> => {
    const type = catalog.current().orderTypeByCode.get(first.type)
    if (type === undefined || !first.simulated) return
    for (let order = first; ; ) {
      const due = nextAct(order, type, seed)
      if (due === null || due.atMs > untilMs) return
      const actionId = `sim-${order.id}-${order.rev}`
      const act = { action: due.action, rev: order.rev, actionId, args: due.args, atMs: due.atMs }
      const after = await orders.act(order.id, act, 'system').catch(changedMeanwhile)
      if (after === null) return
      order = after
    }
  }

  let running = false
  return {
    /** Files what arrived and does what fell due since the last call. Overlapping calls are dropped. */
    async step(): Promise<void> {
      if (running) return
      running = true
      try {
        const untilMs = nowMs()
        const firstMinute = Math.ceil(
          Math.max(filedUntilMs, untilMs - FIRST_BACKLOG_MS) / MINUTE_MS,
        )
        for (let minute = firstMinute; minute * MINUTE_MS < untilMs; minute++) {
          await fileMinute(minute * MINUTE_MS)
          filedUntilMs = (minute + 1) * MINUTE_MS
        }
        await deps.saveFiledUntil(filedUntilMs)
        await sideBySide(orders.openOrders(), AT_ONCE, (order) => workOn(order, untilMs))
      } finally {
        running = false
      }
    },
  }
}
