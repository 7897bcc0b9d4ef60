import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Theme } from '../ui/theme.ts'
import { cssColor, mix, rgba } from './color.ts'
import { stretchesWithin } from './drawn-shape.ts'
import { type GeoData, type Line, maskPolygon } from './geo-data.ts'
import { collection, lineFeature, pointFeature, polygonFeature } from './geo-features.ts'
import type { Polygon } from './geometry.ts'
import { lineNames } from './line-names.ts'

/** Base-map layers that deck layers are put under. */
export const GROUND_BEFORE = 'rivers-bank-within'
export const LINES_BEFORE = 'towns-line'
export const THINGS_BEFORE = 'labels-line'
/** Invisible fill that answers which town was clicked. */
export const TOWN_HIT = 'towns-hit'
export const SOURCES = {
  townLabels: 'town-labels',
  counts: 'counts',
  lineNames: 'line-names',
} as const

/** MapLibre draws glyphs itself from these families, first that has the letter: condensed figures, then Chinese. */
const LABEL_FONTS = [
  'Roboto Condensed Variable',
  'Noto Sans SC Variable',
  'Noto Sans CJK SC',
] as const

/** Size of a town's value beside its name, which is read from nearer but drawn in lower signs. */
export const VALUE_SCALE = 0.95

/** Size of the names along waters and roads, units. */
export const LINE_NAME = 16

/** How thick the district's plate is drawn, design units, and in how many steps its side is shaded. */
const PLATE = 18
const STEPS = 9

/** Colours of the ground, all made from the theme's own tokens. */
export function palette(theme: Theme) {
  const ground = rgba(theme.ground)
  const ink = rgba(theme.ink)
  const night = theme.name === 'night'
  const [deep, deeper] = [rgba(theme.ramp[0] ?? theme.ground), rgba(theme.ramp[1] ?? theme.ground)]
  const water = night
    ? mix(ground, deeper, 0.72)
    : mix(ground, rgba(theme.ramp[2] ?? theme.ink), 0.7)
  const shade = (t: number): string => cssColor(mix(ground, ink, t))
  const road = (t: number): string => cssColor(mix(mix(ground, ink, t), deep, night ? 0.3 : 0))
  return {
    ground: shade(night ? 0.045 : 0.06),
    beyond: cssColor(mix(mix(ground, ink, night ? 0.15 : 0.17), deep, 0.4)),
    beyondLine: shade(night ? 0.36 : 0.45),
    beyondName: cssColor(rgba(theme.inkQuiet, 0.9)),
    plate: cssColor(mix(mix(ground, ink, 0.045), deep, 0.34)),
    sideTop: cssColor(mix(mix(ground, ink, 0.16), deep, 0.5)),
    sideBottom: mix(ground, rgba('#000000'), night ? 0.45 : 0.12),
    rim: cssColor(mix(ground, ink, 0.62)),
    rimGlow: cssColor(rgba(theme.ink, night ? 0.16 : 0.3)),
    groove: cssColor(night ? rgba('#000000', 0.5) : rgba(theme.ink, 0.16)),
    town: cssColor(night ? rgba(theme.ink, 0.3) : rgba('#ffffff', 0.85)),
    community: cssColor(rgba(theme.ink, 0.05)),
    river: cssColor(water),
    riverName: cssColor(mix(ink, rgba(theme.ramp[night ? 4 : 3] ?? theme.ink), 0.5)),
    bank: cssColor(mix(water, night ? rgba('#000000') : ink, night ? 0.45 : 0.3)),
    casing: cssColor(night ? rgba(theme.ground, 0.62) : rgba('#8d9aa5', 0.75)),
    street: night ? road(0.26) : '#f6f8f9',
    arterial: night ? road(0.36) : '#fbfcfd',
    fast: night ? road(0.5) : '#ffffff',
    rail: cssColor(rgba(theme.ink, 0.3)),
    metro: cssColor(rgba(theme.ink, 0.22)),
    halo: haloColor(theme),
    mask: cssColor(rgba(theme.ground, 0.6)),
  }
}

