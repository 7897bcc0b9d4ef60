import type { CategoryId } from '../indicator/definition.ts'
import type { Order } from './order.ts'
import { countsOf, type Period } from './rates.ts'

/** What an indicator counts of the work orders kept here. */
export const MEASURES = [
  'reported',
  'signed',
  'closed',
  'closed-meanwhile',
  'open',
  'overdue',
  'hours-to-close',
] as const
export type MeasureName = (typeof MEASURES)[number]

/** An indicator that is counted from work orders, and of which of them. */
export type OrderMeasure = {
  readonly indicator: string
  readonly measure: MeasureName
  /** Orders of these categories or of these types; left out: of all. */
  readonly categories?: readonly CategoryId[]
  readonly types?: readonly string[]
}

/** What of an order the measures ask, worked out once at each of its events. */
export type MeasureFacts = {
  readonly type: string
  readonly town: string | null
  readonly simulated: boolean
  readonly createdMs: number
  /** Counts at all: a voided or merged order does not (as in every rate). */
  readonly counts: boolean
  readonly signed: boolean
  readonly closed: boolean
  readonly open: boolean
  readonly endedMs: number | null
  /** Past it and open, the order is overdue. */
  readonly dueMs: number | null
}

const ENDLESS: Period = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }

/** The facts of an order by the rules of the rates (`rates.ts`), so that wall and desk count alike. */
export function measureFacts(order: Order, isOpen: boolean): MeasureFacts {
  const hits = new Map(countsOf(order, ENDLESS).map(({ name, hit }) => [name, hit]))
  const ended = order.timing?.T0?.[1] ?? null
  const due = order.due?.at ?? null
  return {
    type: order.type,
    town: order.town,
    simulated: order.simulated,
    createdMs: Date.parse(order.createdAt),
    counts: hits.has('signed'),
    signed: hits.get('signed') === true,
    closed: hits.get('closed-stock') === true,
    open: isOpen,
    endedMs: ended === null ? null : Date.parse(ended),
    dueMs: due === null ? null : Date.parse(due),
  }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A running answer; `n` of `hours-to-close` is how many orders the sum is of. */
type Sum = { n: number; sum: number }

/**
 * Adds an order to a measure.
 *
 * @param fromMs when the indicator's counting period began
 */
function take(measure: MeasureName, facts: MeasureFacts, fromMs: number, nowMs: number): Sum {
  const one = (hit: boolean): Sum => ({ n: hit ? 1 : 0, sum: hit ? 1 : 0 })
  const { counts, createdMs, endedMs } = facts
  if (!counts) return one(false)
  switch (measure) {
    case 'reported':
      return one(createdMs >= fromMs)
    case 'signed':
      return one(createdMs >= fromMs && facts.signed)
    case 'closed':
      return one(createdMs >= fromMs && facts.closed)
    case 'closed-meanwhile':
      return one(facts.closed && endedMs !== null && endedMs >= fromMs)
    case 'open':
      return one(facts.open)
    case 'overdue':
      return one(facts.open && facts.dueMs !== null && facts.dueMs < nowMs)
    case 'hours-to-close': {
      const isRecent = facts.closed && endedMs !== null && endedMs >= nowMs - DAY_MS
      return isRecent ? { n: 1, sum: (endedMs - createdMs) / HOUR_MS } : one(false)
    }
  }
}

/** A measure at the district and at each town. `value` null: nothing to take the mean of. */
export type Measured = {
  readonly place: string
  readonly value: number | null
  readonly simulated: boolean
}

/**
 * Works a measure out over all orders it is about.
 *
 * @param places the district and its towns; an order without a town counts for the district alone
 * @param district the place of all
 */
export function measureOrders(
  measure: MeasureName,
  orders: Iterable<MeasureFacts>,
  period: { readonly fromMs: number; readonly nowMs: number },
  places: readonly string[],
  district: string,
): Measured[] {
  const sums = new Map<string, Sum & { simulated: boolean }>(
    places.map((place) => [place, { n: 0, sum: 0, simulated: false }]),
  )
  for (const facts of orders) {
    const { n, sum } = take(measure, facts, period.fromMs, period.nowMs)
    if (n === 0) continue
    for (const place of [district, facts.town]) {
      const total = place === null ? undefined : sums.get(place)
      if (total === undefined) continue
      total.n += n
      total.sum += sum
      total.simulated ||= facts.simulated
    }
  }
  const isMean = measure === 'hours-to-close'
  return [...sums].map(([place, { n, sum, simulated }]) => ({
    place,
    value: isMean ? (n === 0 ? null : sum / n) : sum,
    simulated,
  }))
}
