import type { Aggregate, Grain, IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Place } from '../../protocol/place/place.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { NIGHT } from '../ui/theme.ts'
import { gridOver } from './field.ts'
import { type GeoData, parseGeo } from './geo-data.ts'
import type { StageContext } from './layers/plan.ts'
import type { World } from './marks.ts'

const FILES = import.meta.glob<string>('../../data-fixtures/geo/*.geojson', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The ground as shipped, for tests. */
export function shippedGeo(): GeoData {
  const byName = Object.entries(FILES).map(([path, text]) => [
    path.slice(path.lastIndexOf('/') + 1).replace('.geojson', ''),
    JSON.parse(text),
  ])
  const geo = parseGeo(Object.fromEntries(byName))
  if (geo === null) throw new Error('the shipped geometry has no district')
  return geo
}

export const aDefinition = (
  id: string,
  grain: Grain,
  aggregate: Aggregate = 'sum',
): IndicatorDefinition => ({
  id,
  category: 'city',
  name_zh: '积水深度',
  name_en: 'Ponding depth',
  unit: 'cm',
  unit_en: 'cm',
  department: 'sf',
  cadence: '5min',
  kind: 'gauge',
  period: null,
  precision: 1,
  direction: 'lower_better',
  warn_blue: null,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula: null,
  grain,
  aggregate,
  sim_model: 'random_walk',
  sim_base: 1,
  sim_amplitude: 1,
  sim_noise: 0,
  source: 'practice',
})

export const aReading = (
  indicator: string,
  place: string,
  value: number | null,
  more: Partial<WireReading> = {},
): WireReading => ({
  indicator,
  place,
  value,
  at: '2026-11-23T07:40:00Z',
  quality: 'good',
  level: null,
  status: value === null ? 'missing' : 'fresh',
  ...more,
})

export const aPlace = (id: string, position: readonly [number, number] | null): Place => ({
  id,
  kind: 'point',
  name_zh: `${id}站`,
  name_en: id,
  town: 'chashan',
  position,
  approximate: true,
})

/** What the stores hold, with nothing in them but what is given. */
export function aWorld(
  geo: GeoData,
  readings: readonly WireReading[],
  more: Partial<World> = {},
): World {
  const placesOf = new Map<string, string[]>()
  for (const { indicator, place } of readings) {
    placesOf.set(indicator, [...(placesOf.get(indicator) ?? []), place])
  }
  return {
    geo,
    indicators: new Map(),
    places: new Map(),
    values: new Map(readings.map((r) => [valueKey(r.indicator, r.place), r])),
    placesOf,
    orders: new Map(),
    assets: new Map(),
    ...more,
  }
}

export const aStage = (geo: GeoData, more: Partial<StageContext> = {}): StageContext => ({
  theme: NIGHT,
  geo,
  grid: gridOver(geo.district, 60),
  unitPx: 1,
  metersPerPx: 25,
  squeeze: 0.62,
  accent: NIGHT.accent.safety,
  town: null,
  strength: 1,
  ...more,
})
