import type { Clock } from './clocks.ts'
import type { Order } from './order.ts'
import { type OrderOverlays, overlaysOf } from './overlays.ts'

/**
 * To which period an order belongs in a denominator: `stock` when it exists at the period's end, `flow` when the act
 * falls in it, `due` when the deadline does.
 */
export type RateKind = 'stock' | 'flow' | 'due'

/** [fromMs, toMs), epoch ms. */
export type Period = { readonly fromMs: number; readonly toMs: number }

/** A moment of an order: when it was reported, or when the newest run of a clock fell due or stopped. */
export type Moment = 'created' | `${'due' | 'stopped'}:${Clock}`

type Definition = {
  readonly name_zh: string
  readonly kind: RateKind
  /** What places the order in a period; of a `stock` rate since when it is there. Without it, it is in no denominator. */
  readonly at: Moment
  /** Whether the order is in the denominator at all; left out: yes. */
  readonly of?: (facts: Facts) => boolean
  /** Whether it is in the numerator as well. */
  readonly hit: (facts: Facts) => boolean
  /** Of a `stock` rate: since when it is in the numerator. */
  readonly hitAt?: Moment
}

/**
 * What of an order the rates read: nothing of it depends on the period that is asked for. A store keeps these facts
 * beside the order, with every overlay but `UNRATED`.
 */
export type Facts = {
  readonly state: Order['state']
  readonly over: Omit<Required<OrderOverlays>, UnratedOverlay>
  readonly createdMs: number
  readonly due: (clock: Clock) => number | null
  readonly stopped: (clock: Clock) => number | null
}

/** Overlays that no rate reads: names, texts, and requests that wait for an answer. */
export const UNRATED = [
  'pendingReturn',
  'pendingExtension',
  'pendingSuspension',
  'supervision',
  'appeal',
  'verifier',
  'person',
  'checker',
  'dispatchedBy',
  'handledBy',
  'mirrors',
  'parentState',
  'children',
  'evidence',
  'emergency',
] as const satisfies readonly (keyof OrderOverlays)[]
type UnratedOverlay = (typeof UNRATED)[number]

export function factsOf(order: Order): Facts {
  const at = (clock: Clock, index: 0 | 1): number | null => {
    const text = order.timing?.[clock]?.[index] ?? null
    return text === null ? null : Date.parse(text)
  }
  return {
    state: order.state,
    over: overlaysOf(order),
    createdMs: Date.parse(order.createdAt),
    due: (clock) => at(clock, 0),
    stopped: (clock) => at(clock, 1),
  }
}

/** @returns that moment of the order, epoch ms; null when it has not come */
export function momentOf(facts: Facts, moment: Moment): number | null {
  if (moment === 'created') return facts.createdMs
  const [side, clock] = moment.split(':') as ['due' | 'stopped', Clock]
  return facts[side](clock)
}

const within = (ms: number | null, { fromMs, toMs }: Period): boolean =>
  ms !== null && ms >= fromMs && ms < toMs
const before = (ms: number | null, toMs: number): boolean => ms !== null && ms < toMs

const inTime =
  (clock: Clock) =>
  (facts: Facts): boolean => {
    const [due, stopped] = [facts.due(clock), facts.stopped(clock)]
    return due !== null && stopped !== null && stopped <= due
  }
const isClosed = ({ state, over }: Facts): boolean =>
  (state === 'closed' || state === 'evaluated') && !over.forceClosed
const answered = ({ over }: Facts): boolean =>
  over.callback !== null && over.callback !== 'no-answer'

/**
 * Every rate by its wire name. An order that was voided (a wrong entry, a test) or merged (its parent counts) is in none
 * of them. Of a clock that was started anew the newest run counts.
 */
