import { isLonLat, isPath, isPolygon } from './geo-data.ts'
import { distanceM, type LonLat, type Polygon } from './geometry.ts'

/** One row of an asset table: a thing with a place, an area, a way it drives, or two ends. */
export type Asset = {
  readonly id: string
  readonly name: string
  readonly town: string | null
  readonly position: LonLat | null
  readonly polygon: Polygon | null
  readonly path: readonly LonLat[] | null
  /** Seconds from the loop's start at each position of `path`; as long as `path`. */
  readonly timesS: readonly number[] | null
  readonly loopS: number | null
  readonly from: LonLat | null
  readonly to: LonLat | null
  /** Size or weight, when the table has one. */
  readonly value: number | null
}

type Row = Readonly<Record<string, unknown>>
const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

function listOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body
  if (!isRow(body)) return []
  for (const key of ['rows', 'assets', 'items', 'features']) {
    const list = body[key]
    if (Array.isArray(list)) return list
  }
  return []
}

/** Speed assumed for a way that comes without times, metres a second. */
const TOWN_SPEED = 8

function timesOf(path: readonly LonLat[] | null, times: unknown): readonly number[] | null {
  if (path === null || path.length < 2) return null
  const rising =
    Array.isArray(times) &&
    times.length === path.length &&
    times.every((t, i) => Number.isFinite(t) && (i === 0 || t >= times[i - 1]))
  if (rising) return times.map(Number)
  let t = 0
  return path.map((at, i) => {
    t += i === 0 ? 0 : distanceM(path[i - 1] ?? at, at) / TOWN_SPEED
    return t
  })
}

function polygonOf(value: unknown): Polygon | null {
  if (isPolygon(value)) return value
  return isPath(value) && value.length > 2 ? [value] : null
}

/** Reads a table as served; rows without any place on the ground are left out. */
export function parseAssets(body: unknown): Asset[] {
  return listOf(body).flatMap((row, index) => {
    if (!isRow(row)) return []
    const position = isLonLat(row['position']) ? row['position'] : null
    const polygon = polygonOf(row['polygon'])
    const path = isPath(row['path']) && row['path'].length > 1 ? row['path'] : null
    const from = isLonLat(row['from']) ? row['from'] : null
    const to = isLonLat(row['to']) ? row['to'] : null
    if (position === null && polygon === null && path === null && (from === null || to === null)) {
      return []
    }
    const timesS = timesOf(path, row['timesS'])
    const loopS = row['loopS']
    const lastS = timesS?.at(-1) ?? 0
    const value = row['value'] ?? row['weight']
    return [
      {
        id: text(row['id']) ?? `row-${index}`,
        name: text(row['name_zh']) ?? text(row['name']) ?? '',
        town: text(row['town']),
        position,
        polygon,
        path,
        timesS,
        loopS: typeof loopS === 'number' && loopS >= lastS && loopS > 0 ? loopS : lastS || null,
        from,
        to,
        value: typeof value === 'number' && Number.isFinite(value) ? value : null,
      },
    ]
  })
}

/** Asset tables by type: what came, or `missing` when there is no such table. */
export type AssetTable =
  | { readonly state: 'loading' }
  | { readonly state: 'missing' }
  | { readonly state: 'loaded'; readonly rows: readonly Asset[] }
