import type { Theme } from '../ui/theme.ts'
import { mix, type Rgba, rgba } from './color.ts'

/** How values become 0..1: a robust domain, so that one outlier does not turn all others into the darkest shade. */
export type Scale = {
  /** Values that get the ramp's two ends; null when nothing has a value. */
  readonly domain: readonly [number, number] | null
  /** Smallest and largest value there is, for the legend. */
  readonly extent: readonly [number, number] | null
  /** True when values lie on both sides of 0 and the diverging ramp is used. */
  readonly twoSided: boolean
}

/** Linear-interpolated quantile of an ascending list that is not empty. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  const t = at - Math.floor(at)
  return low * (1 - t) + high * t
}

/**
 * Domain of a set of values: the whole extent, drawn in to Tukey's fences (1.5 interquartile ranges
 * outside the quartiles) where single values lie far out. Values that are not finite are passed over.
 */
export function robustScale(values: readonly (number | null)[]): Scale {
  const sorted = values
    .filter((value): value is number => value !== null && Number.isFinite(value))
    .sort((a, b) => a - b)
  const min = sorted[0]
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return { domain: null, extent: null, twoSided: false }
  const q1 = quantile(sorted, 0.25)
  const q3 = quantile(sorted, 0.75)
  const reach = 1.5 * (q3 - q1)
  const fenced = reach > 0 && Number.isFinite(reach)
  const lo = fenced ? Math.max(min, q1 - reach) : min
  const hi = fenced ? Math.min(max, q3 + reach) : max
  if (min < 0 && max > 0) {
    const bound = Math.max(-lo, hi)
    return { domain: [-bound, bound], extent: [min, max], twoSided: true }
  }
  return { domain: [lo, hi], extent: [min, max], twoSided: false }
}

/** Where a value stands in the domain, 0..1; 0.5 when all values are alike; null when there is none. */
export function position(scale: Scale, value: number | null): number | null {
  if (value === null || !Number.isFinite(value) || scale.domain === null) return null
  const [lo, hi] = scale.domain
  if (lo === hi) return value < lo ? 0 : value > hi ? 1 : 0.5
  // Halved first: 1e308 - -1e308 would overflow.
  const t = (value / 2 - lo / 2) / (hi / 2 - lo / 2)
  return Math.min(1, Math.max(0, t))
}

/** A colour of a ramp at `t` 0..1. */
export function rampColor(ramp: readonly string[], t: number): Rgba {
  const at = Math.min(1, Math.max(0, t)) * (ramp.length - 1)
  const low = ramp[Math.floor(at)]
  const high = ramp[Math.ceil(at)]
  if (low === undefined || high === undefined) throw new RangeError('a ramp needs a colour')
  return mix(rgba(low), rgba(high), at - Math.floor(at))
}

/** The map's colour for a value; null = no value, to be drawn hollow. */
export function valueColor(theme: Theme, scale: Scale, value: number | null): Rgba | null {
  const t = position(scale, value)
  return t === null ? null : rampColor(scale.twoSided ? theme.diverging : theme.ramp, t)
}