/**
 * The base map from our own geometry: no tiles, glyphs or sprites, so it works without any network.
 *
 * @param unitPx CSS pixels of the wall's unit: widths and labels grow with the wall
 * @param scanU size of what is scanned from afar, in units: the names of towns
 */
export function baseStyle(
  geo: GeoData,
  theme: Theme,
  unitPx: number,
  scanU = 19,
): StyleSpecification {
  const c = palette(theme)
  const u = (n: number): number => n * unitPx
  const roadKind = (...kinds: string[]): FilterSpecification => [
    'in',
    ['get', 'kind'],
    ['literal', kinds],
  ]
  const side: LayerSpecification[] = Array.from({ length: STEPS }, (_, i) => {
    const t = (STEPS - i) / STEPS
    return {
      id: `plate-side-${i}`,
      type: 'fill',
      source: 'district',
      paint: {
        'fill-color': cssColor(mix(rgba(c.sideTop), c.sideBottom, t)),
        'fill-translate': [0, u(PLATE) * t],
        'fill-translate-anchor': 'viewport',
        'fill-antialias': false,
      },
    }
  })
  return {
    version: 8,
    sources: {
      neighbours: {
        type: 'geojson',
        data: collection(geo.neighbours.map(({ polygon }) => polygonFeature(polygon, {}))),
      },
      'neighbour-labels': {
        type: 'geojson',
        data: collection(
          geo.neighbours.flatMap(({ name, label }) =>
            label === null ? [] : [pointFeature(label, { name })],
          ),
        ),
      },
      district: { type: 'geojson', data: polygonFeature(geo.district, {}) },
      mask: { type: 'geojson', data: polygonFeature(maskPolygon(geo.district), {}) },
      towns: {
        type: 'geojson',
        data: collection(geo.towns.map(({ polygon, code }) => polygonFeature(polygon, { code }))),
      },
      communities: {
        type: 'geojson',
        data: collection(
          geo.communities.map(({ polygon, code }) => polygonFeature(polygon, { code })),
        ),
      },
      'rivers-beyond': { type: 'geojson', data: linesOf(geo.rivers) },
      'rivers-within': { type: 'geojson', data: linesOf(geo.rivers, geo.district) },
      'roads-beyond': { type: 'geojson', data: linesOf(geo.roads) },
      'roads-within': { type: 'geojson', data: linesOf(geo.roads, geo.district) },
      [SOURCES.townLabels]: { type: 'geojson', data: collection([]) },
      [SOURCES.counts]: { type: 'geojson', data: collection([]) },
      // One tile for all of it: a line that tiles cut in two would be named twice.
      [SOURCES.lineNames]: { type: 'geojson', maxzoom: NAMES_ZOOM, data: lineNames(geo) },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
      { id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': c.beyond } },
      {
        id: 'neighbours-line',
        type: 'line',
        source: 'neighbours',
        paint: { 'line-color': c.beyondLine, 'line-width': u(1.2), 'line-dasharray': [5, 3] },
      },
      ...riverLayers('beyond', c, u),
      ...roadLayers('beyond', c, u),
      { id: 'mask', type: 'fill', source: 'mask', paint: { 'fill-color': c.mask } },
      {
        id: 'plate-shadow',
        type: 'line',
        source: 'district',
        paint: {
          'line-color': theme.name === 'night' ? '#000000' : c.street,
          'line-opacity': 0.55,
          'line-width': u(34),
          'line-blur': u(30),
          'line-translate': [0, u(PLATE + 8)],
          'line-translate-anchor': 'viewport',
        },
      },
      ...side,
      { id: 'plate', type: 'fill', source: 'district', paint: { 'fill-color': c.plate } },
      {
        id: 'communities-line',
        type: 'line',
        source: 'communities',
        paint: { 'line-color': c.community, 'line-width': u(0.8) },
      },
      { id: TOWN_HIT, type: 'fill', source: 'towns', paint: { 'fill-opacity': 0 } },
      ...riverLayers('within', c, u),
      ...roadLayers('within', c, u),
      {
        id: 'rail-bed',
        type: 'line',
        source: 'roads-within',
        filter: roadKind('rail'),
        paint: { 'line-color': c.casing, 'line-width': byZoom(u, 3.2) },
      },
      {
        id: 'rail',
        type: 'line',
        source: 'roads-within',
        filter: roadKind('rail'),
        paint: { 'line-color': c.rail, 'line-width': byZoom(u, 2), 'line-dasharray': [4, 3] },
      },
      {
        id: 'metro',
        type: 'line',
        source: 'roads-within',
        filter: roadKind('metro'),
        paint: { 'line-color': c.metro, 'line-width': byZoom(u, 1.4), 'line-dasharray': [1, 2] },
      },
      // A groove between the towns: shaded on the far side, lit on the near one, as if each were a plate.
      {
        id: 'towns-groove',
        type: 'line',
        source: 'towns',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': c.groove,
          'line-width': u(3),
          'line-translate': [0, u(-1.6)],
          'line-translate-anchor': 'viewport',
        },
      },
      {
        id: 'towns-line',
        type: 'line',
        source: 'towns',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': c.town, 'line-width': u(1.1) },
      },
      {
        id: 'district-glow',
        type: 'line',
        source: 'district',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': c.rimGlow,
          'line-width': u(14),
          'line-blur': u(12),
        },
      },
      {
        id: 'district-rim',
        type: 'line',
        source: 'district',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': c.rim, 'line-width': u(1.6) },
      },
      {
        id: 'town-selected',
        type: 'line',
        source: 'towns',
        filter: ['==', ['get', 'code'], ''],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.ink, 'line-width': u(3) },
      },
      {
        id: 'labels-neighbour',
        type: 'symbol',
        source: 'neighbour-labels',
        layout: {
          'text-field': ['get', 'name'],
          'text-font': [...LABEL_FONTS],
          'text-size': u(18),
          'text-letter-spacing': 0.3,
        },
        paint: { 'text-color': c.beyondName, 'text-halo-color': c.halo, 'text-halo-width': u(1.4) },
      },
      {
        id: 'labels-line',
        type: 'symbol',
        source: SOURCES.lineNames,
        filter: ['==', ['get', 'kind'], 'river'],
        layout: lineLabel(u(LINE_NAME)),
        paint: { 'text-color': c.riverName, 'text-halo-color': c.halo, 'text-halo-width': u(1.4) },
      },
      {
        id: 'labels-road',
        type: 'symbol',
        source: SOURCES.lineNames,
        filter: ['==', ['get', 'kind'], 'road'],
        layout: lineLabel(u(LINE_NAME)),
        paint: {
          'text-color': theme.inkQuiet,
          'text-halo-color': c.halo,
          'text-halo-width': u(1.4),
        },
      },
      {
        id: 'labels-isoline',
        type: 'symbol',
        source: SOURCES.counts,
        filter: ['get', 'yields'],
        layout: {
          'text-field': ['get', 'text'],
          'text-size': ['get', 'size'],
          'text-font': [...LABEL_FONTS],
          'text-padding': u(8),
        },
        paint: { 'text-color': theme.ink, 'text-halo-color': c.halo, 'text-halo-width': u(1.6) },
      },
      {
        id: 'counts',
        type: 'symbol',
        source: SOURCES.counts,
        filter: ['!', ['get', 'yields']],
        layout: {
          'text-field': ['get', 'text'],
          'text-size': ['get', 'size'],
          'text-font': [...LABEL_FONTS],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': theme.ink, 'text-halo-color': c.halo, 'text-halo-width': u(1.2) },
      },
      {
        id: 'labels-town',
        type: 'symbol',
        source: SOURCES.townLabels,
        layout: {
          'text-field': [
            'format',
            ['get', 'name'],
            { 'text-color': ['get', 'nameColor'] },
            ['get', 'value'],
            { 'font-scale': VALUE_SCALE, 'text-color': ['get', 'valueColor'] },
          ],
          'text-size': u(scanU),
          'text-font': [...LABEL_FONTS],
          'text-line-height': 1.25,
          'text-padding': u(6),
          // Where they stand is decided by `town-labels.ts`, so that everything else knows it too.
          'text-allow-overlap': true,
        },
        paint: { 'text-halo-color': c.halo, 'text-halo-width': u(TOWN_HALO_U) },
      },
    ],
  }
}

