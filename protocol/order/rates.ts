import type { Clock } from './clocks.ts'
import type { Order } from './order.ts'
import { overlaysOf } from './overlays.ts'

/**
 * To which period an order belongs in a denominator: `stock` when it exists at the period's end, `flow` when the act
 * falls in it, `due` when the deadline does.
 */
export type RateKind = 'stock' | 'flow' | 'due'

/** [fromMs, toMs), epoch ms. */
export type Period = { readonly fromMs: number; readonly toMs: number }

type Definition = {
  readonly name_zh: string
  readonly kind: RateKind
  /** Whether the order is in the denominator; the numerator asks only these. */
  readonly of: (facts: Facts, period: Period) => boolean
  readonly counts: (facts: Facts, period: Period) => boolean
}

/** What of an order the rates read. */
type Facts = {
  readonly order: Order
  readonly over: ReturnType<typeof overlaysOf>
  readonly createdMs: number
  readonly due: (clock: Clock) => number | null
  readonly stopped: (clock: Clock) => number | null
}

function factsOf(order: Order): Facts {
  const at = (clock: Clock, index: 0 | 1): number | null => {
    const text = order.timing?.[clock]?.[index] ?? null
    return text === null ? null : Date.parse(text)
  }
  return {
    order,
    over: overlaysOf(order),
    createdMs: Date.parse(order.createdAt),
    due: (clock) => at(clock, 0),
    stopped: (clock) => at(clock, 1),
  }
}

const within = (ms: number | null, { fromMs, toMs }: Period): boolean =>
  ms !== null && ms >= fromMs && ms < toMs
const before = (ms: number | null, toMs: number): boolean => ms !== null && ms < toMs

const dueIn =
  (clock: Clock): Definition['of'] =>
  (facts, period) =>
    within(facts.due(clock), period)
const stoppedIn =
  (clock: Clock): Definition['of'] =>
  (facts, period) =>
    within(facts.stopped(clock), period)
const inTime =
  (clock: Clock) =>
  (facts: Facts): boolean => {
    const [due, stopped] = [facts.due(clock), facts.stopped(clock)]
    return due !== null && stopped !== null && stopped <= due
  }
const reported: Definition['of'] = ({ createdMs }, period) => within(createdMs, period)
const stands: Definition['of'] = ({ createdMs }, { toMs }) => createdMs < toMs

/** A returned order is not signed until its new unit signs it. */
const signed: Definition['counts'] = (facts, { toMs }) =>
  before(facts.stopped('T5'), toMs) &&
  facts.order.state !== 'filed' &&
  facts.order.state !== 'dispatched'
const isClosed = ({ order, over }: Facts): boolean =>
  (order.state === 'closed' || order.state === 'evaluated') && !over.forceClosed
const answered = ({ over }: Facts): boolean =>
  over.callback !== null && over.callback !== 'no-answer'

/**
 * Every rate by its wire name. An order that was voided (a wrong entry, a test) or merged (its parent counts) is in none
 * of them. Of a clock that was started anew the newest run counts.
 */
