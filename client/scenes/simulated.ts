import type { Quality } from '../../protocol/indicator/definition.ts'
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

/**
 * Whether the values of the wall's feeds are simulated: all, some, or none of those held here (演示数据). What people
 * entered by hand carries its own mark and is neither.
 */
export function simulatedShare(
  values: Iterable<{ readonly quality: Quality | null }>,
): 'all' | 'some' | 'none' {
  let simulated = false
  let other = false
  for (const { quality } of values) {
    if (quality === 'simulated') simulated = true
    else if (quality === 'good' || quality === 'suspect') other = true
    if (simulated && other) return 'some'
  }
  return simulated ? 'all' : 'none'
}
