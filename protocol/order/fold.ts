import { isOpenState } from './open.ts'
import { ORDER_STATES, type Order, type OrderEvent, type OrderState } from './order.ts'
import {
  activeCohandlers,
  type Cohandler,
  type Evidence,
  type OrderOverlays,
  overlaysOf,
} from './overlays.ts'
import { DEFAULT_ORDER_RULES } from './rules.ts'
import { isOrderAction, nextState, type OrderAction, type OrderEcho } from './table.ts'

/** What of an event its effect depends on. */
export type OrderStep = Pick<OrderEvent, 'action' | 'actor' | 'at' | 'args'>

const HOUR_MS = 3_600_000
/** Requests that lapse when the order leaves the hands they were asked from. */
const NO_REQUESTS: OrderOverlays = {
  pendingReturn: null,
  pendingExtension: null,
  pendingSuspension: null,
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

type Effect = (order: Order, step: OrderStep) => OrderOverlays

const people = (order: Order, ...names: (string | null)[]): OrderOverlays => {
  const { handledBy } = overlaysOf(order)
  const added = names.filter((name) => name !== null && name !== '' && name !== 'system')
  return { handledBy: [...new Set([...handledBy, ...added.map(text)])] }
}

const helper = (
  department: string,
  since: string,
  task = '',
  hours: number | null = null,
): Cohandler => ({
  department,
  task,
  since,
  releasedAt: null,
  ...(hours === null ? {} : { hours }),
})

/** Who helps after a dispatch that names helpers: those named already go on, the others are released by it. */
function helpersAfter(order: Order, codes: readonly string[], at: string): Cohandler[] {
  const { cohandlers } = overlaysOf(order)
  const goesOn = ({ department, releasedAt }: Cohandler): boolean =>
    releasedAt === null && codes.includes(department)
  const kept = cohandlers.filter(goesOn).map(({ department }) => department)
  return [
    ...cohandlers.map((part) =>
      part.releasedAt !== null || goesOn(part) ? part : { ...part, releasedAt: at },
    ),
    ...codes.filter((code) => !kept.includes(code)).map((code) => helper(code, at)),
  ]
}

/** Helpers go on over a dispatch that names none; whoever comes to lead does not help any more. */
const dispatched: Effect = (order, { actor, args, at }) => {
  const lead = textOrNull(args['department']) ?? order.department
  const named =
    args['cohandlers'] === undefined ? activeCohandlers(order) : list(args['cohandlers'])
  const codes = named.filter((code) => code !== lead)
  const changes = codes.length > 0 || activeCohandlers(order).length > 0
  return {
    dispatchedBy: actor === 'system' ? null : actor,
    ...(changes ? { cohandlers: helpersAfter(order, codes, at) } : {}),
  }
}

/** T14: what was in force when the demand was made; older records do not say it. */
export const replyHoursOf = (args: OrderStep['args']): number => {
  const level = args['level'] === 3 ? 3 : args['level'] === 2 ? 2 : 1
  const hours = args['replyHours']
  return typeof hours === 'number' ? hours : DEFAULT_ORDER_RULES.replyHours[level]
}

const supervised: Effect = (order, { args, at }) => {
  const level = args['level'] === 3 ? 3 : args['level'] === 2 ? 2 : 1
  const dueAt = new Date(Date.parse(at) + replyHoursOf(args) * HOUR_MS).toISOString()
  const supervision = { level, demand: text(args['demand']), dueAt } as const
  return { supervision, supervised: overlaysOf(order).supervised + 1 }
}

const released: Effect = (order, { args, at }) => ({
  cohandlers: overlaysOf(order).cohandlers.map((part) =>
    part.department === args['department'] && part.releasedAt === null
      ? { ...part, releasedAt: at }
      : part,
  ),
})

const reworked: Effect = (order) => ({
  reworks: overlaysOf(order).reworks + 1,
  extendedTo: null,
  checker: null,
  callback: null,
  solved: null,
  evidence: null,
  forceClosed: false,
})

const mirrored: Effect = (order, { args }) => ({
  mirrors: {
    ...overlaysOf(order).mirrors,
    [text(args['source'])]: {
      externalId: text(args['externalId']),
      version: Number(args['version']),
    },
  },
})

const EVIDENCE: readonly Evidence[] = ['missing', 'reused', 'complete']
const stateOf = (value: unknown): OrderState | null =>
  ORDER_STATES.find((state) => state === value) ?? null
const until = (asked: string | undefined, args: OrderStep['args']): string | null =>
  textOrNull(args['until']) ?? asked ?? null

/** What each act does beside changing the state; acts that are not here do nothing beside it. */
const EFFECTS: Partial<Record<OrderAction, Effect>> = {
  report: (_, { args }) => ({ callbackWanted: textOrNull(args['reporter']) !== null }),
  'send-to-verify': (_, { args }) => ({ verifier: textOrNull(args['verifier']) }),
  dispatch: dispatched,
  express: dispatched,
  sign: (order, { actor }) => people(order, actor),
  contact: (order, { actor }) => ({ ...people(order, actor), contacted: true }),
  'ask-return': (_, { actor, at, args }) => ({
    pendingReturn: {
      by: actor,
      at,
      reason: text(args['reason']),
      department: textOrNull(args['department']),
    },
  }),
  'grant-return': (order, { args }) => {
    const { returns, wrongDispatches, wrongFilings } = overlaysOf(order)
    return {
      ...NO_REQUESTS,
      returns: returns + 1,
      ...(args['ruling'] === 'wrong-dispatch' ? { wrongDispatches: wrongDispatches + 1 } : {}),
      ...(args['ruling'] === 'wrong-filing' ? { wrongFilings: wrongFilings + 1 } : {}),
      contacted: false,
    }
  },
  'refuse-return': () => ({ pendingReturn: null }),
  'assign-person': (order, { actor, args }) => ({
    ...people(order, actor, textOrNull(args['person'])),
    person: textOrNull(args['person']),
  }),
  'add-cohandler': (order, { args, at }) => ({
    cohandlers: [
      ...overlaysOf(order).cohandlers,
      helper(
        text(args['department']),
        at,
        text(args['task']),
        typeof args['hours'] === 'number' ? args['hours'] : null,
      ),
    ],
  }),
  'release-cohandler': released,
  'ask-extension': (_, { actor, at, args }) => ({
    pendingExtension: {
      by: actor,
      at,
      reason: text(args['reason']),
      until: text(args['until']),
      plan: text(args['plan']),
      ...(args['long'] === true ? { long: true } : {}),
    },
  }),
  'grant-extension': (order, { args }) => {
    const { pendingExtension, extensions } = overlaysOf(order)
    const extendedTo = until(pendingExtension?.until, args)
    return { pendingExtension: null, extensions: extensions + 1, extendedTo }
  },
  'refuse-extension': () => ({ pendingExtension: null }),
  'ask-suspension': (_, { actor, at, args }) => ({
    pendingSuspension: { by: actor, at, class: text(args['class']), until: text(args['until']) },
  }),
  'grant-suspension': (order, { args }) => {
    const { pendingSuspension, suspensions } = overlaysOf(order)
    const suspendedUntil = until(pendingSuspension?.until, args)
    return { ...NO_REQUESTS, suspensions: suspensions + 1, suspendedUntil }
  },
  'refuse-suspension': () => ({ pendingSuspension: null }),
  resume: () => ({ suspendedUntil: null }),
  urge: (order) => ({ urged: overlaysOf(order).urged + 1 }),
  supervise: supervised,
  'reply-supervision': () => ({ supervision: null }),
  escalate: (order) => ({ escalation: overlaysOf(order).escalation === 0 ? 1 : 2 }),
  submit: (order, { actor, args }) => ({
    ...NO_REQUESTS,
    ...people(order, actor),
    evidence: EVIDENCE.find((one) => one === args['evidence']) ?? null,
  }),
  'send-to-check': (_, { args }) => ({ checker: textOrNull(args['checker']) }),
  'fail-check': reworked,
  'record-callback': (_, { args }) => {
    const result = args['result']
    const known = ['very-satisfied', 'satisfied', 'fairly-satisfied', 'unsatisfied'] as const
    return {
      callback: known.find((one) => one === result) ?? 'no-answer',
      solved: typeof args['solved'] === 'boolean' ? args['solved'] : null,
    }
  },
  reopen: reworked,
  // Whoever helped is released with it.
  'force-close': (order, { at }) => ({
    ...NO_REQUESTS,
    suspendedUntil: null,
    forceClosed: true,
    ...(activeCohandlers(order).length > 0 ? { cohandlers: helpersAfter(order, [], at) } : {}),
  }),
  merge: (order, { args }) => ({
    ...NO_REQUESTS,
    mergedInto: textOrNull(args['parent']),
    parentState: stateOf(args['parentState']),
    before: order.state,
  }),
  unmerge: () => ({
    mergedInto: null,
    parentState: null,
    before: null,
    callback: null,
    solved: null,
  }),
  void: (order) => ({ ...NO_REQUESTS, before: order.state }),
  restore: () => ({ before: null }),
  appeal: (_, { actor, at, args }) => ({
    appeal: { by: actor, at, evidence: text(args['evidence']) },
  }),
  'rule-appeal': (order, { args }) => ({
    appeal: null,
    upheld: overlaysOf(order).upheld + (args['upheld'] === true ? 1 : 0),
  }),
  evaluate: (_, { args }) => ({ score: typeof args['score'] === 'number' ? args['score'] : null }),
  'mirror-in': mirrored,
  'mirror-out': mirrored,
}

/** What happens to an order without an act on it. */
const ECHOES: Record<OrderEcho, Effect> = {
  'child-merged': (order, { args }) => ({
    children: [...new Set([...overlaysOf(order).children, text(args['child'])])],
  }),
  'child-unmerged': (order, { args }) => ({
    children: overlaysOf(order).children.filter((child) => child !== args['child']),
  }),
  // An order that was let go meanwhile follows nobody any more.
  'parent-changed': (order, { args }) =>
    order.state === 'merged' ? { parentState: stateOf(args['parentState']) } : {},
  // It belongs to one at a time, the first, and to none once it has ended.
  'emergency-on': (order, { args }) =>
    overlaysOf(order).emergency === null && isOpenState(order.state)
      ? { emergency: textOrNull(args['emergency']) }
      : {},
  'emergency-off': (order, { args }) =>
    overlaysOf(order).emergency === args['emergency'] ? { emergency: null } : {},
}
const effectOf = (action: string): Effect | undefined =>
  Object.hasOwn(ECHOES, action) ? ECHOES[action as OrderEcho] : undefined

const withOverlays = (order: Order, effect: OrderOverlays): Order =>
  Object.keys(effect).length === 0
    ? order
    : { ...order, overlays: { ...order.overlays, ...effect } }

/** When the order came into its present state. */
export const sinceOf = (order: Pick<Order, 'since' | 'changedAt'>): string =>
  order.since ?? order.changedAt

/** An act that was done without a link may be older than what is on record already: nothing turns back by it. */
const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b)