/** Half-width of what surrounds a town's name and value, units. */
export const TOWN_HALO_U = 2.6
/** The colour around names on the map. */
export const haloColor = (theme: Theme): string => cssColor(rgba(theme.ground, 0.92))

/** At this zoom a tile is 70 km wide, more than a district. */
const NAMES_ZOOM = 9

/** Waters or roads as features; `within` leaves only what runs inside of it. */
const linesOf = (lines: readonly Line[], within?: Polygon): GeoJSON.FeatureCollection =>
  collection(
    lines.flatMap(({ path, name, kind, widthM }) =>
      (within === undefined ? [path] : stretchesWithin(path, within)).map((stretch) =>
        lineFeature(stretch, { name, kind, widthM }),
      ),
    ),
  )

/** Zoom at which the widths below hold: the district as it fills a wall. */
const WIDTH_ZOOM = 12.5

/** A width that grows with the zoom as the ground does, but slower, so that a near look stays a map. */
export const byZoom = (u: (n: number) => number, width: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  WIDTH_ZOOM - 2,
  u(width * 0.55),
  WIDTH_ZOOM,
  u(width),
  WIDTH_ZOOM + 3,
  u(width * 3.2),
]

type Colors = ReturnType<typeof palette>
const ROUND = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Water by its own width, true to each other and wide enough to be seen from afar, with a bank of its own. */
function riverLayers(name: string, c: Colors, u: (n: number) => number): LayerSpecification[] {
  const width = (plus: number): ExpressionSpecification => {
    const at = (times: number): ExpressionSpecification => [
      'interpolate',
      ['linear'],
      ['get', 'widthM'],
      25,
      u((3 + plus) * times),
      90,
      u((7.5 + plus) * times),
    ]
    return [
      'interpolate',
      ['exponential', 1.6],
      ['zoom'],
      WIDTH_ZOOM - 2,
      at(0.55),
      WIDTH_ZOOM,
      at(1),
      WIDTH_ZOOM + 3,
      at(3.2),
    ]
  }
  return [
    {
      id: `rivers-bank-${name}`,
      type: 'line',
      source: `rivers-${name}`,
      layout: ROUND,
      paint: { 'line-color': c.bank, 'line-width': width(1.8) },
    },
    {
      id: `rivers-${name}`,
      type: 'line',
      source: `rivers-${name}`,
      layout: ROUND,
      paint: { 'line-color': c.river, 'line-width': width(0) },
    },
  ]
}

