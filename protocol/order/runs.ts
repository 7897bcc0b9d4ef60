import { type Clock, type ClockRun, type LimitFacts, limitIn, limitOf } from './clocks.ts'
import type { Cohandler } from './overlays.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from './rules.ts'

type Open = { -readonly [K in keyof ClockRun]: ClockRun[K] }

const HOUR_MS = 3_600_000

/** The runs of one order, written by its events in their order. */
export class Runs {
  readonly all: Open[] = []
  /** Runs that a merge or a void put aside, to go on after the way back. */
  #aside: Open[] = []
  readonly #limits: LimitFacts
  readonly rules: OrderRules

  constructor(limits: LimitFacts) {
    this.#limits = limits
    this.rules = limits.rules ?? DEFAULT_ORDER_RULES
  }

  /** The newest run of a clock of the order itself that has not ended. */
  live(clock: Clock): Open | undefined {
    return this.all.findLast(
      (run) => run.clock === clock && run.helper === undefined && run.endedMs === null,
    )
  }

  /** The clocks of those who help and have not ended. */
  #helping(): Open[] {
    return this.all.filter((run) => run.helper !== undefined && run.endedMs === null)
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
    stand(this.live(clock), atMs)
  }

  resume(clock: Clock, atMs: number): void {
    goOn(this.live(clock), atMs)
  }

  /** The clock of a department that helps, with its own limit or that of the type. */
  startHelp({ department, hours }: Cohandler, atMs: number): void {
    const { kind, ms } = limitOf('T7', this.#limits)
    const limitMs = typeof hours === 'number' ? limitIn(kind, hours * HOUR_MS) : ms
    const spans = [{ fromMs: atMs, toMs: null }]
    const run = { clock: 'T7', helper: department, kind, limitMs, spans } as const
    this.all.push({ ...run, endedMs: null, extensions: [], refunded: false })
  }

  /** @param refunded nobody asked for the help any more, so nobody is judged by it */
  stopHelp(department: string, atMs: number, refunded = false): void {
    for (const run of this.#helping()) {
      if (run.helper !== department) continue
      run.spans = closed(run, atMs)
      run.endedMs = atMs
      run.refunded = refunded
    }
  }

  pauseHelp(atMs: number): void {
    for (const run of this.#helping()) stand(run, atMs)
  }

  resumeHelp(atMs: number): void {
    for (const run of this.#helping()) goOn(run, atMs)
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
    for (const { helper } of this.#helping()) this.stopHelp(helper ?? '', atMs)
  }

  refund(atMs: number, clock: Clock): void {
    const run = this.live(clock)
    this.stop(atMs, clock)
    if (run !== undefined) run.refunded = true
  }

  putAside(atMs: number): void {
    this.#aside = this.all.filter((run) => run.spans.at(-1)?.toMs === null)
    for (const run of this.#aside) stand(run, atMs)
  }

  takeUp(atMs: number): void {
    for (const run of this.#aside) goOn(run, atMs)
    this.#aside = []
  }
}

const closed = (run: Open, atMs: number): Open['spans'] =>
  run.spans.map((span) => (span.toMs === null ? { ...span, toMs: atMs } : span))

function stand(run: Open | undefined, atMs: number): void {
  if (run !== undefined) run.spans = closed(run, atMs)
}

function goOn(run: Open | undefined, atMs: number): void {
  if (run === undefined || run.endedMs !== null || run.spans.at(-1)?.toMs === null) return
  run.spans = [...run.spans, { fromMs: atMs, toMs: null }]
}
