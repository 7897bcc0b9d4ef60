import type { OrderType } from '../../protocol/catalog.ts'
import type { TimeKind, WorkCalendar } from '../../protocol/order/calendar.ts'
import { type Clock, type Lamp, readClock } from '../../protocol/order/clocks.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from '../../protocol/order/rules.ts'
import { clockRunsOf, type TimedEvent } from '../../protocol/order/timing.ts'
import { toIso, toIsoOrNull } from '../../protocol/time.ts'

/** A clock of an order as it is sent out; durations in ms of its own kind of time. */
export type ClockView = {
  readonly clock: Clock
  /** The department whose help is timed (child T7); null: the order's own clock. */
  readonly department: string | null
  readonly kind: TimeKind
  readonly limitMs: number
  /** The limit with the extensions granted. */
  readonly budgetMs: number
  readonly usedMs: number
  readonly lamp: Lamp
  /** The first deadline, kept also after an extension; null while the clock stands still with time left. */
  readonly firstDueAt: string | null
  readonly dueAt: string | null
  readonly amberAt: string | null
  /** Null while it runs or stands still. */
  readonly endedAt: string | null
  /** The dispatch was wrong: its time is not counted. */
  readonly refunded: boolean
  readonly spans: readonly { readonly from: string; readonly to: string | null }[]
}

/** @returns every run of every clock, oldest first, as it reads at `nowMs` */
export const clocksShown = (
  events: readonly TimedEvent[],
  type: OrderType,
  calendar: WorkCalendar,
  nowMs: number,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): ClockView[] =>
  clockRunsOf(events, type, rules).map((run) => {
    const read = readClock(run, calendar, nowMs, rules.amberShare)
    const { clock, kind, limitMs, refunded } = run
    return {
      clock,
      department: run.helper ?? null,
      kind,
      limitMs,
      budgetMs: read.budgetMs,
      usedMs: read.usedMs,
      lamp: read.lamp,
      firstDueAt: toIsoOrNull(read.firstDueMs),
      dueAt: toIsoOrNull(read.dueMs),
      amberAt: toIsoOrNull(read.amberMs),
      endedAt: toIsoOrNull(run.endedMs),
      refunded,
      spans: run.spans.map(({ fromMs, toMs }) => ({ from: toIso(fromMs), to: toIsoOrNull(toMs) })),
    }
  })
