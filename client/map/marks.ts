import type { IndicatorDefinition, Level, Status } from '../../protocol/indicator/definition.ts'
import { roundTo } from '../../protocol/indicator/threshold.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Order } from '../../protocol/order/order.ts'
import { DISTRICT, type Place, type PlaceKind } from '../../protocol/place/place.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import type { AssetTable } from './assets.ts'
import type { Area, GeoData, Line } from './geo-data.ts'
import { centroid, type LonLat, midpoint, type Polygon } from './geometry.ts'

/** One thing a layer shows, whatever it is bound to: a value at a place, an order, an asset. */
export type Mark = {
  readonly id: string
  readonly name: string
  /** Where it stands; null when unknown, then it is counted in the legend and not drawn. */
  readonly position: LonLat | null
  readonly polygon: Polygon | null
  readonly path: readonly LonLat[] | null
  readonly timesS: readonly number[] | null
  readonly loopS: number | null
  /** The two ends of a link. */
  readonly from: LonLat | null
  readonly to: LonLat | null
  readonly town: string | null
  /** Finite, in the binding's unit; null = no value. Orders and assets without one weigh nothing and count 1. */
  readonly value: number | null
  readonly level: Level | null
  readonly status: Status
  readonly simulated: boolean
  readonly at: string | null
  /** For provenance; null for orders and assets. */
  readonly source: { readonly indicator: string; readonly place: string } | null
}

/** All marks of one binding, by the kind of place, so that each layer takes what it can show. */
export type MarkSet = {
  readonly binds: string
  readonly from: 'indicator' | 'orders' | 'assets'
  readonly definition: IndicatorDefinition | null
  /** Points, enterprises, communities, roads; orders and assets too. */
  readonly fine: readonly Mark[]
  readonly towns: readonly Mark[]
  readonly district: Mark | null
  readonly state: 'ready' | 'loading' | 'no-table' | 'no-indicator'
}

/** What the stores hold, as the marks need it. */
export type World = {
  readonly geo: GeoData
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
  readonly places: ReadonlyMap<string, Place>
  readonly placesOf: ReadonlyMap<string, readonly string[]>
  readonly values: ReadonlyMap<string, WireReading>
  readonly orders: ReadonlyMap<string, Order>
  readonly assets: ReadonlyMap<string, AssetTable>
}

export const NO_SHAPE = {
  polygon: null,
  path: null,
  timesS: null,
  loopS: null,
  from: null,
  to: null,
} as const

/** Marks of a binding: an indicator id, `orders:<type>`, `orders:all` or `assets:<type>`. */
export function marksOf(binds: string, world: World): MarkSet {
  if (binds.startsWith('orders:')) return orderMarks(binds, world)
  if (binds.startsWith('assets:')) return assetMarks(binds, world)
  return indicatorMarks(binds, world)
}

function kindOf(id: string, towns: readonly Area[]): PlaceKind {
  if (id === DISTRICT) return 'district'
  const prefix = id.slice(0, Math.max(0, id.indexOf(':')))
  if (prefix === 'grid' || prefix === 'road' || prefix === 'enterprise' || prefix === 'point') {
    return prefix
  }
  return towns.some((town) => town.code === id) ? 'town' : 'point'
}

const areaIndex = new WeakMap<readonly Area[], ReadonlyMap<string, Area>>()
const lineIndex = new WeakMap<readonly Line[], ReadonlyMap<string, Line>>()

/** Index of a list that never changes; built once per list. */
function indexOf<T extends object>(
  cache: WeakMap<readonly T[], ReadonlyMap<string, T>>,
  list: readonly T[],
  key: (item: T) => string,
): ReadonlyMap<string, T> {
  const known = cache.get(list)
  if (known !== undefined) return known
  const built = new Map(list.map((item) => [key(item), item]))
  cache.set(list, built)
  return built
}

const communityByCode = (geo: GeoData): ReadonlyMap<string, Area> =>
  indexOf(areaIndex, geo.communities, (area) => area.code)
export const townByCode = (geo: GeoData): ReadonlyMap<string, Area> =>
  indexOf(areaIndex, geo.towns, (area) => area.code)
const roadById = (geo: GeoData): ReadonlyMap<string, Line> =>
  indexOf(lineIndex, geo.roads, (road) => road.id)

function indicatorMarks(binds: string, world: World): MarkSet {
  const definition = world.indicators.get(binds) ?? null
  const fine: Mark[] = []
  const towns: Mark[] = []
  let district: Mark | null = null
  for (const placeId of world.placesOf.get(binds) ?? []) {
    const reading = world.values.get(valueKey(binds, placeId))
    if (reading === undefined) continue
    const kind = kindOf(placeId, world.geo.towns)
    // The development zone overlaps two towns; showing it beside them would count its area twice.
    if (world.geo.zones.some((zone) => zone.code === placeId)) continue
    const mark = readingMark(reading, kind, world)
    if (kind === 'district') district = mark
    else if (kind === 'town') towns.push(mark)
    else fine.push(mark)
  }
  const state = definition === null ? 'no-indicator' : 'ready'
  return { binds, from: 'indicator', definition, fine, towns, district, state }
}

