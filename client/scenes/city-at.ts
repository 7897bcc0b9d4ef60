import { CATEGORIES, type CategoryId, type Level } from '../../protocol/indicator/definition.ts'
import { worseLevel } from '../../protocol/indicator/threshold.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CityState } from '../../protocol/stream/events.ts'
import type { Moment } from '../data/moment.ts'

/** The state line's facts of a moment replayed, by the same counting as the live ones. */
export function cityAt({ readings, alarms }: Pick<Moment, 'readings' | 'alarms'>): CityState {
  const worst: Record<CategoryId, Level | null> = {
    map: null,
    economy: null,
    city: null,
    safety: null,
    society: null,
  }
  const counts: Record<Level, number> = { blue: 0, yellow: 0, orange: 0, red: 0 }
  for (const { category, level, state } of alarms) {
    if (state === 'cleared') continue
    counts[level]++
    const known = CATEGORIES.find((id) => id === category)
    if (state !== 'shelved' && known !== undefined) worst[known] = worseLevel(worst[known], level)
  }
  const freshness = { fresh: 0, stale: 0, missing: 0, total: 0 }
  let simulated = 0
  for (const { place, status, quality } of readings) {
    if (place !== DISTRICT) continue
    freshness[status]++
    freshness.total++
    if (status !== 'missing' && quality === 'simulated') simulated++
  }
  return { worst, alarms: counts, freshness, simulated }
}
