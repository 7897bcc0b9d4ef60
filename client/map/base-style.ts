import type { FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Theme } from '../ui/theme.ts'
import { cssColor, mix, rgba } from './color.ts'
import { type GeoData, maskPolygon } from './geo-data.ts'
import type { LonLat, Polygon } from './geometry.ts'

/** Base-map layers that deck layers are put under. */
export const GROUND_BEFORE = 'rivers-bank-within'
export const LINES_BEFORE = 'towns-line'
export const THINGS_BEFORE = 'labels-line'
/** Invisible fill that answers which town was clicked. */
export const TOWN_HIT = 'towns-hit'
export const SOURCES = { townLabels: 'town-labels', counts: 'counts' } as const

/** MapLibre draws glyphs itself from these families, first that has the letter: condensed figures, then Chinese. */
const LABEL_FONTS = [
  'Roboto Condensed Variable',
  'Noto Sans SC Variable',
  'Noto Sans CJK SC',
] as const

/** Size of a town's value beside its name, which is read from nearer but drawn in lower signs. */
export const VALUE_SCALE = 0.95

/** How thick the district's plate is drawn, design units, and in how many steps its side is shaded. */
const PLATE = 18
const STEPS = 9

type Collection = GeoJSON.FeatureCollection

const polygonFeature = (
  polygon: Polygon,
  properties: GeoJSON.GeoJsonProperties,
): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: polygon.map((ring) => ring.map(([x, y]) => [x, y])) },
})
const lineFeature = (
  path: readonly LonLat[],
  properties: GeoJSON.GeoJsonProperties,
): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates: path.map(([x, y]) => [x, y]) },
})
export const collection = (features: readonly GeoJSON.Feature[]): Collection => ({
  type: 'FeatureCollection',
  features: [...features],
})

