import {
  type IndicatorDefinition,
  LEVELS,
  type Level,
} from '../../protocol/indicator/definition.ts'
import { levelOf, limitOf, parseBand } from '../../protocol/indicator/threshold.ts'

/** The calm side of an indicator's limits: a value strictly between `lo` and `hi` raises no level. */
export type Calm = { readonly lo: number; readonly hi: number }

/** @returns the calm range by the mildest limit; infinite where there is none, or where the base itself is outside */
export function calmRange(definition: IndicatorDefinition): Calm {
  const open = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY }
  if (levelOf(definition, definition.sim_base) !== null) return open
  for (const level of LEVELS) {
    const limit = limitOf(definition, level)
    if (limit === null) continue
    if (typeof limit === 'number') {
      if (definition.direction === 'lower_better') return { ...open, hi: limit }
      if (definition.direction === 'higher_better') return { ...open, lo: limit }
      continue
    }
    const band = parseBand(limit)
    if (band !== null) return { lo: band.lo, hi: band.hi }
  }
  return open
}

/**
 * Ordinary noise near a limit is pressed together instead of crossing it: the outer fifth of the way from
 * the base to the limit is folded into itself. What crosses a limit is a disturbance or an incident.
 */
export function pressInside(value: number, base: number, { lo, hi }: Calm): number {
  if (value > base && hi !== Number.POSITIVE_INFINITY) {
    const reach = hi - base
    const knee = base + 0.62 * reach
    if (value > knee) return knee + 0.2 * reach * Math.tanh((value - knee) / (0.3 * reach))
  }
  if (value < base && lo !== Number.NEGATIVE_INFINITY) {
    const reach = base - lo
    const knee = base - 0.62 * reach
    if (value < knee) return knee - 0.2 * reach * Math.tanh((knee - value) / (0.3 * reach))
  }
  return value
}

/** A value a little past one level's limit, `excess` (0..1) of the way from the base to the limit farther. */
export function targetBeyond(
  definition: IndicatorDefinition,
  level: Level,
  excess: number,
): number | null {
  const limit = limitOf(definition, level)
  if (limit === null) return null
  const smallest = 10 ** -definition.precision
  if (typeof limit === 'number') {
    const reach = Math.abs(limit - definition.sim_base)
    const past = Math.max(smallest, reach * excess)
    return definition.direction === 'higher_better' ? limit - past : limit + past
  }
  const band = parseBand(limit)
  return band === null
    ? null
    : band.hi + Math.max(smallest, (band.hi - definition.sim_base) * excess)
}
