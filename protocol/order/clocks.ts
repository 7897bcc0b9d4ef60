import type { OrderType } from '../catalog.ts'
import { addTime, type TimeKind, timeBetween, type WorkCalendar } from './calendar.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'

/** The clocks of the life cycle, T0 to T14 (T12 and T13 in calendar days). */
export const CLOCKS = [
  'T0',
  'T1',
  'T2',
  'T3',
  'T4',
  'T5',
  'T6',
  'T7',
  'T8',
  'T9',
  'T10',
  'T11',
  'T12',
  'T13',
  'T14',
] as const
export type Clock = (typeof CLOCKS)[number]

/** When a clock ran: epoch ms, `toMs` null while it runs. */
export type Span = { readonly fromMs: number; readonly toMs: number | null }

/**
 * One run of a clock, kept as the intervals in which it ran, so that any score can be worked out again under another
 * calendar. A clock that is started anew (a failed check, a reopening) is another run.
 */
export type ClockRun = {
  readonly clock: Clock
  /** The department whose help is timed (child T7); left out: the order's own clock. */
  readonly helper?: string
  readonly kind: TimeKind
  readonly limitMs: number
  readonly spans: readonly Span[]
  /** Stopped for good; null while it runs or stands still. */
  readonly endedMs: number | null
  /** Extensions: from when on, until when. */
  readonly extensions: readonly { readonly atMs: number; readonly untilMs: number }[]
  /** Given back whole: the dispatch was wrong, or nobody is asked any more; its time is nobody's. */
  readonly refunded: boolean
}

/** Green under 80 % of the limit, amber up to it, red past it. */
export type Lamp = 'green' | 'amber' | 'red'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Hours of a working day, for limits that are given in days. */
const WORKDAY_MS = 8 * HOUR_MS

/** A limit of whole days (24 h and more) is that many working days; a shorter one never more than a working day. */
export const limitIn = (kind: TimeKind, ms: number): number => {
  if (kind === 'continuous') return ms
  return ms >= DAY_MS ? (ms / DAY_MS) * WORKDAY_MS : Math.min(ms, WORKDAY_MS)
}
/** Urgent types (severity 1 and 2, unless the district says otherwise) are worked on round the clock. */
export const timeKindOf = (
  type: Pick<OrderType, 'severity_default'>,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): TimeKind => (type.severity_default <= rules.continuousUpToSeverity ? 'continuous' : 'working')

/** T5 as the district sets it for the type's severity, otherwise the type's own. */
function signMsOf({ severity_default, sign_minutes }: LimitFacts['type'], rules: OrderRules) {
  const bySeverity = rules.signMinutes
  const severity = ([1, 2, 3, 4] as const).find((one) => one === severity_default)
  const set = severity === undefined ? undefined : bySeverity?.[severity]
  return (set ?? sign_minutes) * MINUTE_MS
}

/** T1 by channel: a phone is answered in seconds, the desk has its minutes, other media in between. */
const acceptMsOf = (channel: string, { acceptSeconds }: OrderRules): number =>
  (Object.hasOwn(acceptSeconds, channel)
    ? (acceptSeconds[channel] ?? 0)
    : (acceptSeconds['other'] ?? DEFAULT_ORDER_RULES.acceptSeconds['other'] ?? 0)) * SECOND_MS

/** A deadline that stands: which clock, from when on it is amber and from when on red. */
export type OrderDue = { readonly clock: Clock; readonly amberAt: string; readonly at: string }

/** When a clock's newest run falls (or fell) due and when it stopped; null: not yet. */
export type OrderTiming = Readonly<
  Partial<Record<Clock, readonly [dueAt: string, stoppedAt: string | null]>>
>

/** What a limit depends on. */
export type LimitFacts = {
  readonly type: Pick<OrderType, 'severity_default' | 'sign_minutes' | 'handle_hours'>
  readonly channel: string
  /** Left out: those of a district that has settled nothing. */
  readonly rules?: OrderRules
}

export type Limit = { readonly kind: TimeKind; readonly ms: number }

