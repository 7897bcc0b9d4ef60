import type { Principal } from '../access/role.ts'
import { sinceOf } from './fold.ts'
import type { Order } from './order.ts'
import { activeCohandlers, overlaysOf } from './overlays.ts'
import { nextState, ORDER_ACTIONS, ORDER_RULES, type OrderAction } from './table.ts'

/** Who acts: a person or machine, or the rules of the system itself. */
export type Actor = Principal | 'system'

/** What a guard may know beside the order. */
export type GuardFacts = {
  /** The type wants photos: such an order is closed after a check only. */
  readonly needsPhoto: boolean
  readonly atMs: number
  /** Working time of the district between two moments, ms. */
  readonly workedMs: (fromMs: number, toMs: number) => number
}

const DAY_MS = 86_400_000
/** E35: how long a voided order can be taken back. */
export const RESTORE_MS = DAY_MS
/** T13: the latest review date of a suspension, from the day it is asked for. */
export const LONGEST_SUSPENSION_MS = 90 * DAY_MS
/** E11: from this return on, the ruling is the command centre's. */
const JOINT_RULING_FROM = 3

const HOUR_MS = 3_600_000
/** E10: how long after signing a return can be asked for, in working time; before signing as long as T5 runs. */
const RETURN_MS = 4 * HOUR_MS
/** E36: three working days of eight hours after the end or the evaluation. */
const APPEAL_MS = 24 * HOUR_MS

type Condition = (order: Order, facts: GuardFacts) => boolean

const noRequest: Condition = (order) => {
  const { pendingReturn, pendingExtension, pendingSuspension } = overlaysOf(order)
  return pendingReturn === null && pendingExtension === null && pendingSuspension === null
}

const beforeDue: Condition = ({ due }, { atMs }) =>
  due === undefined || due === null || atMs <= Date.parse(due.at)
const workedSince = (order: Order, { workedMs, atMs }: GuardFacts): number =>
  workedMs(Date.parse(sinceOf(order)), atMs)

/** What must hold beside the state. One request at a time, and an answer only to what was asked. */
const CONDITIONS: Partial<Record<OrderAction, Condition>> = {
  'ask-return': (order, facts) =>
    noRequest(order, facts) &&
    (order.state === 'dispatched'
      ? beforeDue(order, facts)
      : workedSince(order, facts) <= RETURN_MS),
  'grant-return': (order) => overlaysOf(order).pendingReturn !== null,
  'refuse-return': (order) => overlaysOf(order).pendingReturn !== null,
  // Only while there is time left.
  'ask-extension': (order, facts) => noRequest(order, facts) && beforeDue(order, facts),
  'grant-extension': (order) => overlaysOf(order).pendingExtension !== null,
  'refuse-extension': (order) => overlaysOf(order).pendingExtension !== null,
  'ask-suspension': noRequest,
  'grant-suspension': (order) => overlaysOf(order).pendingSuspension !== null,
  'refuse-suspension': (order) => overlaysOf(order).pendingSuspension !== null,
  'release-cohandler': (order) => activeCohandlers(order).length > 0,
  'reply-supervision': (order) => overlaysOf(order).supervision !== null,
  escalate: (order) => overlaysOf(order).escalation < 2,
  submit: (order) => activeCohandlers(order).length === 0,
  close: (order, { needsPhoto }) =>
    order.state === 'checked' || (!needsPhoto && !overlaysOf(order).callbackWanted),
  restore: (order, { atMs }) => atMs - Date.parse(sinceOf(order)) <= RESTORE_MS,
  appeal: (order, facts) =>
    overlaysOf(order).appeal === null && workedSince(order, facts) <= APPEAL_MS,
  'rule-appeal': (order) => overlaysOf(order).appeal !== null,
  evaluate: (order) => overlaysOf(order).appeal === null,
}

/** @returns the state after the act, or null when state or overlays do not allow it */
export function targetOf(
  order: Order,
  action: OrderAction,
  facts: GuardFacts,
): Order['state'] | null {
  const next = nextState(order.state, action, overlaysOf(order).before ?? 'reported')
  if (next === null) return null
  return (CONDITIONS[action]?.(order, facts) ?? true) ? next : null
}

/** Actions with an effect on the order as it stands, whoever asks. */
export const actionsOn = (order: Order, facts: GuardFacts): OrderAction[] =>
  ORDER_ACTIONS.filter((action) => targetOf(order, action, facts) !== null)

/** Acts by which one judges what others did. */
const JUDGES: ReadonlySet<OrderAction> = new Set([
  'grant-return',
  'refuse-return',
  'grant-extension',
  'refuse-extension',
  'grant-suspension',
  'refuse-suspension',
  'reject-submission',
  'pass-check',
  'fail-check',
  'close',
  'rule-appeal',
])
const CHECKS: ReadonlySet<OrderAction> = new Set(['pass-check', 'fail-check'])

/** Why somebody may not give an act; null: he may. */
export type Refusal = 'role' | 'department' | 'own-work' | 'named-checker'

/**
 * Whether somebody may give an act on this order, whatever its state.
 *
 * Role by the table of offices; a handler only where his department leads (or, to be released, helps); nobody judges
 * or checks what he handled himself, nor checks what he dispatched; a forced close is a leader's alone.
 */
export function refusalFor(actor: Actor, action: OrderAction, order: Order): Refusal | null {
  const { handledBy, dispatchedBy, checker } = overlaysOf(order)
  if (actor === 'system') return action === 'force-close' ? 'role' : null
  const { who } = ORDER_RULES[action]
  const roles = actor.roles.filter((role) => who.includes(role) && mayDecide(role, action, order))
  if (roles.length === 0) return 'role'
  const led = roles.some((role) => role !== 'handler' || isOfUnit(actor, action, order))
  if (!led) return 'department'
  if (JUDGES.has(action) && handledBy.includes(actor.name)) return 'own-work'
  if (CHECKS.has(action)) {
    if (dispatchedBy === actor.name) return 'own-work'
    if (checker !== null && checker !== actor.name) return 'named-checker'
  }
  return null
}

/** Answers that not everyone of an office may give: a third return, a second extension. */
function mayDecide(role: Principal['roles'][number], action: OrderAction, order: Order): boolean {
  const { returns, extensions } = overlaysOf(order)
  if (action === 'grant-return') return returns + 1 < JOINT_RULING_FROM || role === 'supervisor'
  if (action === 'grant-extension') return extensions === 0 || role === 'leader'
  return true
}

const isOfUnit = ({ department }: Principal, action: OrderAction, order: Order): boolean =>
  department === order.department ||
  (action === 'release-cohandler' &&
    department !== null &&
    activeCohandlers(order).includes(department))
