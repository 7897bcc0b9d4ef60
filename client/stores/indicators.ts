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
