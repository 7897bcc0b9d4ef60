import type { Catalog } from '../protocol/catalog.ts'
import type { IndicatorDefinition } from '../protocol/indicator/definition.ts'
import { DISTRICT, type Place } from '../protocol/place/place.ts'
import { type GeoFeature, labelOf, polygonsOf, readGeo, textOf } from './geo/geo.ts'
import { isInside, type LonLat, pointsAlong } from './geometry/polygon.ts'
import { COMMUNITY_NAMES, FIRM_SECTORS, FIRMS, SITE_KINDS, SITES } from './places/tables.ts'

/** English names of the roads are the words of their ids: `yanling-lu` reads "Yanling Lu". */
const titleCase = (id: string): string =>
  id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

function communityPlaces(): Place[] {
  return readGeo('tianning-communities').map((feature) => {
    const code = textOf(feature, 'code')
    const names = COMMUNITY_NAMES[code]
    return {
      id: `grid:${code}`,
      kind: 'grid',
      name_zh: names?.zh ?? textOf(feature, 'name'),
      name_en: names?.en ?? textOf(feature, 'name'),
      town: textOf(feature, 'town'),
      position: labelOf(feature),
      approximate: true,
    }
  })
}

/** The town that most of a road lies in, which answers for it; null when no town has half of it. */
function townAlong(line: readonly LonLat[], towns: readonly GeoFeature[]): string | null {
  const counts = new Map<string, number>()
  let inside = 0
  for (const point of pointsAlong(line, 0.1)) {
    const town = towns.find((feature) =>
      polygonsOf(feature).some((rings) => isInside(point, rings)),
    )
    if (town === undefined) continue
    const id = textOf(town, 'id')
    counts.set(id, (counts.get(id) ?? 0) + 1)
    inside++
  }
  for (const [id, count] of counts) if (count * 2 >= inside) return id
  return null
}

function roadPlaces(): Place[] {
  const places: Place[] = []
  const towns = readGeo('tianning-towns')
  for (const feature of readGeo('schematic-roads')) {
    const kind = textOf(feature, 'kind')
    if (feature.geometry.type !== 'LineString' || kind === 'rail' || kind === 'metro') continue
    const line = feature.geometry.coordinates
    const id = textOf(feature, 'id')
    const town = townAlong(line, towns)
    places.push({
      id: `road:${id}`,
      kind: 'road',
      name_zh: textOf(feature, 'name'),
      name_en: titleCase(id),
      town,
      position: line[Math.floor(line.length / 2)] ?? null,
      approximate: true,
    })
  }
  return places
}

/**
 * Every place that the fixtures know: the district, the catalog's towns, 125 grid communities (网格), roads,
 * measuring sites and invented firms. Ids as `protocol/place` has them; order is stable.
 */
export function loadPlaces(catalog: Pick<Catalog, 'towns'>): Place[] {
  const district: Place = {
    id: DISTRICT,
    kind: 'district',
    name_zh: '天宁区',
    name_en: 'Tianning District',
    town: null,
    position: [119.993, 31.785],
    approximate: false,
  }
  const towns = catalog.towns.map(
    (town): Place => ({
      id: town.code,
      kind: 'town',
      name_zh: town.name_zh,
      name_en: town.name_en,
      town: town.code,
      position: town.centroid,
      approximate: true,
    }),
  )
  const sites = SITES.map(
    ({ id, name_zh, name_en, town, position }): Place => ({
      id: `point:${id}`,
      kind: 'point',
      name_zh,
      name_en,
      town,
      position,
      approximate: true,
    }),
  )
  const firms = FIRMS.map(
    ({ id, name_zh, name_en, town, position }): Place => ({
      id: `enterprise:${id}`,
      kind: 'enterprise',
      name_zh,
      name_en,
      town,
      position,
      approximate: true,
    }),
  )
  return [district, ...towns, ...communityPlaces(), ...roadPlaces(), ...sites, ...firms]
}

const topicOf = (id: string): string => id.split('.').slice(0, 2).join('.')

const sitesByKind = new Map<string, string[]>()
for (const { id, kind } of SITES) {
  sitesByKind.set(kind, [...(sitesByKind.get(kind) ?? []), `point:${id}`])
}

function pointIds(id: string): ReadonlySet<string> {
  const kinds = SITE_KINDS[id] ?? SITE_KINDS[topicOf(id)] ?? ['grid-station']
  return new Set(kinds.flatMap((kind) => sitesByKind.get(kind) ?? []))
}

function firmIds(id: string): ReadonlySet<string> {
  const sectors = FIRM_SECTORS[topicOf(id)]
  return new Set(
    FIRMS.filter(({ sector }) => sectors === undefined || sectors.includes(sector)).map(
      (firm) => `enterprise:${firm.id}`,
    ),
  )
}

/**
 * The places at which an indicator reports: those of its `grain`, for points and firms those of its topic.
 * A derived indicator is computed, yet its formula can hold at the same places.
 */
export function placesOfIndicator(
  definition: Pick<IndicatorDefinition, 'id' | 'grain'>,
  places: readonly Place[],
): Place[] {
  const ofGrain = places.filter(({ kind }) => kind === definition.grain)
  if (definition.grain === 'point') {
    const ids = pointIds(definition.id)
    return ofGrain.filter(({ id }) => ids.has(id))
  }
  if (definition.grain === 'enterprise') {
    const ids = firmIds(definition.id)
    return ofGrain.filter(({ id }) => ids.has(id))
  }
  return ofGrain
}

/** Position of a place, or the district's middle when it has none. */
export const positionOf = (place: Place): LonLat => place.position ?? [119.993, 31.785]
