import type { Alarm } from '../alarm/alarm.ts'
import { toIso } from '../time.ts'

/** A tour (巡视) as it was commanded. */
export type TourPlan = {
  readonly scenarios: readonly string[]
  /** Seconds that each scenario stays. */
  readonly seconds: number
}

/**
 * Where a tour that the server leads stands. Every screen works out the same step from it and the server's time, so
 * that all screens of a wall turn over together, one that joins late is in step at once, and a cut link costs nothing.
 */
export type TourClock = {
  /** Step that began at `at`; counts on beyond the number of scenarios. */
  readonly index: number
  /** ISO 8601, server time. */
  readonly at: string
  /** The alarm that holds the tour, and when the hold ends by itself. */
  readonly held: { readonly alarm: Alarm; readonly until: string } | null
}

export type TourPlace = {
  readonly index: number
  readonly scenario: string | null
  /** Server time of the next step, epoch ms; null while held. */
  readonly nextAtMs: number | null
}

/** A hold ends by itself after this, so that an unattended wall does not stay on one scenario for ever. */
export const HOLD_MS = 180_000

/** Only an unacknowledged red or orange alarm stops a tour. */
export const holdsTour = ({ state, level }: Pick<Alarm, 'state' | 'level'>): boolean =>
  state === 'active' && (level === 'red' || level === 'orange')

const scenarioAt = ({ scenarios }: TourPlan, index: number): string | null =>
  scenarios.length === 0 ? null : (scenarios[index % scenarios.length] ?? null)

/** The step of a tour at a server time; before the clock's own moment it is the clock's step. */
export function tourPlace(plan: TourPlan, clock: TourClock, nowMs: number): TourPlace {
  const { held } = clock
  if (held !== null && nowMs < Date.parse(held.until)) {
    return { index: clock.index, scenario: scenarioAt(plan, clock.index), nextAtMs: null }
  }
  const fromMs = Date.parse(held === null ? clock.at : held.until)
  const stepMs = plan.seconds * 1000
  const steps = Math.max(0, Math.floor((nowMs - fromMs) / stepMs))
  const index = clock.index + steps
  return { index, scenario: scenarioAt(plan, index), nextAtMs: fromMs + (steps + 1) * stepMs }
}

/** The clock with an alarm holding it at the step of this moment. */
export const holdTour = (
  plan: TourPlan,
  clock: TourClock,
  alarm: Alarm,
  nowMs: number,
): TourClock => ({
  index: tourPlace(plan, clock, nowMs).index,
  at: toIso(nowMs),
  held: { alarm, until: toIso(nowMs + HOLD_MS) },
})

/** The clock after a hold: the step on show gets its whole time. */
export const releaseTour = (plan: TourPlan, clock: TourClock, nowMs: number): TourClock => ({
  index: tourPlace(plan, clock, nowMs).index,
  at: toIso(nowMs),
  held: null,
})