function readingMark(reading: WireReading, kind: PlaceKind, world: World): Mark {
  const { geo, places } = world
  const place = places.get(reading.place)
  const bare = reading.place.slice(reading.place.indexOf(':') + 1)
  const area =
    kind === 'town'
      ? townByCode(geo).get(bare)
      : kind === 'grid'
        ? communityByCode(geo).get(bare)
        : undefined
  const road = kind === 'road' ? roadById(geo).get(bare) : undefined
  const ring = area?.polygon[0]
  const position =
    kind === 'town'
      ? (area?.label ?? place?.position ?? null)
      : kind === 'district'
        ? geo.seat
        : (place?.position ??
          (ring === undefined ? null : centroid(ring)) ??
          (road === undefined ? null : midpoint(road.path)))
  const finite = reading.value !== null && Number.isFinite(reading.value)
  return {
    ...NO_SHAPE,
    id: reading.place,
    name: place?.name_zh ?? area?.name ?? road?.name ?? bare,
    position,
    polygon: area?.polygon ?? null,
    path: road?.path ?? null,
    town: place?.town ?? area?.town ?? null,
    value: shownValue(reading.value, world.indicators.get(reading.indicator)),
    level: reading.level,
    status: finite ? reading.status : 'missing',
    simulated: reading.quality === 'simulated',
    at: reading.at,
    source: { indicator: reading.indicator, place: reading.place },
  }
}

/** The value as the screens write it: differences below its precision must not become differences in colour. */
function shownValue(
  value: number | null,
  definition: IndicatorDefinition | undefined,
): number | null {
  if (value === null || !Number.isFinite(value)) return null
  return definition === undefined ? value : roundTo(value, definition.precision)
}

const LEVEL_OF_SEVERITY: Record<Order['severity'], Level> = {
  1: 'red',
  2: 'orange',
  3: 'yellow',
  4: 'blue',
}
const CLOSED = new Set<Order['state']>([
  'refused',
  'closed',
  'force-closed',
  'evaluated',
  'voided',
  'merged',
])

function orderMarks(binds: string, world: World): MarkSet {
  const type = binds.slice('orders:'.length)
  const fine: Mark[] = []
  for (const order of world.orders.values()) {
    if ((type !== 'all' && order.type !== type) || CLOSED.has(order.state)) continue
    fine.push({
      ...NO_SHAPE,
      id: order.id,
      name: order.title,
      position: order.position ?? placePosition(order.place, world),
      town: order.town,
      value: null,
      // Only the two most urgent severities speak in a level's colour: a queue of ordinary orders stays quiet.
      level: order.severity <= 2 ? LEVEL_OF_SEVERITY[order.severity] : null,
      status: 'fresh',
      simulated: order.simulated,
      at: order.changedAt,
      source: null,
    })
  }
  return {
    binds,
    from: 'orders',
    definition: null,
    fine,
    towns: [],
    district: null,
    state: 'ready',
  }
}

/** Where a place stands, by the list of places, else by its outline; null when neither knows it. */
export function placePosition(
  placeId: string,
  { geo, places }: Pick<World, 'geo' | 'places'>,
): LonLat | null {
  if (placeId === DISTRICT) return null
  const town = townByCode(geo).get(placeId)
  if (town !== undefined) return town.label
  const known = places.get(placeId)?.position
  if (known !== undefined && known !== null) return known
  const bare = placeId.slice(placeId.indexOf(':') + 1)
  const ring = communityByCode(geo).get(bare)?.polygon[0]
  if (ring !== undefined) return centroid(ring)
  const road = roadById(geo).get(bare)
  return road === undefined ? null : midpoint(road.path)
}

function assetMarks(binds: string, world: World): MarkSet {
  const table = world.assets.get(binds.slice('assets:'.length))
  const rows = table?.state === 'loaded' ? table.rows : []
  const fine = rows.map((row): Mark => {
    const ring = row.polygon?.[0]
    return {
      id: row.id,
      name: row.name,
      position:
        row.position ??
        (ring === undefined ? null : centroid(ring)) ??
        (row.path === null ? null : midpoint(row.path)),
      polygon: row.polygon,
      path: row.path,
      timesS: row.timesS,
      loopS: row.loopS,
      from: row.from,
      to: row.to,
      town: row.town,
      value: row.value,
      level: null,
      status: 'fresh',
      simulated: true,
      at: null,
      source: null,
    }
  })
  const state =
    table === undefined || table.state === 'loading'
      ? 'loading'
      : table.state === 'missing'
        ? 'no-table'
        : 'ready'
  return { binds, from: 'assets', definition: null, fine, towns: [], district: null, state }
}

/** Finest marks there are: the fine ones, else the towns. Never the district spread over the map. */
export const finest = (set: MarkSet): readonly Mark[] =>
  set.fine.length > 0 ? set.fine : set.towns

/** What a joined group of marks stands for, by the indicator's own roll-up; null when none has a value. */
export function joinedValue(marks: readonly Mark[], set: MarkSet): number | null {
  const values = marks.flatMap(({ value }) => (value === null ? [] : [value]))
  if (set.from !== 'indicator') {
    return values.length === 0 ? marks.length : values.reduce((a, b) => a + b, 0)
  }
  if (values.length === 0) return null
  switch (set.definition?.aggregate) {
    case 'max':
      return Math.max(...values)
    case 'min':
      return Math.min(...values)
    case 'sum':
      return shownValue(
        values.reduce((a, b) => a + b, 0),
        set.definition,
      )
    default:
      return shownValue(
        values.reduce((a, b) => a + b / values.length, 0),
        set.definition ?? undefined,
      )
  }
}
