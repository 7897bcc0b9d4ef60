import type { Alarm } from '../../protocol/alarm/alarm.ts'
import {
  CATEGORIES,
  type CategoryId,
  type Level,
  type Quality,
  type Status,
} from '../../protocol/indicator/definition.ts'
import { worseLevel } from '../../protocol/indicator/threshold.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CityState } from '../../protocol/stream/events.ts'
import type { LiveState } from '../indicators/live.ts'

type Known = { readonly status: Status; readonly quality: Quality }

/** Counts the district's values by freshness, kept up value by value rather than by looking at all of them. */
export class CityTally {
  readonly #known: Map<string, Known>

  constructor(indicators: Iterable<string>, live: LiveState) {
    this.#known = new Map([...indicators].map((id) => [id, live.value(id, DISTRICT)]))
  }

  /** Takes a changed value of the district; others are not counted. */
  take(value: Known & { readonly indicator: string; readonly place: string }): void {
    if (value.place !== DISTRICT || !this.#known.has(value.indicator)) return
    this.#known.set(value.indicator, { status: value.status, quality: value.quality })
  }

  /** @param alarms every standing alarm */
  state(alarms: Iterable<Alarm>): CityState {
    const freshness = { fresh: 0, stale: 0, missing: 0, total: this.#known.size }
    let simulated = 0
    for (const { status, quality } of this.#known.values()) {
      freshness[status]++
      if (status !== 'missing' && quality === 'simulated') simulated++
    }
    const worst: Record<CategoryId, Level | null> = {
      map: null,
      economy: null,
      city: null,
      safety: null,
      society: null,
    }
    const counts: Record<Level, number> = { blue: 0, yellow: 0, orange: 0, red: 0 }
    for (const alarm of alarms) {
      counts[alarm.level]++
      const category = CATEGORIES.find((id) => id === alarm.category)
      if (category !== undefined && alarm.state !== 'shelved') {
        worst[category] = worseLevel(worst[category], alarm.level)
      }
    }
    return { worst, alarms: counts, freshness, simulated }
  }
}
