import type { WorkCalendar } from './calendar.ts'
import { budgetOf, type Clock, type ClockRun, readClock, usedMs } from './clocks.ts'
import { type FlagName, ORDER_FLAGS } from './flags.ts'
import type { OrderEvent } from './order.ts'
import { overlaysOf } from './overlays.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'

/** A flag and the act that gave rise to it. */
export type OrderFlag = {
  readonly flag: FlagName
  readonly name_zh: string
  readonly name_en: string
  readonly at: string
  readonly rev: number
  readonly actor: string
}

/** What of an event the checks read. */
type Watched = Pick<OrderEvent, 'action' | 'at' | 'args' | 'order'>

/** Who had opened the order when; from the read receipts. */
export type ReadReceipt = { readonly by: string; readonly at: string }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A run as it stood at a moment: what came later is not known yet. */
function asOf(run: ClockRun, atMs: number): ClockRun {
  return {
    ...run,
    spans: run.spans
      .filter(({ fromMs }) => fromMs <= atMs)
      .map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs !== null && toMs > atMs ? null : toMs })),
    endedMs: run.endedMs !== null && run.endedMs > atMs ? null : run.endedMs,
    extensions: run.extensions.filter((extension) => extension.atMs < atMs),
  }
}

/** The part of the handling time that was used up at a moment; null: none ran. */
function usedShare(runs: readonly ClockRun[], calendar: WorkCalendar, atMs: number): number | null {
  const run = runs.findLast(
    ({ clock, helper, spans }) =>
      clock === 'T7' && helper === undefined && (spans[0]?.fromMs ?? atMs) <= atMs,
  )
  if (run === undefined) return null
  const then = asOf(run, atMs)
  return usedMs(then, calendar, atMs) / budgetOf(then, calendar)
}

type Check = (
  event: Watched,
  before: readonly Watched[],
  share: (atMs: number) => number | null,
  rules: OrderRules,
) => boolean

const endedAt = (events: readonly Watched[]): number | null => {
  const end = events.findLast(({ action }) => action === 'close' || action === 'force-close')
  return end === undefined ? null : Date.parse(end.at)
}

/** The checks that the order's own events answer. */
const CHECKS: readonly (readonly [FlagName, Check])[] = [
  [
    'reopened-soon',
    ({ action, at }, before, _, { watch }) => {
      const closedMs = action === 'reopen' ? endedAt(before) : null
      return closedMs !== null && Date.parse(at) - closedMs < watch.reopenedWithinHours * HOUR_MS
    },
  ],
  [
    'reused-photo',
    ({ action, order }) => action === 'submit' && overlaysOf(order).evidence === 'reused',
  ],
  [
    'extended-late',
    ({ action, at }, _, share) => action === 'grant-extension' && (share(Date.parse(at)) ?? 0) > 1,
  ],
  [
    'hung-up-late',
    ({ action, at }, _, share, { watch }) =>
      action === 'ask-suspension' && (share(Date.parse(at)) ?? 0) > watch.hangUpShare,
  ],
]
/** Acts that a check looks at: an order without them is passed over at once. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  'reopen',
  'submit',
  'grant-extension',
  'ask-suspension',
])

/** @returns for each flag of the order's own events the index of the event that gave rise to it */
function* raisedBy(
  events: readonly Watched[],
  runs: readonly ClockRun[],
  calendar: WorkCalendar,
  rules: OrderRules,
): Generator<readonly [FlagName, number]> {
  const share = (atMs: number) => usedShare(runs, calendar, atMs)
  for (const [i, event] of events.entries()) {
    if (!LOOKED_AT.has(event.action)) continue
    for (const [flag, check] of CHECKS) {
      if (check(event, events.slice(0, i), share, rules)) yield [flag, i]
    }
  }
}

