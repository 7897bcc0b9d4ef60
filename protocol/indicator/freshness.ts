import { CADENCE_MS, type Cadence, type Status } from './definition.ts'

/** A value older than this many cadences is stale and must look stale. */
export const STALE_CADENCES = 2
/** A value older than this many cadences is no longer shown as a number (ACCEPTANCE C17). */
export const TOO_OLD_CADENCES = 5

/** Age in milliseconds past which a value is stale. */
export const staleAfterMs = (cadence: Cadence): number => STALE_CADENCES * CADENCE_MS[cadence]

/** @returns `missing` when there is no value, else `stale` when older than two cadences */
export function statusOf(
  cadence: Cadence,
  value: number | null,
  atMs: number | null,
  nowMs: number,
): Status {
  if (value === null || atMs === null) return 'missing'
  return nowMs - atMs > staleAfterMs(cadence) ? 'stale' : 'fresh'
}

/** @returns whether a value is so old that the wall shows "--" with the last known value beside it */
export const isTooOld = (cadence: Cadence, atMs: number, nowMs: number): boolean =>
  nowMs - atMs > TOO_OLD_CADENCES * CADENCE_MS[cadence]
