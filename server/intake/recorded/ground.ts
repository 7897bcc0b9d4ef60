import type { Ground } from '../../../data-fixtures/mappings/orders/order-mapping.ts'

type LonLat = readonly [number, number]

const RADIANS = Math.PI / 180
/** As the positions are recorded: four digits. */
const SAME_DEG = 1e-5

/**
 * Lays another city's ground over the district's (a rigid move with one scale for both axes): what was near stays near,
 * what was north stays north.
 *
 * @param isHere whether a point lies in the district
 * @returns null for points that stand for "not known" there, and for those that come to lie outside
 */
export function groundMover(
  { from, to, scale, unplaced }: Ground,
  isHere: (point: LonLat) => boolean,
): (point: LonLat) => [number, number] | null {
  // A degree of longitude is shorter the further north it lies.
  const lonScale = scale * (Math.cos(from[1] * RADIANS) / Math.cos(to[1] * RADIANS))
  return ([lon, lat]) => {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null
    const isUnknown = unplaced.some(
      (point) => Math.abs(point[0] - lon) < SAME_DEG && Math.abs(point[1] - lat) < SAME_DEG,
    )
    if (isUnknown) return null
    const moved: [number, number] = [
      round(to[0] + (lon - from[0]) * lonScale),
      round(to[1] + (lat - from[1]) * scale),
    ]
    return isHere(moved) ? moved : null
  }
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
