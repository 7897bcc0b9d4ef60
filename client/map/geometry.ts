/** WGS 84 longitude and latitude, degrees. */
export type LonLat = readonly [number, number]
/** A closed ring: the last position may repeat the first. */
export type Ring = readonly LonLat[]
/** Outer ring first, holes after it. */
export type Polygon = readonly Ring[]
export type Bounds = {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

const EARTH_M = 6_371_008.8
const RADIAN = Math.PI / 180
/** Metres a degree of latitude. */
export const METERS_PER_DEGREE = EARTH_M * RADIAN

/** Metres a degree of longitude at a latitude. */
export const metersPerDegreeLon = (lat: number): number =>
  METERS_PER_DEGREE * Math.cos(lat * RADIAN)

/** Metres between two positions; plane approximation, right to 0.1 % within a district. */
export function distanceM(a: LonLat, b: LonLat): number {
  const kx = metersPerDegreeLon((a[1] + b[1]) / 2)
  return Math.hypot((a[0] - b[0]) * kx, (a[1] - b[1]) * METERS_PER_DEGREE)
}

/** Web Mercator, the world being one unit wide; y grows to the south. */
export function mercator([lon, lat]: LonLat): readonly [number, number] {
  const s = Math.sin(Math.min(85, Math.max(-85, lat)) * RADIAN)
  return [(lon + 180) / 360, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)]
}

export function unmercator([x, y]: readonly [number, number]): LonLat {
  return [x * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIAN]
}

/** Ground metres a CSS pixel at a zoom (512-pixel tiles, as MapLibre counts). */
export const metersPerPixel = (lat: number, zoom: number): number =>
  (2 * Math.PI * EARTH_M * Math.cos(lat * RADIAN)) / (512 * 2 ** zoom)

export function boundsOf(points: Iterable<LonLat>): Bounds | null {
  let bounds: Bounds | null = null
  for (const [lon, lat] of points) {
    bounds =
      bounds === null
        ? { west: lon, east: lon, south: lat, north: lat }
        : {
            west: Math.min(bounds.west, lon),
            east: Math.max(bounds.east, lon),
            south: Math.min(bounds.south, lat),
            north: Math.max(bounds.north, lat),
          }
  }
  return bounds
}

function inRing([x, y]: LonLat, ring: Ring): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]
    const b = ring[j]
    if (a === undefined || b === undefined) continue
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) {
      inside = !inside
    }
  }
  return inside
}

/** Whether a position lies in a polygon and in none of its holes. */
export function inPolygon(point: LonLat, polygon: Polygon): boolean {
  const [outer, ...holes] = polygon
  return outer !== undefined && inRing(point, outer) && !holes.some((hole) => inRing(point, hole))
}

/** Area-weighted middle of a ring; the plain mean of its corners when it has no area. */
export function centroid(ring: Ring): LonLat {
  const origin = ring[0] ?? [0, 0]
  let area = 0
  let cx = 0
  let cy = 0
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] ?? origin
    const b = ring[(i + 1) % ring.length] ?? origin
    const cross = (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1])
    area += cross
    cx += (a[0] + b[0] - 2 * origin[0]) * cross
    cy += (a[1] + b[1] - 2 * origin[1]) * cross
  }
  if (Math.abs(area) < 1e-14) {
    const mean = (k: 0 | 1): number => ring.reduce((sum, p) => sum + p[k], 0) / ring.length
    return [mean(0), mean(1)]
  }
  return [origin[0] + cx / (3 * area), origin[1] + cy / (3 * area)]
}

/** A circle on the ground as a ring of `corners` + 1 positions. */
export function circle(center: LonLat, radiusM: number, corners = 64): LonLat[] {
  const kx = metersPerDegreeLon(center[1])
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (i / corners) * 2 * Math.PI
    return [
      center[0] + (Math.cos(angle) * radiusM) / kx,
      center[1] + (Math.sin(angle) * radiusM) / METERS_PER_DEGREE,
    ] as const
  })
}

/** The middle of a line by its length. */
export function midpoint(path: readonly LonLat[]): LonLat | null {
  const first = path[0]
  if (first === undefined) return null
  let total = 0
  for (let i = 1; i < path.length; i++) total += distanceM(path[i - 1] ?? first, path[i] ?? first)
  let left = total / 2
  for (let i = 1; i < path.length; i++) {
    const a = path[i - 1] ?? first
    const b = path[i] ?? first
    const step = distanceM(a, b)
    if (step >= left && step > 0) {
      const t = left / step
      return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    }
    left -= step
  }
  return first
}
