import { curveThrough, easedRing, easePolygon, easeRing, labelBeside } from './drawn-shape.ts'
import {
  type Bounds,
  boundsOf,
  inPolygon,
  type LonLat,
  type Polygon,
  type Ring,
} from './geometry.ts'

export type Area = {
  /** Town code, or a community's statistical code. */
  readonly code: string
  readonly name: string
  readonly polygon: Polygon
  /** Where its label stands. */
  readonly label: LonLat
  /** Code of the town it lies in. */
  readonly town: string
}
export type Line = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly path: readonly LonLat[]
  readonly widthM: number
}

export type Neighbour = {
  readonly name: string
  readonly polygon: Polygon
  /** Near our own border, where a reader of the map looks; null: the smaller pieces of a district in several. */
  readonly label: LonLat | null
}

/** What the law and the licence want said under a map. */
export type MapImprint = {
  readonly boundarySource: string
  /** 审图号 of the deployment; null: it has none. */
  readonly approval: string | null
  /** Whether the deployment has map tiles of its own. */
  readonly hasTiles: boolean
}

/** The ground everything stands on; drawn by us, so 示意. */
export type GeoData = {
  readonly imprint: MapImprint
  readonly district: Polygon
  readonly bounds: Bounds
  /** Middle of the outline's box: grids and pixels hang on it. */
  readonly center: LonLat
  /** Where the district is run from (区城市运行管理中心): flows meet here. */
  readonly seat: LonLat
  /** The districts around it, 示意, as its quiet surroundings. */
  readonly neighbours: readonly Neighbour[]
  readonly towns: readonly Area[]
  readonly communities: readonly Area[]
  /** The development zone, which overlaps two towns and is never summed with them. */
  readonly zones: readonly Area[]
  readonly rivers: readonly Line[]
  readonly roads: readonly Line[]
}

const GEO_NAMES = [
  'changzhou-districts',
  'tianning-district',
  'tianning-towns',
  'tianning-communities',
  'tianning-overlay-units',
  'schematic-rivers',
  'schematic-roads',
  'schematic-pois',
] as const
export type GeoName = (typeof GEO_NAMES)[number]

type Properties = Readonly<Record<string, unknown>>
type Parsed = {
  readonly properties: Properties
  readonly type: string
  readonly coordinates: unknown
}

const isRecord = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isLonLat = (value: unknown): value is LonLat =>
  Array.isArray(value) &&
  value.length >= 2 &&
  Number.isFinite(value[0]) &&
  Number.isFinite(value[1]) &&
  Math.abs(Number(value[0])) <= 180 &&
  Math.abs(Number(value[1])) <= 90

export const isPath = (value: unknown): value is readonly LonLat[] =>
  Array.isArray(value) && value.every(isLonLat)

export const isPolygon = (value: unknown): value is Polygon =>
  Array.isArray(value) && value.length > 0 && value.every((ring) => isPath(ring) && ring.length > 2)

function features(collection: unknown): Parsed[] {
  const list = isRecord(collection) ? collection['features'] : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((feature: unknown) => {
    if (!isRecord(feature) || !isRecord(feature['geometry'])) return []
    const { type, coordinates } = feature['geometry']
    const properties = isRecord(feature['properties']) ? feature['properties'] : {}
    return typeof type === 'string' ? [{ properties, type, coordinates }] : []
  })
}

function polygons({ type, coordinates }: Parsed): Polygon[] {
  if (type === 'Polygon' && isPolygon(coordinates)) return [coordinates]
  return type === 'MultiPolygon' && Array.isArray(coordinates) ? coordinates.filter(isPolygon) : []
}

const text = (properties: Properties, key: string): string => {
  const value = properties[key]
  return typeof value === 'string' ? value : ''
}

function areas(collection: unknown, codeKey: string, townKey: string): Area[] {
  return features(collection).flatMap((feature) =>
    polygons(feature).map((polygon) => {
      const { properties } = feature
      const label = properties['label']
      const box = boundsOf(polygon[0] ?? [])
      return {
        code: text(properties, codeKey),
        name: text(properties, 'shortName') || text(properties, 'name'),
        polygon,
        label: isLonLat(label)
          ? label
          : ([((box?.west ?? 0) + (box?.east ?? 0)) / 2, box?.north ?? 0] as const),
        town: text(properties, townKey),
      }
    }),
  )
}

