import type { Principal } from '../access/role.ts'
import { type ActFacts, decideAct } from '../order/act.ts'
import { CHINA_CALENDAR, timeBetween } from '../order/calendar.ts'
import { actionsOn } from '../order/guards.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { activeCohandlers } from '../order/overlays.ts'
import type { OrderAction } from '../order/table.ts'

const HOUR_MS = 3_600_000
const leader: Principal = {
  kind: 'user',
  name: 'leader',
  roles: ['leader'],
  department: null,
  wall: null,
}

/** Test data: an order as it was just reported. */
export const aReportedOrder = (fields: Partial<Order> = {}): Order => ({
  id: 'CG20240607-000001',
  rev: 1,
  type: 'city.test',
  title: '井盖缺失',
  description: '',
  state: 'reported',
  place: 'chashan',
  town: 'chashan',
  position: null,
  address: '',
  severity: 2,
  department: 'urban',
  channel: 'desk',
  externalId: null,
  alarmId: null,
  simulated: false,
  createdAt: '2024-06-07T04:00:00.000Z',
  changedAt: '2024-06-07T04:00:00.000Z',
  ...fields,
})

/** Test data: the event that an order begins with. */
export const reportOf = (order: Order): OrderEvent => ({
  orderId: order.id,
  rev: order.rev,
  action: 'report',
  actor: 'duty',
  at: order.createdAt,
  recordedAt: order.createdAt,
  args: {},
  order,
})

/** Arguments that let an act through, whatever the order. `pick` in [0, 1) chooses between them. */
function argsFor(order: Order, atMs: number, pick: number): Record<string, unknown> {
  const until = atMs + (1 + pick * 60 * 24) * HOUR_MS
  const helping = activeCohandlers(order)
  return {
    verifier: 'v',
    position: [120, 28],
    evidence: 'e',
    reason: 'r',
    ruling: pick < 0.4 ? 'wrong-dispatch' : pick < 0.6 ? 'wrong-filing' : 'other',
    person: 'p',
    department: helping[0],
    until,
    plan: 'p',
    class: 'works',
    level: 1 + Math.floor(pick * 3),
    demand: 'd',
    reply: 'r',
    result: 'r',
    missing: 'm',
    signature: 's',
    parent: 'CG-other',
    upheld: pick < 0.5,
    source: 'city',
    externalId: 'x',
    version: 1,
    justification: 'j',
  }
}

/** Acts that end or overlay an order anywhere: drawn less often, so that many histories get far. */
const ASIDE: ReadonlySet<OrderAction> = new Set([
  'refuse',
  'disprove',
  'void',
  'merge',
  'urge',
  'supervise',
  'escalate',
  'mirror-in',
  'mirror-out',
])
const often = (action: OrderAction): OrderAction[] => [action, action, action, action]

/** A step of a random history: how long is waited, and which of the acts that are allowed then is done. */
export type RandomStep = { readonly waitMs: number; readonly pick: number }

const departments = ['urban', 'fire', 'police'] as const

/** Every history the rules allow can come out of this: each step does one of the acts that are allowed. */
export function historyOf(
  first: Order,
  steps: readonly RandomStep[],
  needsPhoto: boolean,
  timed: ActFacts['timed'] = (order) => order,
): OrderEvent[] {
  const events = [reportOf(first)]
  let order = first
  let atMs = Date.parse(first.createdAt)
  for (const { waitMs, pick } of steps) {
    atMs += waitMs
    const facts: ActFacts = {
      needsPhoto,
      atMs,
      workedMs: (from, to) => timeBetween('working', CHINA_CALENDAR, from, to),
      recordedAtMs: atMs,
      hasDepartment: () => true,
      timed,
    }
    const allowed = actionsOn(order, facts).flatMap((one) => (ASIDE.has(one) ? [one] : often(one)))
    const action: OrderAction | undefined = allowed[Math.floor(pick * allowed.length)]
    if (action === undefined) break
    const share = pick * allowed.length - Math.floor(pick * allowed.length)
    const args = argsFor(order, atMs, share)
    if (action === 'record-callback') args['result'] = share < 0.5 ? 'satisfied' : 'unsatisfied'
    if (action === 'add-cohandler') args['department'] = departments.find(isFree(order))
    if (action === 'dispatch' || action === 'express') {
      args['department'] = departments[Math.floor(share * departments.length)]
    }
    if (action === 'add-cohandler' && args['department'] === undefined) continue
    const actor = action === 'force-close' ? leader : 'system'
    const done = decideAct(order, { action, actionId: `a${events.length}`, args }, actor, facts)
    events.push(...done)
    order = done.at(-1)?.order ?? order
  }
  return events
}

const isFree = (order: Order) => (department: string) =>
  department !== order.department && !activeCohandlers(order).includes(department)