/**
 * The order after one more act. Pure, and refuses nothing: whether the act was allowed was decided when it was done,
 * so an old record still folds under newer rules.
 */
export function applyStep(order: Order, step: OrderStep): Order {
  if (!isOrderAction(step.action)) {
    const changedAt = later(order.changedAt, step.at)
    const changed = { ...order, rev: order.rev + 1, changedAt, since: sinceOf(order) }
    return withOverlays(changed, effectOf(step.action)?.(order, step) ?? {})
  }
  const { before } = overlaysOf(order)
  const state = nextState(order.state, step.action, before ?? 'reported') ?? order.state
  const lead = step.action === 'dispatch' || step.action === 'express'
  const changed: Order = {
    ...order,
    rev: order.rev + 1,
    state,
    department: lead ? (textOrNull(step.args['department']) ?? order.department) : order.department,
    changedAt: later(order.changedAt, step.at),
    since: state === order.state ? sinceOf(order) : step.at,
  }
  const after = withOverlays(changed, EFFECTS[step.action]?.(order, step) ?? {})
  return isOpenState(order.state) && !isOpenState(state) ? ended(after) : after
}

/** Nobody replies any more to a demand on an order that has ended, and no emergency hurries it. */
function ended(order: Order): Order {
  const { supervision, emergency } = overlaysOf(order)
  return withOverlays(order, {
    ...(supervision === null ? {} : { supervision: null }),
    ...(emergency === null ? {} : { emergency: null }),
  })
}

/** An order as it was reported: the facts of its first event, with what the report itself says. */
export function firstOrder(facts: Order, step: OrderStep): Order {
  const { callbackWanted } = EFFECTS.report?.(facts, step) ?? {}
  const importedAt = textOrNull(step.args['importedAt'])
  return withOverlays(facts, {
    ...(callbackWanted === true ? { callbackWanted } : {}),
    ...(importedAt === null ? {} : { importedAt }),
  })
}

/**
 * An order is nothing but its events: the same ones, in the order of their `rev`, give the same order.
 *
 * @param events of one order; the first is its report
 * @returns null when there are none
 */
export function foldOrder(events: readonly OrderEvent[]): Order | null {
  const [first, ...rest] = events
  if (first === undefined) return null
  const {
    overlays: _o,
    due: _d,
    timing: _t,
    handledMs: _h,
    helping: _p,
    flagged: _f,
    ...facts
  } = first.order
  return rest.reduce(applyStep, firstOrder(facts, first))
}
