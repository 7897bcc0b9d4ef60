import type { WorkCalendar } from './calendar.ts'
import { type Clock, type ClockRun, type LimitFacts, type OrderDue, readClock } from './clocks.ts'
import { replyHoursOf } from './fold.ts'
import type { HelpTiming, Order, OrderEvent } from './order.ts'
import { overlaysOf } from './overlays.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'
import { Runs } from './runs.ts'
import type { OrderState } from './states.ts'
import { isOrderAction, isOrderEcho, type OrderAction, type OrderEcho } from './table.ts'
import { flagNamesOf } from './watch.ts'

/** What of an event its clocks depend on. */
export type TimedEvent = Pick<OrderEvent, 'action' | 'at' | 'args' | 'order'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const untilOf = (event: TimedEvent, field: 'extendedTo' | 'suspendedUntil'): number =>
  Date.parse(overlaysOf(event.order)[field] ?? event.at)

type Turn = (runs: Runs, atMs: number, event: TimedEvent) => void

/** Which clocks each act stops and starts; acts that are not here touch none. */
const TURNS: Partial<Record<OrderAction, Turn>> = {
  report: (runs, atMs) => runs.start('T1', atMs),
  'send-to-verify': (runs, atMs) => {
    runs.stop(atMs, 'T1')
    runs.start('T2', atMs)
  },
  confirm: (runs, atMs, event) => {
    runs.stop(atMs, 'T2')
    startOffice('T3', runs, atMs, event)
  },
  disprove: (runs, atMs) => runs.stopAll(atMs),
  accept: (runs, atMs, event) => {
    runs.stop(atMs, 'T1')
    startOffice('T3', runs, atMs, event)
  },
  refuse: (runs, atMs) => runs.stopAll(atMs),
  file: (runs, atMs, event) => {
    runs.stop(atMs, 'T3')
    startOffice('T4', runs, atMs, event)
  },
  dispatch: startOfHandling,
  express: startOfHandling,
  sign: (runs, atMs, { order }) => {
    runs.stop(atMs, 'T5')
    if (overlaysOf(order).callbackWanted) runs.start('T6', atMs)
  },
  contact: (runs, atMs) => runs.stop(atMs, 'T6'),
  'add-cohandler': (runs, atMs, { order }) => {
    const added = overlaysOf(order).cohandlers.at(-1)
    if (added !== undefined) runs.startHelp(added, atMs)
  },
  'release-cohandler': (runs, atMs, { args }) => runs.stopHelp(String(args['department']), atMs),
  // T7 goes on while the order is dispatched again, unless the dispatch or the filing was wrong.
  'grant-return': (runs, atMs, event) => {
    runs.stop(atMs, 'T5')
    // The unit that comes next has a first contact of its own.
    runs.refund(atMs, 'T6')
    if (event.args['ruling'] !== 'other') runs.refund(atMs, 'T7')
    startOffice('T4', runs, atMs, event)
  },
  'grant-extension': (runs, atMs, event) => {
    const run = runs.live('T7')
    const untilMs = untilOf(event, 'extendedTo')
    if (run !== undefined) run.extensions = [...run.extensions, { atMs, untilMs }]
  },
  'grant-suspension': (runs, atMs, event) => {
    runs.pause('T7', atMs)
    runs.pause('T0', atMs)
    runs.pauseHelp(atMs)
    runs.start('T13', atMs, untilOf(event, 'suspendedUntil') - atMs)
  },
  resume: (runs, atMs) => {
    runs.stop(atMs, 'T13')
    runs.resume('T7', atMs)
    runs.resume('T0', atMs)
    runs.resumeHelp(atMs)
  },
  supervise: (runs, atMs, { args }) => {
    runs.stop(atMs, 'T14')
    runs.start('T14', atMs, replyHoursOf(args) * HOUR_MS)
  },
  'reply-supervision': (runs, atMs) => runs.stop(atMs, 'T14'),
  submit: (runs, atMs) => {
    runs.pause('T7', atMs)
    runs.stop(atMs, 'T6')
    runs.start('T8', atMs)
  },
  'reject-submission': (runs, atMs) => {
    runs.stop(atMs, 'T8')
    runs.resume('T7', atMs)
  },
  'send-to-check': (runs, atMs) => {
    runs.stop(atMs, 'T8')
    runs.start('T9', atMs)
  },
  'pass-check': (runs, atMs, event) => {
    runs.stop(atMs, 'T9', 'T7')
    runs.start('T10', atMs)
    if (overlaysOf(event.order).callbackWanted) runs.start('T11', atMs)
  },
  'fail-check': (runs, atMs) => {
    const limitMs = runs.live('T7')?.limitMs
    runs.stop(atMs, 'T9', 'T7')
    runs.start('T7', atMs, limitMs === undefined ? undefined : limitMs * runs.rules.reworkShare)
  },
  'record-callback': (runs, atMs) => runs.stop(atMs, 'T11'),
  close: ending,
  'force-close': ending,
  reopen: (runs, atMs) => {
    runs.stop(atMs, 'T12')
    runs.start('T0', atMs)
    runs.start('T7', atMs)
  },
  merge: (runs, atMs) => runs.putAside(atMs),
  void: (runs, atMs) => runs.putAside(atMs),
  unmerge: (runs, atMs) => {
    runs.refund(atMs, 'T11')
    runs.takeUp(atMs)
  },
  restore: (runs, atMs) => runs.takeUp(atMs),
  evaluate: (runs, atMs) => runs.stopAll(atMs),
}

/**
 * Filing and dispatching are shorter in an emergency (战时). What counts is whether the order belongs to one when the
 * clock starts: a limit that runs already is moved neither by the beginning nor by the end of an emergency.
 */
