import { isOpenState } from './open.ts'
import type { Order, OrderEvent } from './order.ts'
import { type Cohandler, type OrderOverlays, overlaysOf } from './overlays.ts'
import { isOrderAction, nextState, type OrderAction } from './table.ts'

/** What of an event its effect depends on. */
export type OrderStep = Pick<OrderEvent, 'action' | 'actor' | 'at' | 'args'>

const HOUR_MS = 3_600_000
/** T14: time to reply to a supervision of level 1, 2, 3. */
const REPLY_HOURS = { 1: 24, 2: 8, 3: 2 } as const
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

const helper = (department: string, task: string, since: string): Cohandler => ({
  department,
  task,
  since,
  releasedAt: null,
})

const dispatched: Effect = (_, { actor, args, at }) => ({
  dispatchedBy: actor === 'system' ? null : actor,
  ...(args['cohandlers'] === undefined
    ? {}
    : { cohandlers: list(args['cohandlers']).map((code) => helper(code, '', at)) }),
})

const supervised: Effect = (order, { args, at }) => {
  const level = args['level'] === 3 ? 3 : args['level'] === 2 ? 2 : 1
  const dueAt = new Date(Date.parse(at) + REPLY_HOURS[level] * HOUR_MS).toISOString()
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

const until = (asked: string | undefined, args: OrderStep['args']): string | null =>
  textOrNull(args['until']) ?? asked ?? null

/** What each act does beside changing the state; acts that are not here do nothing beside it. */
const EFFECTS: Partial<Record<OrderAction, Effect>> = {
  report: (_, { args }) => ({ callbackWanted: textOrNull(args['reporter']) !== null }),
  'send-to-verify': (_, { args }) => ({ verifier: textOrNull(args['verifier']) }),
  dispatch: dispatched,
  express: dispatched,
  sign: (order, { actor }) => people(order, actor),
  'ask-return': (_, { actor, at, args }) => ({
    pendingReturn: {
      by: actor,
      at,
      reason: text(args['reason']),
      department: textOrNull(args['department']),
    },
  }),
  'grant-return': (order, { args }) => {
    const { returns, wrongDispatches } = overlaysOf(order)
    const wrong = args['ruling'] === 'wrong-dispatch' ? 1 : 0
    return { ...NO_REQUESTS, returns: returns + 1, wrongDispatches: wrongDispatches + wrong }
  },
  'refuse-return': () => ({ pendingReturn: null }),
  'assign-person': (order, { actor, args }) => ({
    ...people(order, actor, textOrNull(args['person'])),
    person: textOrNull(args['person']),
  }),
  'add-cohandler': (order, { args, at }) => ({
    cohandlers: [
      ...overlaysOf(order).cohandlers,
      helper(text(args['department']), text(args['task']), at),
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
  submit: (order, { actor }) => ({ ...NO_REQUESTS, ...people(order, actor) }),
  'send-to-check': (_, { args }) => ({ checker: textOrNull(args['checker']) }),
  'fail-check': reworked,
  'record-callback': (_, { args }) => {
    const result = args['result']
    const known = ['very-satisfied', 'satisfied', 'fairly-satisfied', 'unsatisfied'] as const
    return { callback: known.find((one) => one === result) ?? 'no-answer' }
  },
  reopen: reworked,
  'force-close': () => ({ ...NO_REQUESTS, suspendedUntil: null, forceClosed: true }),
  merge: (order, { args }) => ({
    ...NO_REQUESTS,
    mergedInto: textOrNull(args['parent']),
    before: order.state,
  }),
  unmerge: () => ({ mergedInto: null, before: null }),
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

const withOverlays = (order: Order, effect: OrderOverlays): Order =>
  Object.keys(effect).length === 0
    ? order
    : { ...order, overlays: { ...order.overlays, ...effect } }

/** When the order came into its present state. */
export const sinceOf = (order: Pick<Order, 'since' | 'changedAt'>): string =>
  order.since ?? order.changedAt

/**
 * The order after one more act. Pure, and refuses nothing: whether the act was allowed was decided when it was done,
 * so an old record still folds under newer rules.
 */
export function applyStep(order: Order, step: OrderStep): Order {
  if (!isOrderAction(step.action)) {
    return { ...order, rev: order.rev + 1, changedAt: step.at }
  }
  const { before } = overlaysOf(order)
  const state = nextState(order.state, step.action, before ?? 'reported') ?? order.state
  const lead = step.action === 'dispatch' || step.action === 'express'
  const changed: Order = {
    ...order,
    rev: order.rev + 1,
    state,
    department: lead ? (textOrNull(step.args['department']) ?? order.department) : order.department,
    changedAt: step.at,
    since: state === order.state ? sinceOf(order) : step.at,
  }
  const after = withOverlays(changed, EFFECTS[step.action]?.(order, step) ?? {})
  // Nobody replies any more to a demand on an order that has ended.
  const ended = isOpenState(order.state) && !isOpenState(state)
  return ended && overlaysOf(after).supervision !== null
    ? withOverlays(after, { supervision: null })
    : after
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
  const { overlays: _o, due: _d, timing: _t, handledMs: _h, ...facts } = first.order
  return rest.reduce(applyStep, firstOrder(facts, first))
}
