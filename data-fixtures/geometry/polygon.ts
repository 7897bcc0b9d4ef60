/** WGS 84 `[lon, lat]`. */
export type LonLat = readonly [number, number]
/** Outer ring first, holes after it; as GeoJSON has them. */
export type Rings = readonly (readonly LonLat[])[]

function isInRing([lon, lat]: LonLat, ring: readonly LonLat[]): boolean {
  let inside = false
  let previous = ring.at(-1)
  for (const corner of ring) {
    if (previous !== undefined && corner[1] > lat !== previous[1] > lat) {
      const share = (lat - corner[1]) / (previous[1] - corner[1])
      if (lon < corner[0] + share * (previous[0] - corner[0])) inside = !inside
    }
    previous = corner
  }
  return inside
}

/** Whether a point lies in a polygon and in none of its holes. A point on the edge may count as either. */
export const isInside = (point: LonLat, [outer, ...holes]: Rings): boolean =>
  outer !== undefined && isInRing(point, outer) && !holes.some((hole) => isInRing(point, hole))

/** Kilometres between two points, flat earth at the district's latitude: good to a metre inside it. */
export function distanceKm(a: LonLat, b: LonLat): number {
  const kmPerLonDegree = 111.32 * Math.cos((31.79 * Math.PI) / 180)
  return Math.hypot((a[0] - b[0]) * kmPerLonDegree, (a[1] - b[1]) * 110.85)
}

/** Points along a line, a step apart or less, corners included. */
export function pointsAlong(line: readonly LonLat[], stepKm: number): LonLat[] {
  const points: LonLat[] = []
  for (const [i, corner] of line.entries()) {
    const before = line[i - 1]
    const steps =
      before === undefined ? 1 : Math.max(1, Math.ceil(distanceKm(before, corner) / stepKm))
    for (let k = 1; k <= steps; k++) {
      const [lon, lat] = before ?? corner
      points.push([lon + ((corner[0] - lon) * k) / steps, lat + ((corner[1] - lat) * k) / steps])
    }
  }
  return points
}