export const RATES = {
  // A returned order is not signed until its new unit signs it.
  signed: {
    name_zh: '签收率',
    kind: 'stock',
    at: 'created',
    hitAt: 'stopped:T5',
    hit: ({ state }) => state !== 'filed' && state !== 'dispatched',
  },
  'signed-in-time': { name_zh: '按时签收率', kind: 'due', at: 'due:T5', hit: inTime('T5') },
  'valid-reports': {
    name_zh: '有效上报率',
    kind: 'flow',
    at: 'created',
    hit: ({ state }) => state !== 'refused',
  },
  filed: {
    name_zh: '立案率',
    kind: 'flow',
    at: 'created',
    of: ({ due }) => due('T3') !== null,
    hit: ({ due }) => due('T4') !== null,
  },
  'filed-in-time': {
    name_zh: '按时立案率',
    kind: 'flow',
    at: 'stopped:T3',
    of: ({ due }) => due('T4') !== null,
    hit: inTime('T3'),
  },
  'verified-in-time': { name_zh: '按期核实率', kind: 'due', at: 'due:T2', hit: inTime('T2') },
  'checked-in-time': { name_zh: '按期核查率', kind: 'due', at: 'due:T9', hit: inTime('T9') },
  'dispatched-in-time': { name_zh: '按期派遣率', kind: 'due', at: 'due:T4', hit: inTime('T4') },
  'dispatched-right': {
    name_zh: '准确派遣率',
    kind: 'due',
    at: 'due:T4',
    hit: ({ over, stopped }) => stopped('T4') !== null && over.wrongDispatches === 0,
  },
  handled: {
    name_zh: '处置率',
    kind: 'due',
    at: 'due:T7',
    hit: ({ stopped }) => stopped('T7') !== null,
  },
  'handled-in-time': { name_zh: '按期处置率', kind: 'due', at: 'due:T7', hit: inTime('T7') },
  'overdue-unhandled': {
    name_zh: '超期待处置率',
    kind: 'due',
    at: 'due:T7',
    hit: ({ stopped }) => stopped('T7') === null,
  },
  'closed-due': { name_zh: '结案率', kind: 'due', at: 'due:T0', hit: isClosed },
  'closed-in-time': {
    name_zh: '按期结案率',
    kind: 'due',
    at: 'due:T0',
    hit: (facts) => isClosed(facts) && inTime('T0')(facts),
  },
  'closed-late': {
    name_zh: '超期结案率',
    kind: 'due',
    at: 'due:T0',
    hit: (facts) => isClosed(facts) && !inTime('T0')(facts),
  },
  'closed-stock': {
    name_zh: '结案率',
    kind: 'stock',
    at: 'created',
    hitAt: 'stopped:T0',
    hit: isClosed,
  },
  'force-closed': {
    name_zh: '强制结案率',
    kind: 'stock',
    at: 'created',
    hitAt: 'stopped:T0',
    hit: ({ over }) => over.forceClosed,
  },
  reworked: { name_zh: '返工率', kind: 'due', at: 'due:T0', hit: ({ over }) => over.reworks > 0 },
  extended: {
    name_zh: '延期率',
    kind: 'due',
    at: 'due:T7',
    hit: ({ over }) => over.extensions > 0,
  },
  returned: {
    name_zh: '回退率',
    kind: 'flow',
    at: 'stopped:T4',
    hit: ({ over }) => over.returns > 0,
  },
  'dispatched-wrong': {
    name_zh: '错误派遣率',
    kind: 'flow',
    at: 'stopped:T4',
    hit: ({ over }) => over.wrongDispatches > 0,
  },
  'filed-right': {
    name_zh: '准确立案率',
    kind: 'flow',
    at: 'stopped:T3',
    of: ({ due }) => due('T4') !== null,
    hit: ({ over }) => over.wrongFilings === 0,
  },
  // Feedback ends T6 as well: only a contact that is on record answers the reporter.
  responded: {
    name_zh: '响应率',
    kind: 'due',
    at: 'due:T6',
    hit: (facts) => facts.over.contacted && inTime('T6')(facts),
  },
  satisfied: {
    name_zh: '满意率',
    kind: 'flow',
    at: 'stopped:T11',
    of: answered,
    hit: ({ over }) => over.callback === 'very-satisfied' || over.callback === 'satisfied',
  },
  'not-answered': {
    name_zh: '未接通率',
    kind: 'flow',
    at: 'stopped:T11',
    of: ({ over }) => over.callback !== null,
    hit: ({ over }) => over.callback === 'no-answer',
  },
  // Of those who answered and were asked whether it is solved.
  solved: {
    name_zh: '解决率',
    kind: 'flow',
    at: 'stopped:T11',
    of: (facts) => answered(facts) && facts.over.solved !== null,
    hit: ({ over }) => over.solved === true,
  },
} as const satisfies Record<string, Definition>
export type RateName = keyof typeof RATES | 'repeated' | 'helped-in-time'

export const RATE_NAMES: readonly (keyof typeof RATES)[] = Object.keys(RATES).filter(
  (name): name is keyof typeof RATES => Object.hasOwn(RATES, name),
)

/** Voided orders (a wrong entry, a test) and merged ones (the parent counts) are in no rate. */
export const isRated = (state: Order['state']): boolean => state !== 'voided' && state !== 'merged'

/** Every moment that places an order in some rate, or among the handling times, each once: a store's columns. */
export const RATE_MOMENTS: readonly Moment[] = [
  ...new Set<Moment>([
    'stopped:T7',
    ...RATE_NAMES.flatMap((name): Moment[] => {
      const { at, hitAt = at }: Definition = RATES[name]
      return [at, hitAt]
    }),
  ]),
]

/** Where a rate stands in `RATE_NAMES` is its bit. `atIndex` and `hitAtIndex` point into `RATE_MOMENTS`. */
export const RATE_PLACES: readonly {
  readonly isStock: boolean
  readonly atIndex: number
  readonly hitAtIndex: number
}[] = RATE_NAMES.map((name) => {
  const { kind, at, hitAt = at }: Definition = RATES[name]
  return {
    isStock: kind === 'stock',
    atIndex: RATE_MOMENTS.indexOf(at),
    hitAtIndex: RATE_MOMENTS.indexOf(hitAt),
  }
})

/** What an order says to the rates whatever the period: its moments (epoch ms), and a bit a rate it is in and hits. */
export function rateFactsOf(order: Order): {
  readonly moments: readonly (number | null)[]
  readonly of: number
  readonly hit: number
} {
  const facts = factsOf(order)
  let of = 0
  let hit = 0
  if (isRated(order.state)) {
    for (const [bit, name] of RATE_NAMES.entries()) {
      const definition: Definition = RATES[name]
      if (definition.of !== undefined && !definition.of(facts)) continue
      of |= 1 << bit
      if (definition.hit(facts)) hit |= 1 << bit
    }
  }
  return { moments: RATE_MOMENTS.map((moment) => momentOf(facts, moment)), of, hit }
}

/** @returns per rate whether the order is in its denominator, and whether also in its numerator */
export function countsOf(
  order: Order,
  period: Period,
): { readonly name: keyof typeof RATES; readonly hit: boolean }[] {
  if (!isRated(order.state)) return []
  const facts = factsOf(order)
  return RATE_NAMES.flatMap((name) => {
    const { kind, at, of, hit, hitAt = 'created' }: Definition = RATES[name]
    if (of !== undefined && !of(facts)) return []
    const ms = momentOf(facts, at)
    if (kind !== 'stock') return within(ms, period) ? [{ name, hit: hit(facts) }] : []
    const isHit = hit(facts) && before(momentOf(facts, hitAt), period.toMs)
    return before(ms, period.toMs) ? [{ name, hit: isHit }] : []
  })
}
