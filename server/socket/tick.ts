/** Flushes without trouble before the tick narrows again. */
const CALM_FLUSHES = 10
/** Share of a tick that publishing may take. */
const WORK_RATIO = 0.5
/** How late the event loop may be, ms: no less, because any busy machine is late by some tens now and then. */
const LAG_MS = 100

export type Tick = {
  /** What goes out at most this often per topic, ms. */
  readonly tickMs: number
  /** Flushes since the last trouble. */
  readonly calm: number
}

/**
 * The next tick's length: doubled when the last flush took too long or came too late, halved after a calm
 * while, never below `baseMs` nor above `widestMs`. Widening loses nothing, it only makes more coalesce.
 *
 * @param workMs time that encoding and sending took
 * @param lagMs how late the event loop was
 */
export function nextTick(
  tick: Tick,
  baseMs: number,
  workMs: number,
  lagMs: number,
  widestMs: number,
): Tick {
  if (workMs > tick.tickMs * WORK_RATIO || lagMs > Math.max(LAG_MS, tick.tickMs / 2)) {
    return { tickMs: Math.max(baseMs, Math.min(tick.tickMs * 2, widestMs)), calm: 0 }
  }
  if (tick.tickMs <= baseMs) return { tickMs: baseMs, calm: 0 }
  return tick.calm + 1 < CALM_FLUSHES
    ? { tickMs: tick.tickMs, calm: tick.calm + 1 }
    : { tickMs: Math.max(baseMs, tick.tickMs / 2), calm: 0 }
}
