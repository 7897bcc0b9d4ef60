import { AppError } from '../error/codes.ts'
import { type OrderArgs, parseArgs } from './args.ts'
import { applyStep } from './fold.ts'
import {
  type Actor,
  actionsOn,
  type GuardFacts,
  LONGEST_SUSPENSION_MS,
  refusalFor,
  targetOf,
} from './guards.ts'
import type { Order, OrderEvent } from './order.ts'
import { activeCohandlers, overlaysOf } from './overlays.ts'
import type { OrderAction } from './table.ts'

/** An act as it was asked for. */
export type ActRequest = {
  readonly action: OrderAction
  readonly actionId: string
  readonly args: OrderArgs
}

/** What an act may know beside the order: the type's rule, both times, which departments there are. */
export type ActFacts = GuardFacts & {
  readonly recordedAtMs: number
  readonly hasDepartment: (code: string) => boolean
  /** Writes the deadlines on an order after its newest event. */
  readonly timed: (order: Order, event: Pick<OrderEvent, 'action' | 'at' | 'args'>) => Order
}

/** A verifier has to have been there (E03). */
const VERIFIED_WITHIN_M = 50
const METRES_PER_DEGREE = 111_195

/** @returns metres between two WGS 84 points, good enough within a town */
function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const east = (a[0] - b[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(east, a[1] - b[1]) * METRES_PER_DEGREE
}

type Doubt = readonly [field: string, reason: string] | null

/** What an argument has to be on this very order. @returns the argument that is wrong, and why */
function doubtAbout(
  order: Order,
  action: OrderAction,
  args: OrderArgs,
  actor: Actor,
  facts: ActFacts,
): Doubt {
  const helping = activeCohandlers(order)
  const department = typeof args['department'] === 'string' ? args['department'] : null
  const named = [department, ...(Array.isArray(args['cohandlers']) ? args['cohandlers'] : [])]
  if (named.some((code) => code !== null && !facts.hasDepartment(String(code)))) {
    return [department === null ? 'cohandlers' : 'department', 'no such department']
  }
  const untilMs = typeof args['until'] === 'string' ? Date.parse(args['until']) : null
  if (untilMs !== null && untilMs <= facts.atMs) return ['until', 'not in the future']
  switch (action) {
    case 'dispatch':
    case 'express':
      return named.slice(1).includes(department ?? order.department)
        ? ['cohandlers', 'the lead unit does not help itself']
        : null
    case 'confirm': {
      const { position } = args
      if (order.position === null || !Array.isArray(position)) return null
      const metres = metresBetween(order.position, [Number(position[0]), Number(position[1])])
      return metres > VERIFIED_WITHIN_M ? ['position', 'more than 50 m away'] : null
    }
    case 'add-cohandler':
      return department === order.department || helping.includes(department ?? '')
        ? ['department', 'leads or helps already']
        : null
    case 'release-cohandler': {
      if (!helping.includes(department ?? '')) return ['department', 'does not help']
      const own = actor === 'system' || !actor.roles.includes('handler') ? null : actor.department
      return own === null || own === order.department || own === department
        ? null
        : ['department', 'another helper']
    }
    case 'ask-suspension':
    case 'grant-suspension':
      return untilMs !== null && untilMs - facts.atMs > LONGEST_SUSPENSION_MS
        ? ['until', 'later than 90 days']
        : null
    case 'close':
      return overlaysOf(order).callback === 'unsatisfied' && args['justification'] === undefined
        ? ['justification', 'missing']
        : null
    case 'merge':
      return args['parent'] === order.id ? ['parent', 'the order itself'] : null
    default:
      return null
  }
}

/**
 * Decides an act on an order and says what is written down for it: one event, or for `express` the three that it
 * stands for (accept, file, dispatch). Pure.
 *
 * @throws AppError FORBIDDEN (with why), ORDER_ACTION_NOT_ALLOWED (with the state and what is allowed in it),
 *   MALFORMED (naming the argument)
 */
export function decideAct(
  order: Order,
  request: ActRequest,
  actor: Actor,
  facts: ActFacts,
): OrderEvent[] {
  const { action, actionId } = request
  const refusal = refusalFor(actor, action, order)
  if (refusal !== null) {
    throw new AppError('FORBIDDEN', { detail: { id: order.id, action, reason: refusal } })
  }
  if (action === 'report' || targetOf(order, action, facts) === null) {
    const allowed = actionsOn(order, facts)
    throw new AppError('ORDER_ACTION_NOT_ALLOWED', { detail: { state: order.state, allowed } })
  }
  const args = parseArgs(action, request.args)
  const doubt = doubtAbout(order, action, args, actor, facts)
  if (doubt !== null) {
    throw new AppError('MALFORMED', { detail: { action, field: doubt[0], reason: doubt[1] } })
  }
  const steps: [OrderAction, OrderArgs][] =
    action === 'express'
      ? [
          ['accept', { via: 'express' }],
          ['file', { via: 'express' }],
          ['dispatch', { department: order.department, ...args, via: 'express', actionId }],
        ]
      : [[action, { ...args, actionId }]]
  const times = {
    actor: actor === 'system' ? 'system' : actor.name,
    at: new Date(facts.atMs).toISOString(),
    recordedAt: new Date(facts.recordedAtMs).toISOString(),
  }
  const events: OrderEvent[] = []
  let current = order
  for (const [name, given] of steps) {
    const step = { action: name, args: given, ...times }
    current = facts.timed(applyStep(current, step), step)
    events.push({ orderId: order.id, rev: current.rev, ...step, order: current })
  }
  return events
}
