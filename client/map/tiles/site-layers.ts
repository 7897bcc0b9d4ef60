import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { TileSet } from '../../../protocol/geo/tile-set.ts'
import type { Theme } from '../../ui/theme.ts'
import { byZoom, palette } from '../base-style.ts'
import { cssColor } from '../color.ts'
import { PICTURE_RANGE, surfaces } from './looks.ts'
import { tileAddress } from './tile-protocol.ts'

export const SITE_SOURCE = 'site-tiles'
/** The site's ground lies under everything of ours from here on. */
export const SITE_BEFORE = 'communities-line'

/** What the shipped ground shows of waters, roads and their names, by the beginning of the layers' names. */
const DOUBLED = ['rivers-', 'roads-', 'rail', 'metro', 'labels-line', 'labels-road'] as const
/** Whether a layer of the shipped ground shows what the site's tiles show better. */
export const isDoubled = (layerId: string): boolean =>
  DOUBLED.some((start) => layerId.startsWith(start))

export const siteSource = ({
  kind,
  datum,
  tileSize,
  minZoom,
  maxZoom,
  bounds,
}: TileSet): SourceSpecification => ({
  type: kind,
  tiles: [tileAddress(datum)],
  minzoom: minZoom,
  maxzoom: maxZoom,
  ...(kind === 'raster' ? { tileSize } : {}),
  ...(bounds === null ? {} : { bounds: [...bounds] }),
})

/** A picture's colours mean nothing on a wall where red, orange, yellow and blue are warning levels: they go. */
function rasterLayer({ name }: Theme): LayerSpecification {
  const [black, white] = PICTURE_RANGE[name]
  return {
    id: 'site-raster',
    type: 'raster',
    source: SITE_SOURCE,
    paint: {
      'raster-saturation': -0.92,
      'raster-brightness-min': black,
      'raster-brightness-max': white,
      'raster-fade-duration': 0,
      'raster-resampling': 'linear',
    },
  }
}

/** Names that the common schemas (OpenMapTiles, Protomaps, Shortbread) give to the same thing. */
const WATERS = ['water', 'ocean', 'water_polygons']
const WATERWAYS = ['waterway', 'physical_line', 'water_lines', 'water']
const BUILDINGS = ['building', 'buildings']
const ROADS = ['transportation', 'roads', 'streets']
/** Layers that something is drawn from. Boundaries and names of places are left to the wall's own. */
const KNOWN: ReadonlySet<string> = new Set([...WATERS, ...WATERWAYS, ...BUILDINGS, ...ROADS])

const FAST = ['motorway', 'trunk', 'primary', 'highway', 'major_road']
const ARTERIAL = ['secondary', 'tertiary', 'medium_road']
const RAIL = ['rail', 'transit', 'light_rail', 'subway', 'tram']
const NOT_DRIVEN = [
  'path',
  'footway',
  'pedestrian',
  'steps',
  'cycleway',
  'ferry',
  'pier',
  'aerialway',
]

const KIND: ExpressionSpecification = [
  'coalesce',
  ['get', 'class'],
  ['get', 'kind'],
  ['get', 'pmap:kind'],
  '',
]
const isOneOf = (kinds: readonly string[]): ExpressionSpecification => [
  'in',
  KIND,
  ['literal', [...kinds]],
]
const isShape = (shape: 'Polygon' | 'LineString'): ExpressionSpecification => [
  'in',
  shape,
  ['geometry-type'],
]

function vectorLayers(
  layers: readonly string[],
  theme: Theme,
  u: (n: number) => number,
): LayerSpecification[] {
  const c = palette(theme)
  const from = (names: readonly string[]) => names.filter((name) => layers.includes(name))
  const { water, building } = surfaces(theme)
  const roads = [
    { id: 'rail', filter: isOneOf(RAIL), color: c.rail, width: 1 },
    {
      id: 'street',
      filter: ['!', isOneOf([...FAST, ...ARTERIAL, ...RAIL, ...NOT_DRIVEN])],
      color: c.street,
      width: 1,
    },
    { id: 'arterial', filter: isOneOf(ARTERIAL), color: c.arterial, width: 1.6 },
    { id: 'fast', filter: isOneOf(FAST), color: c.fast, width: 2.4 },
  ] as const
  return [
    ...from(WATERS).map(
      (name): LayerSpecification => ({
        id: `site-water-${name}`,
        type: 'fill',
        source: SITE_SOURCE,
        'source-layer': name,
        filter: isShape('Polygon'),
        paint: { 'fill-color': cssColor(water) },
      }),
    ),
    ...from(WATERWAYS).map(
      (name): LayerSpecification => ({
        id: `site-waterway-${name}`,
        type: 'line',
        source: SITE_SOURCE,
        'source-layer': name,
        filter: isShape('LineString'),
        paint: { 'line-color': c.river, 'line-width': byZoom(u, 1.6) },
      }),
    ),
    ...from(BUILDINGS).map(
      (name): LayerSpecification => ({
        id: `site-building-${name}`,
        type: 'fill',
        source: SITE_SOURCE,
        'source-layer': name,
        minzoom: 13,
        paint: { 'fill-color': cssColor(building) },
      }),
    ),
    ...from(ROADS).flatMap((name) =>
      roads.map(
        ({ id, filter, color, width }): LayerSpecification => ({
          id: `site-${id}-${name}`,
          type: 'line',
          source: SITE_SOURCE,
          'source-layer': name,
          filter: ['all', isShape('LineString'), filter] as ExpressionSpecification,
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': color, 'line-width': byZoom(u, width) },
        }),
      ),
    ),
  ]
}

/**
 * The site's ground in the wall's looks, lowest first, with the shade over what lies outside of the district.
 *
 * @returns null when nothing in the tiles is of a kind that is known here
 */
export function siteLayers(
  { kind, layers }: TileSet,
  theme: Theme,
  unitPx: number,
): LayerSpecification[] | null {
  const known = layers === null ? [...KNOWN] : layers.filter((name) => KNOWN.has(name))
  if (kind === 'vector' && known.length === 0) return null
  const ground =
    kind === 'raster' ? [rasterLayer(theme)] : vectorLayers(known, theme, (n) => n * unitPx)
  return [
    ...ground,
    {
      id: 'site-mask',
      type: 'fill',
      source: 'mask',
      paint: { 'fill-color': palette(theme).mask },
    },
  ]
}