/** Colours of the ground, all made from the theme's own tokens. */
function palette(theme: Theme) {
  const ground = rgba(theme.ground)
  const ink = rgba(theme.ink)
  const water = rgba(theme.ramp[theme.name === 'night' ? 2 : 3] ?? theme.ink)
  const shade = (t: number): string => cssColor(mix(ground, ink, t))
  return {
    ground: theme.ground,
    beyond: shade(0.035),
    plate: cssColor(mix(mix(ground, ink, 0.045), rgba(theme.ramp[0] ?? theme.ground), 0.34)),
    sideTop: cssColor(mix(mix(ground, ink, 0.09), rgba(theme.ramp[0] ?? theme.ground), 0.5)),
    sideBottom: mix(ground, rgba('#000000'), theme.name === 'night' ? 0.45 : 0.12),
    rim: cssColor(mix(ground, ink, 0.5)),
    town: cssColor(rgba(theme.ink, 0.24)),
    community: cssColor(rgba(theme.ink, 0.05)),
    river: cssColor(mix(mix(ground, ink, 0.25), water, 0.55)),
    riverName: cssColor(mix(ink, water, 0.42)),
    bank: cssColor(mix(mix(ground, ink, 0.08), water, 0.3)),
    street: cssColor(rgba(theme.ink, 0.09)),
    arterial: cssColor(rgba(theme.ink, 0.15)),
    fast: cssColor(rgba(theme.ink, 0.24)),
    rail: cssColor(rgba(theme.ink, 0.22)),
    metro: cssColor(rgba(theme.ink, 0.2)),
    halo: cssColor(rgba(theme.ground, 0.92)),
    mask: cssColor([...rgba(theme.ground, 0.6)]),
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
  const roadWidth = (thin: number): number => u(thin)
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
        data: collection(geo.neighbours.map((polygon) => polygonFeature(polygon, {}))),
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
      rivers: {
        type: 'geojson',
        data: collection(
          geo.rivers.map(({ path, name, widthM }) => lineFeature(path, { name, widthM })),
        ),
      },
      roads: {
        type: 'geojson',
        data: collection(
          geo.roads.map(({ path, name, kind }) => lineFeature(path, { name, kind })),
        ),
      },
      [SOURCES.townLabels]: { type: 'geojson', data: collection([]) },
      [SOURCES.counts]: { type: 'geojson', data: collection([]) },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
      { id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': c.beyond } },
      {
        id: 'neighbours-line',
        type: 'line',
        source: 'neighbours',
        paint: { 'line-color': c.street, 'line-width': u(1) },
      },
      ...riverLayers('beyond', c, u, 0.55),
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
      ...riverLayers('within', c, u, 1),
      {
        id: 'roads-street',
        type: 'line',
        source: 'roads',
        filter: roadKind('street'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': c.street, 'line-width': roadWidth(1) },
      },
      {
        id: 'roads-arterial',
        type: 'line',
        source: 'roads',
        filter: roadKind('arterial'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': c.arterial, 'line-width': roadWidth(1.5) },
      },
      {
        id: 'roads-fast',
        type: 'line',
        source: 'roads',
        filter: roadKind('expressway', 'motorway'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': c.fast, 'line-width': roadWidth(1.2), 'line-gap-width': u(1.8) },
      },
      {
        id: 'rail',
        type: 'line',
        source: 'roads',
        filter: roadKind('rail'),
        paint: { 'line-color': c.rail, 'line-width': u(2.4), 'line-dasharray': [3, 2] },
      },
      {
        id: 'metro',
        type: 'line',
        source: 'roads',
        filter: roadKind('metro'),
        paint: { 'line-color': c.metro, 'line-width': u(1.4), 'line-dasharray': [1, 2] },
      },
      {
        id: 'towns-line',
        type: 'line',
        source: 'towns',
        paint: { 'line-color': c.town, 'line-width': u(1.2) },
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
        id: 'labels-line',
        type: 'symbol',
        source: 'rivers',
        layout: lineLabel(u(16)),
        paint: { 'text-color': c.riverName, 'text-halo-color': c.halo, 'text-halo-width': u(1.4) },
      },
      {
        id: 'labels-road',
        type: 'symbol',
        source: 'roads',
        filter: roadKind('expressway', 'motorway'),
        layout: lineLabel(u(16)),
        paint: {
          'text-color': theme.inkQuiet,
          'text-halo-color': c.halo,
          'text-halo-width': u(1.4),
        },
      },
      {
        id: 'counts',
        type: 'symbol',
        source: SOURCES.counts,
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
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
          'text-radial-offset': 0.6,
        },
        paint: { 'text-halo-color': c.halo, 'text-halo-width': u(1.8) },
      },
    ],
  }
}

function riverLayers(
  name: string,
  c: ReturnType<typeof palette>,
  u: (n: number) => number,
  strength: number,
): LayerSpecification[] {
  // 25 m to 90 m of water become 2 to 5.5 units: true to each other, wide enough to be seen from afar.
  const width = (times: number, plus: number): ['interpolate', ...unknown[]] => [
    'interpolate',
    ['linear'],
    ['get', 'widthM'],
    25,
    u(2 * times + plus),
    90,
    u(5.5 * times + plus),
  ]
  const paint = (color: string, times: number, plus: number) => ({
    'line-color': color,
    'line-width': width(times, plus) as unknown as number,
    'line-opacity': strength,
  })
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    {
      id: `rivers-bank-${name}`,
      type: 'line',
      source: 'rivers',
      layout,
      paint: paint(c.bank, 1, 3.5),
    },
    { id: `rivers-${name}`, type: 'line', source: 'rivers', layout, paint: paint(c.river, 1, 0) },
    {
      id: `rivers-deep-${name}`,
      type: 'line',
      source: 'rivers',
      layout,
      paint: paint(c.bank, 0.4, 0),
    },
  ]
}

const lineLabel = (size: number) =>
  ({
    'symbol-placement': 'line',
    'symbol-spacing': size * 24,
    'text-field': ['get', 'name'],
    'text-font': [...LABEL_FONTS],
    'text-size': size,
    'text-letter-spacing': 0.12,
    'text-max-angle': 38,
    'text-padding': size / 2,
    'text-pitch-alignment': 'viewport',
  }) satisfies Extract<LayerSpecification, { type: 'symbol' }>['layout']
