import { type Principal, ROLES, type Role } from '../../../protocol/access/role.ts'
import type { ActFacts } from '../../../protocol/order/act.ts'
import { CHINA_CALENDAR, timeBetween } from '../../../protocol/order/calendar.ts'
import { actionsOn, refusalFor } from '../../../protocol/order/guards.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { stageClock } from '../../../protocol/order/timing.ts'
import { sessionStore } from '../../data/session.ts'
import { catalogStore } from '../../stores/catalog.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { foldedAhead } from './merge.ts'
import type { OutAct, OutItem } from './out-item.ts'

const isRole = (role: string): role is Role => ROLES.some((one) => one === role)

/** Who is signed in, as the rules know people; null: nobody. */
export function myself(): Principal | null {
  const state = sessionStore.getState()
  if (state.state !== 'in') return null
  const { user, roles, department } = state.session
  return { kind: 'user', name: user, roles: roles.filter(isRole), department, wall: null }
}

/** What the rules may know of a type and a moment here; what a district has settled for itself the server knows alone. */
function factsAt(type: string, atMs: number, photos: readonly string[]): ActFacts {
  return {
    needsPhoto: catalogStore.getState().orderTypes.get(type)?.needs_photo ?? false,
    atMs,
    recordedAtMs: atMs,
    workedMs: (from, to) => timeBetween('working', CHINA_CALENDAR, from, to),
    hasDepartment: (code) => catalogStore.getState().departments.has(code),
    // Whether they are the order's own is the server's to say, when they are there.
    photos: photos.map((id) => ({ id, kind: 'after', sha256: id, elsewhere: false })),
    timed: (order) => order,
  }
}

export function factsFor({ seen, atMs, args }: OutAct): ActFacts {
  const named = args['photos']
  return factsAt(seen.type, atMs, Array.isArray(named) ? named.map(String) : [])
}

/** The deadline of the state that the order will be in, as far as its clocks tell it; null: not known here. */
function dueAhead({ state }: Order, { clocks }: OrderDetail): Order['due'] {
  const run = clocks.findLast(
    ({ clock, department, endedAt }) =>
      clock === stageClock(state) && department === null && endedAt === null,
  )
  if (run === undefined || run.dueAt === null || run.amberAt === null) return null
  return { clock: run.clock, amberAt: run.amberAt, at: run.dueAt }
}

/**
 * An order as it will stand when what waits has been sent, and what may be done on it then.
 *
 * @param detail as the server last told it
 * @param asKept the link is away: what may be done is worked out here also while nothing waits
 */
export function detailAhead(
  detail: OrderDetail,
  items: readonly OutItem[],
  asKept: boolean,
  nowMs: number,
): OrderDetail {
  const me = myself()
  if (me === null || (items.length === 0 && !asKept)) return detail
  const { order, acts } = foldedAhead(detail, items, me, factsFor)
  if (acts === 0 && !asKept) return detail
  const allowed = actionsOn(order, factsAt(order.type, nowMs, [])).filter(
    (action) => refusalFor(me, action, order) === null,
  )
  const due = acts === 0 ? detail.due : dueAhead(order, detail)
  return { ...detail, ...order, allowed, ...(due === undefined ? {} : { due }) }
}
