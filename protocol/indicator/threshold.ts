import { type IndicatorDefinition, LEVELS, type Level } from './definition.ts'

/** The part of a definition that limits need. */
export type Limits = Pick<
  IndicatorDefinition,
  'direction' | 'precision' | 'warn_blue' | 'warn_yellow' | 'warn_orange' | 'warn_red'
>

/** The allowed range of a `band` limit. */
export type Band = { readonly lo: number; readonly hi: number }

/** @returns the range written as `lo..hi`, or null when `text` is not one or is empty of width */
export function parseBand(text: string): Band | null {
  const match = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(text)
  if (match === null) return null
  const lo = Number(match[1])
  const hi = Number(match[2])
  return lo < hi ? { lo, hi } : null
}

export const limitOf = (limits: Limits, level: Level): number | string | null =>
  limits[`warn_${level}`]

/** Half away from zero, at `precision` decimals; limits are compared with the rounded value. */
export function roundTo(value: number, precision: number): number {
  const factor = 10 ** precision
  const scaled = Math.abs(value) * factor
  // A value such as 1.005 is stored a hair below itself; the relative nudge makes it round as written.
  const rounded = Math.round(scaled * (1 + Number.EPSILON)) / factor
  return Number.isFinite(rounded) ? Math.sign(value) * rounded : value
}

/**
 * Whether `value` lies at or past one level's limit.
 *
 * @param slack how far back inside the value must be to count as inside again (hysteresis), in the indicator's unit
 */
export function isBeyond(limits: Limits, level: Level, value: number, slack = 0): boolean {
  const limit = limitOf(limits, level)
  if (limit === null) return false
  const rounded = roundTo(value, limits.precision)
  switch (limits.direction) {
    case 'lower_better':
      return typeof limit === 'number' && rounded >= limit - slack
    case 'higher_better':
      return typeof limit === 'number' && rounded <= limit + slack
    case 'band': {
      const band = typeof limit === 'string' ? parseBand(limit) : null
      return band !== null && (rounded < band.lo + slack || rounded > band.hi - slack)
    }
    case 'neutral':
      return false
  }
}

/** Worst level whose limit holds for the value; null when none does or there is no value. */
export function levelOf(limits: Limits, value: number | null): Level | null {
  if (value === null) return null
  for (let i = LEVELS.length - 1; i >= 0; i--) {
    const level = LEVELS[i]
    if (level !== undefined && isBeyond(limits, level, value)) return level
  }
  return null
}

/** 0 for none, 1 blue … 4 red. */
export const levelRank = (level: Level | null): number =>
  level === null ? 0 : LEVELS.indexOf(level) + 1

/** @returns the worse of two levels */
export const worseLevel = (a: Level | null, b: Level | null): Level | null =>
  levelRank(a) >= levelRank(b) ? a : b