/** The flags of an order's own events, each once, in the order of `ORDER_FLAGS`. */
export function flagNamesOf(
  events: readonly Watched[],
  runs: readonly ClockRun[],
  calendar: WorkCalendar,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): FlagName[] {
  if (!events.some(({ action }) => LOOKED_AT.has(action))) return []
  const found = new Set<FlagName>()
  for (const [flag] of raisedBy(events, runs, calendar, rules)) found.add(flag)
  return CHECKS.map(([flag]) => flag).filter((flag) => found.has(flag))
}

/** Signatures of somebody who had not had the order open for long enough to read it, as far as receipts tell. */
function* unreadSigns(
  events: readonly OrderEvent[],
  receipts: readonly ReadReceipt[],
  readSeconds: number,
): Generator<OrderEvent> {
  for (const event of events) {
    if (event.action !== 'sign' || event.actor === 'system') continue
    // Without a link nothing tells that he had it open.
    if (event.args['offline'] === true) continue
    const signedMs = Date.parse(event.at)
    const opened = receipts
      .filter(({ by }) => by === event.actor)
      .map(({ at }) => Date.parse(at))
      .filter((ms) => ms <= signedMs)
    const longest = opened.length === 0 ? null : signedMs - Math.min(...opened)
    if (longest === null || longest < readSeconds * 1_000) yield event
  }
}

/** The clock that an act of the unit stops. */
const STOPPED_BY: Readonly<Record<string, Clock>> = { sign: 'T5', contact: 'T6', submit: 'T7' }

/** Acts without a link that are in time by what their actor told, and would be late by when they were recorded. */
function* lateRecords(
  events: readonly OrderEvent[],
  runs: readonly ClockRun[],
  calendar: WorkCalendar,
  { amberShare }: OrderRules,
): Generator<OrderEvent> {
  for (const event of events) {
    if (event.args['offline'] !== true) continue
    const [atMs, recordedMs] = [Date.parse(event.at), Date.parse(event.recordedAt)]
    const run = runs.find(
      ({ clock, helper, endedMs }) =>
        clock === STOPPED_BY[event.action] && helper === undefined && endedMs === atMs,
    )
    if (run === undefined) continue
    const { wasDueMs } = readClock(run, calendar, recordedMs, amberShare)
    if (atMs <= wasDueMs && wasDueMs < recordedMs) yield event
  }
}

/**
 * Every flag of an order with the act behind it, oldest first.
 *
 * @param receipts who opened the order when; null: nobody keeps them, so nothing is said of reading
 */
export function flagsOf(
  events: readonly OrderEvent[],
  runs: readonly ClockRun[],
  calendar: WorkCalendar,
  receipts: readonly ReadReceipt[] | null,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): OrderFlag[] {
  const found: OrderFlag[] = []
  const add = (flag: FlagName, { at, rev, actor }: OrderEvent): void => {
    found.push({ flag, ...ORDER_FLAGS[flag], at, rev, actor })
  }
  for (const [flag, i] of raisedBy(events, runs, calendar, rules)) {
    const event = events[i]
    if (event !== undefined) add(flag, event)
  }
  for (const event of lateRecords(events, runs, calendar, rules)) add('recorded-late', event)
  if (receipts !== null) {
    for (const event of unreadSigns(events, receipts, rules.watch.readSeconds)) {
      add('signed-unread', event)
    }
  }
  return found.toSorted((a, b) => a.rev - b.rev)
}

/** An order that was voided: when, and in whose figures it would have counted. */
export type Voided = { readonly atMs: number; readonly department: string }

/**
 * Departments with so many orders voided in the last days of a period that its figures are to be looked at.
 *
 * @returns department and how many
 */
export function voidBursts(
  voids: readonly Voided[],
  periodEndMs: number,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): ReadonlyMap<string, number> {
  const fromMs = periodEndMs - rules.watch.voidDays * DAY_MS
  const counts = new Map<string, number>()
  for (const { atMs, department } of voids) {
    if (atMs < fromMs || atMs >= periodEndMs) continue
    counts.set(department, (counts.get(department) ?? 0) + 1)
  }
  return new Map([...counts].filter(([, n]) => n >= rules.watch.voids))
}
