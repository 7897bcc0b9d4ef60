import type { Principal } from '../access/role.ts'
import { sinceOf } from './fold.ts'
import type { Order } from './order.ts'
import { activeCohandlers, overlaysOf } from './overlays.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'
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
  /** What the district has settled; left out: nothing. */
  readonly rules?: OrderRules
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WORKDAY_MS = 8 * HOUR_MS

export const rulesOf = ({ rules }: Pick<GuardFacts, 'rules'>): OrderRules =>
  rules ?? DEFAULT_ORDER_RULES

const ANSWERABLE: ReadonlySet<Order['state']> = new Set(['closed', 'force-closed', 'evaluated'])
/** A merged order whose reporter waits for the answer to the order it was merged into. */
function isOwedAnswer(order: Order): boolean {
  const { parentState, callbackWanted, callback } = overlaysOf(order)
  const ended = parentState !== null && ANSWERABLE.has(parentState)
  return order.state === 'merged' && ended && callbackWanted && callback === null
}

type Condition = (order: Order, facts: GuardFacts) => boolean

const noRequest: Condition = (order) => {
  const { pendingReturn, pendingExtension, pendingSuspension } = overlaysOf(order)
  return pendingReturn === null && pendingExtension === null && pendingSuspension === null
}

const beforeDue: Condition = ({ due }, { atMs }) =>
  due === undefined || due === null || atMs <= Date.parse(due.at)
const passedSince = (order: Order, { atMs }: GuardFacts): number =>
  atMs - Date.parse(sinceOf(order))
const workedSince = (order: Order, { workedMs, atMs }: GuardFacts): number =>
  workedMs(Date.parse(sinceOf(order)), atMs)

/** What must hold beside the state. One request at a time, and an answer only to what was asked. */
const CONDITIONS: Partial<Record<OrderAction, Condition>> = {
  'ask-return': (order, facts) =>
    noRequest(order, facts) &&
    (order.state === 'dispatched'
      ? beforeDue(order, facts)
      : workedSince(order, facts) <= rulesOf(facts).returnHours * HOUR_MS),
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
  // Somebody is to be contacted, and was not yet.
  contact: (order) => overlaysOf(order).callbackWanted && !overlaysOf(order).contacted,
  // Of a merged order when the one it was merged into has been closed, once.
  'record-callback': (order) => order.state === 'checked' || isOwedAnswer(order),
  // Orders that were merged into it would hang on one that nobody handles.
  merge: (order) => overlaysOf(order).children.length === 0,
  // T12.
  reopen: (order, facts) => passedSince(order, facts) <= rulesOf(facts).reopenDays * DAY_MS,
  restore: (order, facts) => passedSince(order, facts) <= rulesOf(facts).restoreHours * HOUR_MS,
  appeal: (order, facts) =>
    overlaysOf(order).appeal === null &&
    workedSince(order, facts) <= rulesOf(facts).appealDays * WORKDAY_MS,
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
export type Refusal = 'role' | 'department' | 'own-work' | 'named-checker' | 'name'

/** Under this name the rules of the system act; no person or machine may bear it. */
export const SYSTEM = 'system'

/**
 * Whether somebody may give an act on this order, whatever its state.
 *
 * Role by the table of offices; a handler only where his department leads (or, to be released, helps); nobody judges
 * or checks what he handled himself, nor checks what he dispatched; a forced close is a leader's alone.
 */
export function refusalFor(
  actor: Actor,
  action: OrderAction,
  order: Order,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): Refusal | null {
  const { handledBy, dispatchedBy, checker } = overlaysOf(order)
  if (actor === SYSTEM) return action === 'force-close' ? 'role' : null
  if (actor.name === SYSTEM) return 'name'
  const { who } = ORDER_RULES[action]
  const roles = actor.roles.filter(
    (role) => who.includes(role) && mayDecide(role, action, order, rules),
  )
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

/** Answers that not everyone of an office may give: a third return, a second extension or one longer than the limit. */
function mayDecide(
  role: Principal['roles'][number],
  action: OrderAction,
  order: Order,
  rules: OrderRules,
): boolean {
  const { returns, extensions, pendingExtension } = overlaysOf(order)
  if (action === 'grant-return') return returns + 1 < rules.jointRulingFrom || role === 'supervisor'
  if (action === 'grant-extension') {
    return (extensions === 0 && pendingExtension?.long !== true) || role === 'leader'
  }
  return true
}

const isOfUnit = ({ department }: Principal, action: OrderAction, order: Order): boolean =>
  department === order.department ||
  (action === 'release-cohandler' &&
    department !== null &&
    activeCohandlers(order).includes(department))
