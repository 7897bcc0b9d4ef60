import { createStore } from 'zustand/vanilla'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { WireReading } from '../../protocol/stream/events.ts'

/** Everything the watched topics told us, by indicator and place. One tick is one `setState`. */
export type IndicatorState = {
  /** Raised by one with every change; cheap to subscribe to. */
  readonly version: number
  readonly values: ReadonlyMap<string, WireReading>
  /** The places known for each indicator, so that a panel finds its rows without a scan. */
  readonly placesOf: ReadonlyMap<string, readonly string[]>
}

export const indicatorStore = createStore<IndicatorState>(() => ({
  version: 0,
  values: new Map(),
  placesOf: new Map(),
}))

export const selectReading =
  (indicator: string, place: string) =>
  (state: IndicatorState): WireReading | undefined =>
    state.values.get(valueKey(indicator, place))

/**
 * Writes what changed, null = no topic tells of it any more. The only writer.
 *
 * @param changes by `valueKey`
 */
export function applyReadings(changes: ReadonlyMap<string, WireReading | null>): void {
  if (changes.size === 0) return
  const { version, values, placesOf } = indicatorStore.getState()
  const next = new Map(values)
  const moved = new Map<string, Set<string>>()
  for (const [key, reading] of changes) {
    const before = next.get(key)
    if (reading === null) next.delete(key)
    else next.set(key, reading)
    if ((before === undefined) === (reading === null)) continue
    const { indicator, place } = reading ?? before ?? { indicator: '', place: '' }
    const places = moved.get(indicator) ?? new Set(placesOf.get(indicator))
    if (reading === null) places.delete(place)
    else places.add(place)
    moved.set(indicator, places)
  }
  indicatorStore.setState({
    version: version + 1,
    values: next,
    placesOf: moved.size === 0 ? placesOf : withPlaces(placesOf, moved),
  })
}

function withPlaces(
  placesOf: ReadonlyMap<string, readonly string[]>,
  moved: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  const next = new Map(placesOf)
  for (const [indicator, places] of moved) {
    if (places.size === 0) next.delete(indicator)
    else next.set(indicator, [...places])
  }
  return next
}
