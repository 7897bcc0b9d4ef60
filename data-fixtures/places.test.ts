import { beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../protocol/catalog.ts'
import { placeKind } from '../protocol/place/place.ts'
import { loadCatalog } from '../scenarios/load.ts'
import { polygonsOf, readGeo, textOf } from './geo/geo.ts'
import { isInside, type LonLat } from './geometry/polygon.ts'
import { loadPlaces, placesOfIndicator } from './places.ts'

let catalog: Catalog

beforeAll(async () => {
  const { loaded } = await loadCatalog()
  if (loaded === null) throw new Error('the shipped catalog is refused')
  catalog = loaded.catalog
})

const townHolding = (point: LonLat): string | undefined => {
  const town = readGeo('tianning-towns').find((feature) =>
    polygonsOf(feature).some((rings) => isInside(point, rings)),
  )
  return town && textOf(town, 'id')
}

describe('places', () => {
  test('there are a district, eight towns, 125 communities, roads, sites and 24 firms, each once', () => {
    const places = loadPlaces(catalog)
    const counts: Record<string, number> = {}
    for (const { kind } of places) counts[kind] = (counts[kind] ?? 0) + 1
    expect(counts).toMatchObject({ district: 1, town: 8, grid: 125, road: 31, enterprise: 24 })
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length)
  })

  test('every id says the kind of its place', () => {
    const towns = new Set(catalog.towns.map(({ code }) => code))
    for (const place of loadPlaces(catalog)) expect(placeKind(place.id, towns)).toBe(place.kind)
  })

  test('every site, firm and community lies inside the district and in the town it is said to be in', () => {
    const district = readGeo('tianning-district').flatMap(polygonsOf)
    const misplaced = loadPlaces(catalog)
      .filter(({ kind }) => kind === 'point' || kind === 'enterprise' || kind === 'grid')
      .filter(({ position, town }) => {
        if (position === null) return true
        return (
          !district.some((rings) => isInside(position, rings)) || townHolding(position) !== town
        )
      })
    expect(misplaced).toEqual([])
  })

  test('a road belongs to the town that holds most of it, and every town has a road of its own', () => {
    const roads = loadPlaces(catalog).filter(({ kind }) => kind === 'road')
    const towns = new Set(roads.map(({ town }) => town))
    const tiled = catalog.towns.filter(({ kind }) => kind !== 'zone').map(({ code }) => code)
    expect(tiled.filter((code) => !towns.has(code))).toEqual([])
    expect(roads.find(({ id }) => id === 'road:sanhekou-lu')?.town).toBe('zhenglu')
  })

  test('a site that is not on the map of landmarks is marked as schematic in both languages', () => {
    const landmarks = new Set(readGeo('schematic-pois').map((feature) => textOf(feature, 'name')))
    const unmarked = loadPlaces(catalog).filter(
      ({ kind, name_zh, name_en }) =>
        kind === 'point' &&
        !landmarks.has(name_zh) &&
        !(name_zh.endsWith('（示意）') && name_en.endsWith('(schematic)')),
    )
    expect(unmarked).toEqual([])
  })

  test('every indicator reports somewhere, a point topic at 1 to 14 sites', () => {
    const places = loadPlaces(catalog)
    for (const indicator of catalog.indicators) {
      const count = placesOfIndicator(indicator, places).length
      expect(count, indicator.id).toBeGreaterThan(0)
      if (indicator.grain === 'point') expect(count, indicator.id).toBeLessThanOrEqual(14)
    }
  })
})
