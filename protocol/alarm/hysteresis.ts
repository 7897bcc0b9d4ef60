import { LEVELS, type Level } from '../indicator/definition.ts'
import { type Limits, limitOf, parseBand, roundTo } from '../indicator/threshold.ts'

/** What the dead band needs to know: the limits and, where known, the unit (`%` has ends it cannot pass). */
export type HysteresisLimits = Limits & { readonly unit?: string }

/**
 * How far back inside a limit a value must come before it counts as back (回差): one unit of the last digit
 * shown or 2 % of the limit, whichever is more.
 *
 * Two caps keep the way back open: never more than a quarter of the distance to the neighbouring level's
 * limit, and for a percentage never past the middle between the limit and the end of the scale. Without
 * them a rate with limit 99 % would clear at 100.98 %, that is never.
 *
 * @returns in the indicator's unit; 0 when that level has no limit
 */
export function hysteresisOf(limits: HysteresisLimits, level: Level): number {
  const limit = limitOf(limits, level)
  const digit = 10 ** -limits.precision
  const band = typeof limit === 'string' ? parseBand(limit) : null
  if (band !== null) {
    const share = Math.max(digit, 0.02 * Math.max(Math.abs(band.lo), Math.abs(band.hi)))
    return Math.min(share, (band.hi - band.lo) / 4)
  }
  if (typeof limit !== 'number') return 0
  const share = Math.min(0.02 * Math.abs(limit), neighbourGap(limits, level, limit) / 4)
  return Math.min(Math.max(digit, share), scaleRoom(limits, limit))
}

function neighbourGap(limits: Limits, level: Level, limit: number): number {
  const at = LEVELS.indexOf(level)
  let gap = Number.POSITIVE_INFINITY
  for (const other of [LEVELS[at - 1], LEVELS[at + 1]]) {
    const next = other === undefined ? null : limitOf(limits, other)
    if (typeof next === 'number') gap = Math.min(gap, Math.abs(next - limit))
  }
  return gap
}

function scaleRoom(limits: HysteresisLimits, limit: number): number {
  if (limits.unit !== '%' || limit < 0 || limit > 100) return Number.POSITIVE_INFINITY
  return limits.direction === 'higher_better' ? (100 - limit) / 2 : limit / 2
}

/** Rounding noise of a difference such as 0.3 - 0.1, far below any digit shown. */
const NOISE = 1e-9

/** @returns whether a value lies inside a level's limit by at least the hysteresis */
export function isBackInside(limits: HysteresisLimits, level: Level, value: number): boolean {
  const limit = limitOf(limits, level)
  const slack = hysteresisOf(limits, level) - NOISE
  const rounded = roundTo(value, limits.precision)
  if (typeof limit === 'string') {
    const band = parseBand(limit)
    return band === null || (rounded >= band.lo + slack && rounded <= band.hi - slack)
  }
  if (limit === null || limits.direction === 'neutral') return true
  return limits.direction === 'higher_better'
    ? rounded >= limit + slack && rounded > limit
    : rounded <= limit - slack && rounded < limit
}