/** Classes of road from the least to the greatest: width in units at the district's zoom. */
const ROADS = [
  { id: 'street', kinds: ['street'], width: 1.3, casing: 0.9 },
  { id: 'arterial', kinds: ['arterial'], width: 2, casing: 1.4 },
  { id: 'fast', kinds: ['expressway', 'motorway'], width: 3, casing: 2 },
] as const

/** Roads with their casings: all casings first, so that a crossing is one surface. */
function roadLayers(name: string, c: Colors, u: (n: number) => number): LayerSpecification[] {
  const line = (
    road: (typeof ROADS)[number],
    part: 'casing' | 'road',
    color: string,
  ): LayerSpecification => ({
    id: `roads-${road.id}-${part}-${name}`,
    type: 'line',
    source: `roads-${name}`,
    filter: ['in', ['get', 'kind'], ['literal', [...road.kinds]]],
    layout: ROUND,
    paint: {
      'line-color': color,
      'line-width': byZoom(u, road.width + (part === 'casing' ? road.casing : 0)),
    },
  })
  return [
    ...ROADS.map((road) => line(road, 'casing', c.casing)),
    ...ROADS.map((road) => line(road, 'road', c[road.id])),
  ]
}

const lineLabel = (size: number) =>
  ({
    'symbol-placement': 'line-center',
    'text-field': ['get', 'name'],
    'text-font': [...LABEL_FONTS],
    'text-size': size,
    'text-letter-spacing': 0.12,
    'text-max-angle': 38,
    'text-padding': size / 2,
    'text-pitch-alignment': 'viewport',
  }) satisfies Extract<LayerSpecification, { type: 'symbol' }>['layout']
