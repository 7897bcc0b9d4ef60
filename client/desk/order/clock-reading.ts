import type { Lamp } from '../../../protocol/order/clocks.ts'
import type { ClockShown } from '../data/order-detail.ts'

/** A clock as it reads now, between two answers of the server. */
export type ClockNow = {
  readonly state: 'running' | 'paused' | 'ended'
  /** Net of suspensions, in the clock's own kind of time. */
  readonly usedMs: number
  /** Wall time until it is due, negative past it; null unless it runs. */
  readonly leftMs: number | null
  readonly lamp: Lamp
}

/**
 * Reads a clock at `nowMs` (server time). Deadlines are the server's, so they tick exactly. What a working-time clock
 * has used is left as the server told it: which hours count is for the district's calendar to say, and it is asked
 * again every minute.
 *
 * @param readAtMs when the server gave the clock (server time)
 */
export function clockNow(clock: ClockShown, readAtMs: number, nowMs: number): ClockNow {
  if (clock.endedAt !== null) {
    return { state: 'ended', usedMs: clock.usedMs, leftMs: null, lamp: clock.lamp }
  }
  const isRunning = clock.spans.at(-1)?.to === null
  if (!isRunning || clock.dueAt === null) {
    return { state: 'paused', usedMs: clock.usedMs, leftMs: null, lamp: clock.lamp }
  }
  const since = clock.kind === 'continuous' ? Math.max(0, nowMs - readAtMs) : 0
  const leftMs = Date.parse(clock.dueAt) - nowMs
  const isAmber = clock.amberAt !== null && Date.parse(clock.amberAt) <= nowMs
  return {
    state: 'running',
    usedMs: clock.usedMs + since,
    leftMs,
    lamp: leftMs < 0 ? 'red' : isAmber ? 'amber' : 'green',
  }
}

const RANK = { running: 0, paused: 1, ended: 2 } as const

/** Clocks in the order of their use: what runs first, the nearest deadline before the others, then the newest ended. */
export function sortedClocks(clocks: readonly ClockShown[], nowMs: number): ClockShown[] {
  const dueOf = ({ dueAt }: ClockShown): number =>
    dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt)
  const endOf = ({ endedAt }: ClockShown): number => (endedAt === null ? 0 : Date.parse(endedAt))
  const rank = (clock: ClockShown): number => RANK[clockNow(clock, nowMs, nowMs).state]
  return clocks.toSorted((a, b) => {
    const byRank = rank(a) - rank(b)
    if (byRank !== 0) return byRank
    return a.endedAt === null ? compare(dueOf(a), dueOf(b)) : endOf(b) - endOf(a)
  })
}

/** Two infinities are equal, not NaN apart. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
