import { loopSecond, type Trip } from '../trip-motion.ts'
import type { TripRow } from './plan.ts'

/** A vehicle's stretch between two positions of its way: degrees, and seconds of its loop. */
export type Leg = {
  readonly row: TripRow
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
  /** Seconds of the loop at `from` and `to`. */
  readonly timesS: readonly [number, number]
  /** The vehicle is on this leg from the first second of the loop up to, without, the second one. */
  readonly shownS: readonly [number, number]
}

/** What the graphics card needs once to move all vehicles by itself. */
export type Schedule = {
  /** Epoch ms that elapsed seconds count from: small enough numbers for 32-bit floats. */
  readonly epochMs: number
  readonly rows: readonly TripRow[]
  readonly legs: readonly Leg[]
}

/** Float32 keeps half a millisecond up to here. */
const KEPT_MS = 3_600_000
/** Before and after every second of a loop; GLSL has no infinity. */
const NEVER_S = 1e9

/** Legs of a way, one after the other; waiting at its two ends belongs to the first and the last. */
export function legsOf(row: TripRow): Leg[] {
  const { path, timesS } = row
  const first = path[0]
  if (first === undefined) return []
  // A vehicle with a single position stands there.
  const ends = path.length === 1 ? [first] : path.slice(1)
  return ends.map((to, i): Leg => {
    const from = path[i] ?? to
    const startS = timesS[i] ?? 0
    const endS = timesS[i + 1] ?? startS
    return {
      row,
      from: [from[0], from[1]],
      to: [to[0], to[1]],
      timesS: [startS, endS],
      shownS: [i === 0 ? -NEVER_S : startS, i === ends.length - 1 ? NEVER_S : endS],
    }
  })
}

/** Second of the loop at the schedule's epoch, loop, trail and the last position's time: all in seconds. */
export const timing = (
  { trailS, ...trip }: Trip & { readonly trailS: number },
  epochMs: number,
): [number, number, number, number] => [
  loopSecond(trip, epochMs),
  trip.loopS,
  trailS,
  trip.timesS.at(-1) ?? 0,
]

const schedules = new WeakMap<readonly TripRow[], Schedule>()

/** The schedule of rows at a moment; the same object for an hour, so that nothing is uploaded again. */
export function scheduleOf(rows: readonly TripRow[], nowMs: number): Schedule {
  const known = schedules.get(rows)
  if (known !== undefined && nowMs >= known.epochMs && nowMs - known.epochMs < KEPT_MS) return known
  // New lists, even of the same rows: deck.gl uploads what is another object.
  const made = {
    epochMs: nowMs,
    rows: [...rows],
    legs: known?.legs.slice() ?? rows.flatMap(legsOf),
  }
  schedules.set(rows, made)
  return made
}