function lines(collection: unknown): Line[] {
  return features(collection).flatMap(({ properties, type, coordinates }) => {
    if (type !== 'LineString' || !isPath(coordinates)) return []
    const widthM = properties['widthM']
    return [
      {
        id: text(properties, 'id'),
        name: text(properties, 'name'),
        kind: text(properties, 'kind'),
        path: curveThrough(coordinates),
        widthM: typeof widthM === 'number' ? widthM : 20,
      },
    ]
  })
}

const OWN_CODE = '320402'

function neighbours(collection: unknown, district: Polygon): Neighbour[] {
  return features(collection)
    .filter(({ properties }) => text(properties, 'code') !== OWN_CODE)
    .flatMap((feature) =>
      polygons(feature)
        .map((polygon) => polygon.map(easeRing))
        .toSorted((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0))
        .map((polygon, at) => ({
          name: text(feature.properties, 'name'),
          polygon,
          label: at === 0 ? labelBeside(polygon, district) : null,
        })),
    )
}

const NO_IMPRINT: MapImprint = { boundarySource: '', approval: null, hasTiles: false }

/** Reads the reply of `/api/v1/geo`. */
export function parseImprint(reply: unknown): MapImprint {
  if (!isRecord(reply)) return NO_IMPRINT
  return {
    boundarySource: text(reply, 'boundarySource'),
    approval: text(reply, 'approval') || null,
    hasTiles: reply['tiles'] === true,
  }
}

const SEAT = '区城市运行管理中心'

/** Turns the files as served into the map's ground. @returns null when the district itself is not among them */
export function parseGeo(
  files: Readonly<Partial<Record<GeoName, unknown>>>,
  imprint: MapImprint = NO_IMPRINT,
): GeoData | null {
  const surveyed = features(files['tianning-district']).flatMap(polygons)[0]
  const eased = easedRing(surveyed?.[0] ?? [])
  const district = surveyed === undefined ? undefined : easePolygon(surveyed, eased)
  const smooth = (area: Area): Area => ({ ...area, polygon: easePolygon(area.polygon, eased) })
  const bounds = district === undefined ? null : boundsOf(district[0] ?? [])
  if (district === undefined || bounds === null) return null
  const center: LonLat = [(bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2]
  const seat = features(files['schematic-pois']).find(
    ({ properties }) => text(properties, 'name') === SEAT,
  )?.coordinates
  return {
    imprint,
    district,
    bounds,
    center,
    seat: isLonLat(seat) ? seat : center,
    neighbours: neighbours(files['changzhou-districts'], district),
    towns: areas(files['tianning-towns'], 'id', 'id').map(smooth),
    communities: areas(files['tianning-communities'], 'code', 'town').map(smooth),
    zones: areas(files['tianning-overlay-units'], 'id', 'id'),
    rivers: lines(files['schematic-rivers']),
    roads: lines(files['schematic-roads']),
  }
}

/**
 * Fetches the ground from our own server; each file once.
 *
 * @throws Error naming the file when the server does not give the district
 */
export async function loadGeo(fetchJson: (path: string) => Promise<unknown>): Promise<GeoData> {
  const entries = await Promise.all(
    GEO_NAMES.map(async (name) => [name, await fetchJson(`/api/v1/geo/${name}`)] as const),
  )
  const imprint = parseImprint(await fetchJson('/api/v1/geo'))
  const geo = parseGeo(Object.fromEntries(entries), imprint)
  if (geo === null) throw new Error('tianning-district')
  return geo
}

/** The area a position lies in. */
export const areaAt = (areasOf: readonly Area[], at: LonLat): Area | null =>
  areasOf.find((area) => inPolygon(at, area.polygon)) ?? null

/** Everything but the district, as one polygon with a hole, to lay a shade over. */
export function maskPolygon(district: Polygon): Polygon {
  const world: Ring = [
    [110, 24],
    [130, 24],
    [130, 40],
    [110, 40],
    [110, 24],
  ]
  return [world, district[0] ?? []]
}
