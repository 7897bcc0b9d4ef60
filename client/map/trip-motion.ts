import { distanceM, type LonLat } from './geometry.ts'

export type Trip = {
  readonly path: readonly LonLat[]
  /** Seconds since the loop's start at each position; ascending, as long as `path`. */
  readonly timesS: readonly number[]
  readonly loopS: number
}

/** Where a vehicle is at a moment of its loop; before the first and after the last position it waits there. */
export function headAt({ path, timesS }: Trip, atS: number): LonLat | null {
  const first = path[0]
  if (first === undefined) return null
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1] ?? first
    const b = path[i] ?? first
    const from = timesS[i - 1] ?? 0
    const to = timesS[i] ?? from
    if (atS <= from) return a
    if (atS < to) {
      const t = (atS - from) / (to - from)
      return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    }
  }
  return path.at(-1) ?? first
}

/** Second of the loop at a server time. */
export const loopSecond = ({ loopS }: Trip, nowMs: number): number => (nowMs / 1000) % loopS

const speeds = new WeakMap<readonly Trip[], number>()

/** Speed of the fastest stretch of all trips, metres a second; worked out once for a list. */
function topSpeed(trips: readonly Trip[]): number {
  let top = speeds.get(trips) ?? 0
  if (speeds.has(trips)) return top
  for (const { path, timesS } of trips) {
    for (let i = 1; i < path.length; i++) {
      const a = path[i - 1]
      const b = path[i]
      const seconds = (timesS[i] ?? 0) - (timesS[i - 1] ?? 0)
      if (a !== undefined && b !== undefined && seconds > 0) {
        top = Math.max(top, distanceM(a, b) / seconds)
      }
    }
  }
  speeds.set(trips, top)
  return top
}

/**
 * Milliseconds until moving things have moved half a pixel, so that a slow map is not painted 60 times a second
 * for nothing: 33 (30 a second) to 1000. Null when nothing moves.
 */
export function frameGapMs(
  trips: readonly (readonly Trip[])[],
  metersPerPx: number,
): number | null {
  const speedPx = Math.max(0, ...trips.map(topSpeed)) / metersPerPx
  return speedPx > 0 ? Math.min(1000, Math.max(33, 500 / speedPx)) : null
}
