import { loadPlaces } from '../../../data-fixtures/places.ts'
import type { Catalog } from '../../../protocol/catalog.ts'
import { type IndicatorValue, type Reading, valueKey } from '../../../protocol/indicator/value.ts'
import type { Place } from '../../../protocol/place/place.ts'
import { loadCatalog } from '../../../scenarios/load.ts'
import type { LiveValues } from './emit.ts'

/** The shipped catalog, whole or cut down to some indicators, and its places. For tests. */
export async function shippedCatalog(
  ids?: readonly string[],
): Promise<{ readonly catalog: Catalog; readonly places: readonly Place[] }> {
  const { loaded } = await loadCatalog()
  if (loaded === null) throw new Error('the shipped catalog is refused')
  const { catalog } = loaded
  const indicators =
    ids === undefined ? catalog.indicators : catalog.indicators.filter(({ id }) => ids.includes(id))
  return { catalog: { ...catalog, indicators }, places: loadPlaces(catalog) }
}

/** A pipeline reduced to its doors: keeps every batch, and the newest reading of each series as live state. */
export function aSink() {
  const batches: (readonly Reading[])[] = []
  const newest = new Map<string, IndicatorValue>()
  const put = (reading: Reading): void => {
    const { indicator, place, value, atMs, receivedAtMs, quality, source } = reading
    newest.set(valueKey(indicator, place), {
      indicator,
      place,
      value,
      atMs,
      receivedAtMs,
      quality,
      source,
      status: 'fresh',
      level: null,
      origin: 'measured',
    })
  }
  const live: LiveValues = {
    value: (indicator, place) =>
      newest.get(valueKey(indicator, place)) ?? {
        indicator,
        place,
        value: null,
        atMs: null,
        receivedAtMs: null,
        quality: 'good',
        source: '',
        status: 'missing',
        level: null,
        origin: 'measured',
      },
    valuesOf: (indicator) => [...newest.values()].filter((value) => value.indicator === indicator),
  }
  const ingest = async (readings: readonly Reading[]): Promise<void> => {
    batches.push(readings)
    for (const reading of readings) put(reading)
  }
  return { batches, live, ingest, put, sent: () => batches.flat() }
}