/** How long each clock may run; T13's and T14's limits come with the act that starts them. */
export function limitOf(clock: Clock, facts: LimitFacts): Limit {
  const { type, channel, rules = DEFAULT_ORDER_RULES } = facts
  const kind = timeKindOf(type, rules)
  const signMs = limitIn(kind, signMsOf(type, rules))
  const handleMs = limitIn(kind, type.handle_hours * HOUR_MS)
  const stagesMs = (rules.reviewHours + rules.checkHours + rules.closeHours) * HOUR_MS
  const limits: Record<Clock, Limit> = {
    T0: { kind, ms: signMs + handleMs + stagesMs },
    T1: { kind: 'continuous', ms: acceptMsOf(channel, rules) },
    T2: { kind: 'working', ms: rules.verifyMinutes * MINUTE_MS },
    T3: { kind: 'continuous', ms: rules.fileMinutes * MINUTE_MS },
    T4: { kind: 'continuous', ms: rules.dispatchMinutes * MINUTE_MS },
    T5: { kind, ms: signMs },
    T6: { kind: 'working', ms: rules.contactDays * WORKDAY_MS },
    T7: { kind, ms: handleMs },
    T8: { kind: 'working', ms: rules.reviewHours * HOUR_MS },
    T9: { kind: 'working', ms: rules.checkHours * HOUR_MS },
    T10: { kind: 'working', ms: rules.closeHours * HOUR_MS },
    T11: { kind: 'working', ms: rules.callbackDays * WORKDAY_MS },
    T12: { kind: 'continuous', ms: rules.reopenDays * DAY_MS },
    T13: { kind: 'continuous', ms: 30 * DAY_MS },
    T14: { kind: 'continuous', ms: rules.replyHours[1] * HOUR_MS },
  }
  return limits[clock]
}

/** Time a run has used up to `nowMs`, ms of its own kind. */
export const usedMs = (run: ClockRun, calendar: WorkCalendar, nowMs: number): number =>
  run.spans.reduce(
    (sum, { fromMs, toMs }) => sum + timeBetween(run.kind, calendar, fromMs, toMs ?? nowMs),
    0,
  )

/** When `budgetMs` of the run's time is used up; null while it stands still with some left. */
function momentOf(run: ClockRun, calendar: WorkCalendar, budgetMs: number): number | null {
  let left = budgetMs
  for (const [i, { fromMs, toMs }] of run.spans.entries()) {
    const isLast = i === run.spans.length - 1
    const inSpan = toMs === null ? null : timeBetween(run.kind, calendar, fromMs, toMs)
    if (inSpan === null || inSpan >= left || (isLast && run.endedMs !== null)) {
      return addTime(run.kind, calendar, fromMs, left)
    }
    left -= inSpan
  }
  return null
}

/** The limit with what extensions added: from the deadline that stood to the one granted, in the run's own time. */
export function budgetOf(run: ClockRun, calendar: WorkCalendar): number {
  let budget = run.limitMs
  for (const { atMs, untilMs } of run.extensions) {
    const spans = run.spans.filter(({ fromMs }) => fromMs <= atMs)
    const stood = momentOf(
      {
        ...run,
        spans: spans.map((span, i) => (i === spans.length - 1 ? { ...span, toMs: null } : span)),
      },
      calendar,
      budget,
    )
    if (stood !== null) budget += timeBetween(run.kind, calendar, stood, untilMs)
  }
  return budget
}

/** A run as somebody reads it. */
export type ClockReading = {
  /** The deadline before any extension; null while the clock stands still. */
  readonly firstDueMs: number | null
  readonly dueMs: number | null
  /** When it would have been due had it not stopped; the same as `dueMs` where that is known. */
  readonly wasDueMs: number
  readonly amberMs: number | null
  readonly usedMs: number
  readonly budgetMs: number
  readonly lamp: Lamp
}

/** Reads a run under a calendar at a moment. */
export function readClock(
  run: ClockRun,
  calendar: WorkCalendar,
  nowMs: number,
  amberShare = DEFAULT_ORDER_RULES.amberShare,
): ClockReading {
  const budgetMs = budgetOf(run, calendar)
  const used = usedMs(run, calendar, nowMs)
  const asEnded = { ...run, endedMs: run.endedMs ?? nowMs }
  return {
    firstDueMs: momentOf(run, calendar, run.limitMs),
    dueMs: momentOf(run, calendar, budgetMs),
    wasDueMs: momentOf(asEnded, calendar, budgetMs) ?? nowMs,
    amberMs: momentOf(run, calendar, budgetMs * amberShare),
    usedMs: used,
    budgetMs,
    lamp: used > budgetMs ? 'red' : used >= budgetMs * amberShare ? 'amber' : 'green',
  }
}
