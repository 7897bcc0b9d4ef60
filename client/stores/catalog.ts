import { createStore } from 'zustand/vanilla'
import type { Catalog, Department, OrderType, Town } from '../../protocol/catalog.ts'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { Place } from '../../protocol/place/place.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'

/** The catalog as the server told it, with its indexes, and the places it measures at. Empty until loaded. */
export type CatalogState = {
  readonly catalog: Catalog | null
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly departments: ReadonlyMap<string, Department>
  readonly towns: ReadonlyMap<string, Town>
  readonly orderTypes: ReadonlyMap<string, OrderType>
  readonly places: ReadonlyMap<string, Place>
}

export const catalogStore = createStore<CatalogState>(() => ({
  catalog: null,
  indicators: new Map(),
  scenarios: new Map(),
  departments: new Map(),
  towns: new Map(),
  orderTypes: new Map(),
  places: new Map(),
}))

export function applyCatalog(catalog: Catalog): void {
  const by = <T>(items: readonly T[], key: (item: T) => string): Map<string, T> =>
    new Map(items.map((item) => [key(item), item]))
  catalogStore.setState({
    catalog,
    indicators: by(catalog.indicators, (i) => i.id),
    scenarios: by(catalog.scenarios, (s) => s.id),
    departments: by(catalog.departments, (d) => d.code),
    towns: by(catalog.towns, (t) => t.code),
    orderTypes: by(catalog.orderTypes, (o) => o.code),
  })
}

export function applyPlaces(places: readonly Place[]): void {
  catalogStore.setState({ places: new Map(places.map((place) => [place.id, place])) })
}