function startOffice(clock: 'T3' | 'T4', runs: Runs, atMs: number, { order }: TimedEvent): void {
  const isHurried = overlaysOf(order).emergency !== null
  runs.start(clock, atMs, isHurried ? runs.rules.emergencyMinutes * MINUTE_MS : undefined)
}

function startOfHandling(runs: Runs, atMs: number, { order }: TimedEvent): void {
  runs.stop(atMs, 'T1', 'T3', 'T4')
  for (const helper of overlaysOf(order).cohandlers) {
    if (Date.parse(helper.releasedAt ?? '') === atMs) runs.stopHelp(helper.department, atMs, true)
    else if (helper.releasedAt === null && Date.parse(helper.since) === atMs) {
      runs.startHelp(helper, atMs)
    }
  }
  for (const clock of ['T5', 'T0', 'T7'] as const) runs.start(clock, atMs)
}

function ending(runs: Runs, atMs: number, { order }: TimedEvent): void {
  // Help that a forced close cut short is judged by nobody.
  for (const { department, releasedAt } of overlaysOf(order).cohandlers) {
    if (Date.parse(releasedAt ?? '') === atMs) runs.stopHelp(department, atMs, true)
  }
  runs.stopAll(atMs)
  runs.start('T12', atMs)
}

/** What an act on another order does to the clocks of this one. */
const ECHO_TURNS: Partial<Record<OrderEcho, Turn>> = {
  'parent-changed': (runs, atMs, { order }) => {
    const { parentState, callbackWanted, callback } = overlaysOf(order)
    if (order.state !== 'merged') return
    const answerable = parentState === 'closed' || parentState === 'force-closed'
    if (answerable && callbackWanted && callback === null) runs.start('T11', atMs)
    // Taken up again: the answer waits for the next end.
    else if (!answerable && parentState !== 'evaluated') runs.refund(atMs, 'T11')
  },
}

/**
 * Every run of every clock of an order, oldest first. T7 runs from the dispatch (E08) on.
 *
 * @param events of one order by `rev`, each with the order as it stood after it
 */
export function clockRunsOf(
  events: readonly TimedEvent[],
  type: LimitFacts['type'],
  rules: OrderRules = DEFAULT_ORDER_RULES,
): ClockRun[] {
  const channel = events[0]?.order.channel ?? 'desk'
  const runs = new Runs({ type, channel, rules })
  for (const event of events) {
    const atMs = Date.parse(event.at)
    if (isOrderAction(event.action)) TURNS[event.action]?.(runs, atMs, event)
    else if (isOrderEcho(event.action)) ECHO_TURNS[event.action]?.(runs, atMs, event)
  }
  return runs.all
}

/** The clock by which an order in this state is late or not. */
const STAGE: Readonly<Partial<Record<OrderState, Clock>>> = {
  reported: 'T1',
  verifying: 'T2',
  accepted: 'T3',
  filed: 'T4',
  dispatched: 'T5',
  handling: 'T7',
  suspended: 'T13',
  submitted: 'T8',
  checking: 'T9',
  checked: 'T10',
}

/** @returns the clock by which an order in this state is late or not; undefined: by none */
export const stageClock = (state: OrderState): Clock | undefined => STAGE[state]

/** States in which clocks stand still, to go on later. */
const ASIDE: ReadonlySet<OrderState> = new Set(['suspended', 'merged', 'voided'])

const iso = (ms: number): string => new Date(ms).toISOString()

/** The order with its deadlines, worked out under a calendar: a pure function of its events, type and calendar. */
export function withTiming(
  order: Order,
  events: readonly TimedEvent[],
  type: LimitFacts['type'],
  calendar: WorkCalendar,
  rules: OrderRules = DEFAULT_ORDER_RULES,
): Order {
  const nowMs = Date.parse(order.changedAt)
  const isAside = ASIDE.has(order.state)
  const timing: Partial<Record<Clock, readonly [string, string | null]>> = {}
  let due: OrderDue | null = null
  let handledMs: number | null = null
  const helping: HelpTiming[] = []
  const runs = clockRunsOf(events, type, rules)
  for (const run of runs) {
    if (run.refunded) continue
    const read = readClock(run, calendar, nowMs, rules.amberShare)
    const stoppedMs = run.spans.at(-1)?.toMs ?? null
    const waits = isAside && run.endedMs === null && stoppedMs !== null
    if (run.helper !== undefined) {
      // Put aside with time left: due again when it goes on.
      if (waits && read.dueMs === null) continue
      const dueAt = iso(read.wasDueMs)
      const stoppedAt = run.endedMs === null ? null : iso(run.endedMs)
      helping.push({ department: run.helper, dueAt, stoppedAt })
      continue
    }
    if (run.clock === 'T7') handledMs = (handledMs ?? 0) + read.usedMs
    // A clock put aside with time left has no deadline: it is known again when it goes on.
    if (!waits) timing[run.clock] = [iso(read.wasDueMs), stoppedMs === null ? null : iso(stoppedMs)]
    else if (read.dueMs !== null) timing[run.clock] = [iso(read.dueMs), null]
    else delete timing[run.clock]
    if (run.clock !== STAGE[order.state] || stoppedMs !== null) continue
    if (read.dueMs !== null && read.amberMs !== null) {
      due = { clock: run.clock, amberAt: iso(read.amberMs), at: iso(read.dueMs) }
    }
  }
  const isHandled = timing.T7?.[1] !== undefined && timing.T7[1] !== null
  const { helping: _helping, flagged: _flagged, ...rest } = order
  const flags = flagNamesOf(events, runs, calendar, rules)
  return {
    ...rest,
    due,
    timing,
    handledMs: isHandled ? handledMs : null,
    ...(helping.length === 0 ? {} : { helping }),
    ...(flags.length === 0 ? {} : { flagged: flags }),
  }
}
