import type { Quality } from '../../../protocol/indicator/definition.ts'
import { LEVELS, type RollUpLevel } from '../buckets.ts'

/**
 * Number of a quality in the file, from best to worst as in the contract. Written down again because the
 * numbers may not change once they are stored, and so that the threads need no schema library.
 */
export const STORED_QUALITIES: readonly Quality[] = ['good', 'manual', 'suspect', 'simulated']

/** @returns the number under which a quality is stored */
export const packQuality = (quality: Quality): number => STORED_QUALITIES.indexOf(quality)

/** @returns the quality stored under the number; an unknown number is read as `suspect` */
export const unpackQuality = (stored: number): Quality => STORED_QUALITIES[stored] ?? 'suspect'

/** Source of values that the engine worked out; such rows may be overwritten. */
export const ENGINE_SOURCE = 0
/** Source of history that was written in afterwards. */
export const BACKFILL_SOURCE = 1
/** Feeds are numbered from here on, whatever they call themselves. */
export const FIRST_FEED_SOURCE = 2

/** Earlier than any time that is stored: "nothing yet". */
export const NEVER_MS = -9e15
/** Later than any time that is stored. */
export const ALWAYS_MS = 9e15

export const LEVEL_TABLE: Readonly<Record<RollUpLevel, string>> = {
  '1min': 'rollup_minute',
  '1h': 'rollup_hour',
  '1d': 'rollup_day',
}

/** @returns the levels finer than this one, from fine to coarse */
export const finerLevels = (level: RollUpLevel): readonly RollUpLevel[] =>
  LEVELS.slice(0, LEVELS.indexOf(level))
