import type { CityState } from '../../protocol/stream/events.ts'
import { indicatorStore } from '../stores/indicators.ts'

/**
 * Whether simulated data may be on the screen: the city's figures rest on it, or a value held here does.
 * The label (演示数据) is never taken away while any of it could be seen.
 */
export function showsSimulated(city: CityState | null): boolean {
  if (city !== null && city.simulated > 0) return true
  for (const { quality } of indicatorStore.getState().values.values()) {
    if (quality === 'simulated') return true
  }
  return false
}
