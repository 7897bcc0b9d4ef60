import type { WorkCalendar } from './calendar.ts'
import {
  type Clock,
  type ClockRun,
  type LimitFacts,
  limitOf,
  type OrderDue,
  readClock,
} from './clocks.ts'
import type { Order, OrderEvent } from './order.ts'
import { overlaysOf } from './overlays.ts'
import type { OrderState } from './states.ts'
import { isOrderAction, type OrderAction } from './table.ts'

/** What of an event its clocks depend on. */
export type TimedEvent = Pick<OrderEvent, 'action' | 'at' | 'args' | 'order'>

type Open = { -readonly [K in keyof ClockRun]: ClockRun[K] }

const HOUR_MS = 3_600_000
const REPLY_HOURS: Readonly<Record<number, number>> = { 1: 24, 2: 8, 3: 2 }
/** E27: handling again after a failed check has half the time. */
const REWORK_SHARE = 0.5

/** The runs of one order, written by its events in their order. */
class Runs {
  readonly all: Open[] = []
  /** Runs that a merge or a void put aside, to go on after the way back. */
  #aside: Open[] = []
  readonly #limits: LimitFacts

  constructor(limits: LimitFacts) {
    this.#limits = limits
  }

  /** The newest run of a clock that has not ended. */
  live(clock: Clock): Open | undefined {
    return this.all.findLast((run) => run.clock === clock && run.endedMs === null)
  }

  start(clock: Clock, atMs: number, ms?: number): void {
    if (this.live(clock) !== undefined) return
    const limit = limitOf(clock, this.#limits)
    this.all.push({
      clock,
      kind: limit.kind,
      limitMs: ms ?? limit.ms,
      spans: [{ fromMs: atMs, toMs: null }],
      endedMs: null,
      extensions: [],
      refunded: false,
    })
  }

  pause(clock: Clock, atMs: number): void {
    const run = this.live(clock)
    if (run !== undefined) run.spans = closed(run, atMs)
  }

  resume(clock: Clock, atMs: number): void {
    const run = this.live(clock)
    if (run === undefined || run.spans.at(-1)?.toMs === null) return
    run.spans = [...run.spans, { fromMs: atMs, toMs: null }]
  }

  stop(atMs: number, ...clocks: Clock[]): void {
    for (const clock of clocks) {
      const run = this.live(clock)
      if (run === undefined) continue
      run.spans = closed(run, atMs)
      run.endedMs = atMs
    }
  }

  stopAll(atMs: number): void {
    this.stop(atMs, ...new Set(this.all.map(({ clock }) => clock)))
  }

  refund(atMs: number, clock: Clock): void {
    const run = this.live(clock)
    this.stop(atMs, clock)
    if (run !== undefined) run.refunded = true
  }

  putAside(atMs: number): void {
    this.#aside = this.all.filter((run) => run.spans.at(-1)?.toMs === null)
    for (const { clock } of this.#aside) this.pause(clock, atMs)
  }

  takeUp(atMs: number): void {
    for (const { clock } of this.#aside) this.resume(clock, atMs)
    this.#aside = []
  }
}

const closed = (run: Open, atMs: number): Open['spans'] =>
  run.spans.map((span) => (span.toMs === null ? { ...span, toMs: atMs } : span))

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
  confirm: (runs, atMs) => {
    runs.stop(atMs, 'T2')
    runs.start('T3', atMs)
  },
  disprove: (runs, atMs) => runs.stopAll(atMs),
  accept: (runs, atMs) => {
    runs.stop(atMs, 'T1')
    runs.start('T3', atMs)
  },
  refuse: (runs, atMs) => runs.stopAll(atMs),
  file: (runs, atMs) => {
    runs.stop(atMs, 'T3')
    runs.start('T4', atMs)
  },
  dispatch: startOfHandling,
  express: startOfHandling,
  sign: (runs, atMs, { order }) => {
    runs.stop(atMs, 'T5')
    if (overlaysOf(order).callbackWanted) runs.start('T6', atMs)
  },
  // T7 goes on while the order is dispatched again, unless the dispatch was wrong.
  'grant-return': (runs, atMs, { args }) => {
    runs.stop(atMs, 'T5', 'T6')
    if (args['ruling'] === 'wrong-dispatch') runs.refund(atMs, 'T7')
    runs.start('T4', atMs)
  },
  'grant-extension': (runs, atMs, event) => {
    const run = runs.live('T7')
    const untilMs = untilOf(event, 'extendedTo')
    if (run !== undefined) run.extensions = [...run.extensions, { atMs, untilMs }]
  },
  'grant-suspension': (runs, atMs, event) => {
    runs.pause('T7', atMs)
    runs.pause('T0', atMs)
    runs.start('T13', atMs, untilOf(event, 'suspendedUntil') - atMs)
  },
  resume: (runs, atMs) => {
    runs.stop(atMs, 'T13')
    runs.resume('T7', atMs)
    runs.resume('T0', atMs)
  },
  supervise: (runs, atMs, { args }) => {
    runs.stop(atMs, 'T14')
    runs.start('T14', atMs, (REPLY_HOURS[Number(args['level'])] ?? 24) * HOUR_MS)
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
    runs.start('T7', atMs, limitMs === undefined ? undefined : limitMs * REWORK_SHARE)
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
  unmerge: (runs, atMs) => runs.takeUp(atMs),
  restore: (runs, atMs) => runs.takeUp(atMs),
  evaluate: (runs, atMs) => runs.stopAll(atMs),
}

function startOfHandling(runs: Runs, atMs: number): void {
  runs.stop(atMs, 'T1', 'T3', 'T4')
  for (const clock of ['T5', 'T0', 'T7'] as const) runs.start(clock, atMs)
}

function ending(runs: Runs, atMs: number): void {
  runs.stopAll(atMs)
  runs.start('T12', atMs)
}

/**
 * Every run of every clock of an order, oldest first. T7 runs from the dispatch (E08) on.
 *
 * @param events of one order by `rev`, each with the order as it stood after it
 */
export function clockRunsOf(events: readonly TimedEvent[], type: LimitFacts['type']): ClockRun[] {
  const channel = events[0]?.order.channel ?? 'desk'
  const runs = new Runs({ type, channel })
  for (const event of events) {
    if (isOrderAction(event.action)) TURNS[event.action]?.(runs, Date.parse(event.at), event)
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

/** States in which clocks stand still, to go on later. */
const ASIDE: ReadonlySet<OrderState> = new Set(['suspended', 'merged', 'voided'])

const iso = (ms: number): string => new Date(ms).toISOString()

/** The order with its deadlines, worked out under a calendar: a pure function of its events, type and calendar. */
export function withTiming(
  order: Order,
  events: readonly TimedEvent[],
  type: LimitFacts['type'],
  calendar: WorkCalendar,
): Order {
  const nowMs = Date.parse(order.changedAt)
  const isAside = ASIDE.has(order.state)
  const timing: Partial<Record<Clock, readonly [string, string | null]>> = {}
  let due: OrderDue | null = null
  let handledMs: number | null = null
  for (const run of clockRunsOf(events, type)) {
    if (run.refunded) continue
    const read = readClock(run, calendar, nowMs)
    const stoppedMs = run.spans.at(-1)?.toMs ?? null
    const waits = isAside && run.endedMs === null && stoppedMs !== null
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
  return { ...order, due, timing, handledMs: isHandled ? handledMs : null }
}