export const RATES = {
  signed: { name_zh: '签收率', kind: 'stock', of: stands, counts: signed },
  'signed-in-time': {
    name_zh: '按时签收率',
    kind: 'due',
    of: dueIn('T5'),
    counts: inTime('T5'),
  },
  'valid-reports': {
    name_zh: '有效上报率',
    kind: 'flow',
    of: reported,
    counts: ({ order }) => order.state !== 'refused',
  },
  filed: {
    name_zh: '立案率',
    kind: 'flow',
    of: (facts, period) => reported(facts, period) && facts.due('T3') !== null,
    counts: (facts) => facts.due('T4') !== null,
  },
  'filed-in-time': {
    name_zh: '按时立案率',
    kind: 'flow',
    of: (facts, period) => stoppedIn('T3')(facts, period) && facts.due('T4') !== null,
    counts: inTime('T3'),
  },
  'verified-in-time': {
    name_zh: '按期核实率',
    kind: 'due',
    of: dueIn('T2'),
    counts: inTime('T2'),
  },
  'checked-in-time': { name_zh: '按期核查率', kind: 'due', of: dueIn('T9'), counts: inTime('T9') },
  'dispatched-in-time': {
    name_zh: '按期派遣率',
    kind: 'due',
    of: dueIn('T4'),
    counts: inTime('T4'),
  },
  'dispatched-right': {
    name_zh: '准确派遣率',
    kind: 'due',
    of: dueIn('T4'),
    counts: ({ over, stopped }) => stopped('T4') !== null && over.wrongDispatches === 0,
  },
  handled: {
    name_zh: '处置率',
    kind: 'due',
    of: dueIn('T7'),
    counts: ({ stopped }) => stopped('T7') !== null,
  },
  'handled-in-time': { name_zh: '按期处置率', kind: 'due', of: dueIn('T7'), counts: inTime('T7') },
  'overdue-unhandled': {
    name_zh: '超期待处置率',
    kind: 'due',
    of: dueIn('T7'),
    counts: ({ stopped }) => stopped('T7') === null,
  },
  'closed-due': { name_zh: '结案率', kind: 'due', of: dueIn('T0'), counts: isClosed },
  'closed-in-time': {
    name_zh: '按期结案率',
    kind: 'due',
    of: dueIn('T0'),
    counts: (facts) => isClosed(facts) && inTime('T0')(facts),
  },
  'closed-late': {
    name_zh: '超期结案率',
    kind: 'due',
    of: dueIn('T0'),
    counts: (facts) => isClosed(facts) && !inTime('T0')(facts),
  },
  'closed-stock': {
    name_zh: '结案率',
    kind: 'stock',
    of: stands,
    counts: (facts, { toMs }) => isClosed(facts) && before(facts.stopped('T0'), toMs),
  },
  'force-closed': {
    name_zh: '强制结案率',
    kind: 'stock',
    of: stands,
    counts: ({ over, stopped }, { toMs }) => over.forceClosed && before(stopped('T0'), toMs),
  },
  reworked: {
    name_zh: '返工率',
    kind: 'due',
    of: dueIn('T0'),
    counts: ({ over }) => over.reworks > 0,
  },
  extended: {
    name_zh: '延期率',
    kind: 'due',
    of: dueIn('T7'),
    counts: ({ over }) => over.extensions > 0,
  },
  returned: {
    name_zh: '回退率',
    kind: 'flow',
    of: stoppedIn('T4'),
    counts: ({ over }) => over.returns > 0,
  },
  'dispatched-wrong': {
    name_zh: '错误派遣率',
    kind: 'flow',
    of: stoppedIn('T4'),
    counts: ({ over }) => over.wrongDispatches > 0,
  },
  satisfied: {
    name_zh: '满意率',
    kind: 'flow',
    of: (facts, period) => stoppedIn('T11')(facts, period) && answered(facts),
    counts: ({ over }) => over.callback === 'very-satisfied' || over.callback === 'satisfied',
  },
  'not-answered': {
    name_zh: '未接通率',
    kind: 'flow',
    of: (facts, period) => stoppedIn('T11')(facts, period) && facts.over.callback !== null,
    counts: ({ over }) => over.callback === 'no-answer',
  },
} as const satisfies Record<string, Definition>
export type RateName = keyof typeof RATES | 'repeated'

export const RATE_NAMES: readonly (keyof typeof RATES)[] = Object.keys(RATES).filter(
  (name): name is keyof typeof RATES => Object.hasOwn(RATES, name),
)

/** @returns per rate whether the order is in its denominator, and whether also in its numerator */
export function countsOf(
  order: Order,
  period: Period,
): { readonly name: keyof typeof RATES; readonly hit: boolean }[] {
  if (order.state === 'voided' || order.state === 'merged') return []
  const facts = factsOf(order)
  return RATE_NAMES.flatMap((name) => {
    const { of, counts }: Definition = RATES[name]
    return of(facts, period) ? [{ name, hit: counts(facts, period) }] : []
  })
}
