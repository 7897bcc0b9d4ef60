import { FLAG_NAMES } from '../../protocol/order/flags.ts'
import type { HelpTiming, Order } from '../../protocol/order/order.ts'
import { rateFactsOf } from '../../protocol/order/rates.ts'

/** What counts an order among the others; the numbers are written into files. */
export const COUNTED = { rated: 0, voided: 1, merged: 2 } as const

/** What the rates read of an order: times are epoch ms, null where there is none. */
export type OrderFacts = {
  readonly counted: number
  readonly voidedMs: number | null
  /** Net handling time of what was reported back. */
  readonly handledMs: number | null
  /** A bit for each of `FLAG_NAMES`. */
  readonly flags: number
  /** A bit for each of `RATE_NAMES`: in it, and hits it. */
  readonly of: number
  readonly hit: number
  /** As `RATE_MOMENTS` names them. */
  readonly moments: readonly (number | null)[]
  readonly helping: readonly HelpFacts[]
}
export type HelpFacts = readonly [department: string, dueMs: number, stoppedMs: number | null]

/** As it stands in a file: `[counted, voidedMs, handledMs, flags, of, hit, moments, helping]`. */
export const packFacts = (facts: OrderFacts): string => {
  const { counted, voidedMs, handledMs, flags, of, hit, moments, helping } = facts
  return JSON.stringify([counted, voidedMs, handledMs, flags, of, hit, moments, helping])
}

export function unpackFacts(text: string): OrderFacts {
  const [counted, voidedMs, handledMs, flags, of, hit, moments, helping] = JSON.parse(text)
  return { counted, voidedMs, handledMs, flags, of, hit, moments, helping }
}

const helpOf = ({ department, dueAt, stoppedAt }: HelpTiming): HelpFacts => [
  department,
  Date.parse(dueAt),
  stoppedAt === null ? null : Date.parse(stoppedAt),
]

export function orderFactsOf(order: Order): OrderFacts {
  const { state, flagged = [], helping = [] } = order
  const isVoided = state === 'voided'
  return {
    counted: isVoided ? COUNTED.voided : state === 'merged' ? COUNTED.merged : COUNTED.rated,
    voidedMs: isVoided ? Date.parse(order.since ?? order.changedAt) : null,
    handledMs: order.handledMs ?? null,
    flags: flagged.reduce((bits, flag) => bits | (1 << FLAG_NAMES.indexOf(flag)), 0),
    ...rateFactsOf(order),
    helping: state === 'merged' || isVoided ? [] : helping.map(helpOf),
  }
}
