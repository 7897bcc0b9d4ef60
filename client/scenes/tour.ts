import type { Alarm } from '../../protocol/alarm/alarm.ts'

/** A tour (巡视) through scenarios. */
export type Tour = {
  readonly scenarios: readonly string[]
  readonly seconds: number
  /** Server time of the next step; null while held. */
  readonly nextAtMs: number | null
  readonly hold: { readonly alarm: Alarm; readonly untilMs: number } | null
}

export type TourState = { readonly scenario: string | null; readonly tour: Tour | null }

export type TourEvent =
  | { readonly kind: 'start'; readonly scenarios: readonly string[]; readonly seconds: number }
  | { readonly kind: 'stop' }
  /** A person or a command chose; a running tour goes on from there with a whole countdown. */
  | { readonly kind: 'show'; readonly scenario: string }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  /** The alarms as they stand, so that a hold ends when its reason is gone. */
  | { readonly kind: 'tick'; readonly standing: ReadonlyMap<string, Alarm> }

/** The film strip names the next scenario this long before it comes. */
export const ANNOUNCE_MS = 8_000
/** A hold ends by itself after this, so that an unattended wall does not stay on one scenario for ever. */
export const HOLD_MS = 180_000
const SHORTEST_STEP_SECONDS = 3

/** Pure: the tour after one event. Unknown current scenarios start the tour at its first one. */
export function stepTour(state: TourState, event: TourEvent, nowMs: number): TourState {
  switch (event.kind) {
    case 'start': {
      if (event.scenarios.length === 0) return { ...state, tour: null }
      const seconds = Math.max(event.seconds, SHORTEST_STEP_SECONDS)
      const known = state.scenario !== null && event.scenarios.includes(state.scenario)
      return {
        scenario: known ? state.scenario : (event.scenarios[0] ?? null),
        tour: {
          scenarios: event.scenarios,
          seconds,
          nextAtMs: nowMs + seconds * 1000,
          hold: null,
        },
      }
    }
    case 'stop':
      return { ...state, tour: null }
    case 'show':
      return { scenario: event.scenario, tour: state.tour && restart(state.tour, nowMs) }
    case 'alarm':
      if (state.tour === null || !holdsTour(event.alarm)) return state
      return {
        ...state,
        tour: {
          ...state.tour,
          nextAtMs: null,
          hold: { alarm: event.alarm, untilMs: nowMs + HOLD_MS },
        },
      }
    case 'tick':
      return state.tour === null ? state : tick(state, state.tour, event.standing, nowMs)
  }
}

function tick(
  state: TourState,
  tour: Tour,
  standing: ReadonlyMap<string, Alarm>,
  nowMs: number,
): TourState {
  if (tour.hold !== null) {
    const alarm = standing.get(tour.hold.alarm.id)
    const over = nowMs >= tour.hold.untilMs || alarm === undefined || !holdsTour(alarm)
    return over ? { ...state, tour: restart(tour, nowMs) } : state
  }
  if (tour.nextAtMs === null || nowMs < tour.nextAtMs) return state
  return { scenario: nextOf(tour, state.scenario), tour: restart(tour, nowMs) }
}

const restart = (tour: Tour, nowMs: number): Tour => ({
  ...tour,
  hold: null,
  nextAtMs: nowMs + tour.seconds * 1000,
})

/** Only an unacknowledged red or orange alarm stops the tour. */
const holdsTour = (alarm: Alarm): boolean =>
  alarm.state === 'active' && (alarm.level === 'red' || alarm.level === 'orange')

/** The scenario after `current`, round and round; null for an empty tour. */
export function nextOf(tour: Tour, current: string | null): string | null {
  const at = current === null ? -1 : tour.scenarios.indexOf(current)
  return tour.scenarios[(at + 1) % tour.scenarios.length] ?? null
}

/** Share of the step that is over, 0..1, and whether the next scenario is to be announced now. */
export function tourProgress(
  tour: Tour,
  nowMs: number,
): { readonly ratio: number; readonly leftMs: number | null; readonly announce: boolean } {
  if (tour.nextAtMs === null) return { ratio: 0, leftMs: null, announce: false }
  const leftMs = Math.max(tour.nextAtMs - nowMs, 0)
  const ratio = 1 - leftMs / (tour.seconds * 1000)
  return {
    ratio: Math.min(Math.max(ratio, 0), 1),
    leftMs,
    announce: leftMs <= Math.min(ANNOUNCE_MS, tour.seconds * 400),
  }
}
