import {
  CADENCE_MS,
  type IndicatorDefinition,
  type Period,
} from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import { QUIET, rushOf } from './couplings.ts'
import {
  commute,
  DAY_MS,
  diurnal,
  HOUR_MS,
  isWeekend,
  localDay,
  periodProgress,
  seasonal,
} from './curves.ts'
import { gauss, mix, unit, valueNoise, wander } from './hash.ts'
import { pressInside, targetBeyond } from './limits.ts'
import type { Plan } from './plan.ts'

/** How long a wandering value takes to turn round: hours for fast indicators, months for slow ones. */
export const turnMs = ({ cadence }: Pick<IndicatorDefinition, 'cadence'>): number =>
  Math.max(2.5 * HOUR_MS, 6 * CADENCE_MS[cadence])

/** The period over which an indicator grows from 0; null for one that does not grow. */
export function growthPeriod(definition: IndicatorDefinition): Period | null {
  if (definition.period !== null) return definition.period
  if (definition.sim_model === 'cumulative_day') return 'day'
  return definition.sim_model === 'cumulative_year' ? 'year' : null
}

/** Share of the period's growth reached at `atMs`, 0 to 1, never falling within the period. */
export function growth(plan: Plan, period: Period, atMs: number): number {
  const byHours = plan.definition.sim_model !== 'cumulative_year' && period !== 'year'
  // The warp's slope stays above -1 (value noise changes by at most 3 a cell), so growth never turns back.
  const warpMs =
    period === 'year'
      ? DAY_MS * valueNoise(plan.key, atMs / (4 * DAY_MS))
      : (HOUR_MS / 7.5) * valueNoise(plan.key, atMs / (HOUR_MS / 2))
  return periodProgress(period, atMs, warpMs, byHours)
}

/** Final value of the period that holds `atMs`; on a bad day it goes past the alarm bar. */
export function periodTotal(plan: Plan, period: Period, atMs: number): number {
  const { definition, key, bar, calm } = plan
  const index = localDay(startOfPeriod(period, atMs))
  const usual = definition.sim_base + 0.55 * definition.sim_amplitude * gauss(mix(key, 3), index)
  const total = pressInside(Math.max(0, usual), definition.sim_base, calm)
  const badOnes = { day: 0.1, month: 0.05, year: 0.03 }[period]
  if (bar === null || QUIET.has(definition.id) || unit(mix(key, 5), index) >= badOnes) return total
  const target = targetBeyond(definition, bar.level, 0.05 + 0.1 * unit(mix(key, 7), index))
  return target === null || definition.direction !== 'lower_better' ? total : target
}

/**
 * The district's value without disturbances, before rounding and before limits press it inside: the
 * catalog's model with its base, amplitude and noise. Not for growing indicators.
 */
export function ownShape(plan: Plan, atMs: number): number {
  const { definition, key } = plan
  const { sim_base: base, sim_amplitude: amplitude, sim_noise: noise, cadence } = definition
  const tick = Math.floor(atMs / CADENCE_MS[cadence])
  const jitter = 0.6 * noise * gauss(mix(key, 11), tick)
  const curve = (height: number): number =>
    base + amplitude * height + rushOf(definition.id) * commute(atMs) + jitter + slow(plan, atMs)
  switch (definition.sim_model) {
    case 'diurnal':
      return curve(diurnal(atMs))
    case 'weekly':
      return curve((isWeekend(atMs) ? 1.1 : 0.75) * diurnal(atMs))
    case 'commute':
      return curve(commute(atMs))
    case 'seasonal':
      return curve(seasonal(atMs))
    case 'step':
      return base + amplitude * steps(mix(key, 13), atMs) + 0.3 * jitter
    case 'event':
      return base + jitter
    default:
      return base + 0.6 * amplitude * wander(key, atMs / turnMs(definition)) + jitter
  }
}

/** The slow part of the noise: a warmer week, a calmer evening. With the jitter its deviation is the catalog's. */
const slow = ({ definition, streamKey }: Plan, atMs: number): number =>
  2 * definition.sim_noise * wander(mix(streamKey, 19), atMs / turnMs(definition))

/** Constant for about 60 days, then perhaps another height in [-1, 1]; most often 0. */
function steps(key: number, atMs: number): number {
  const stretch = Math.floor(atMs / (60 * DAY_MS) + unit(key, 1))
  const height = unit(key, stretch) * 2 - 1
  return Math.abs(height) < 0.4 ? 0 : height
}
