import { polygonsOf, readGeo, textOf } from '../../data-fixtures/geo/geo.ts'
import {
  distanceKm,
  isInside,
  type LonLat,
  type Rings,
} from '../../data-fixtures/geometry/polygon.ts'

/** Where the district ends, and which town a position lies in (属地). Positions are WGS 84 `[lon, lat]`. */
export interface Territory {
  /** Whether a position lies in the district, or so many metres beside it: satellite fixes drift. */
  holds(position: LonLat, toleranceM: number): boolean
  /** Code of the town a position lies in; of the nearest one within `toleranceM`; null: of none. */
  townAt(position: LonLat, toleranceM: number): string | null
}

type Area = { readonly id: string; readonly polygons: readonly Rings[] }

/** Kilometres from a point to a line between two corners. */
function toLineKm(point: LonLat, a: LonLat, b: LonLat): number {
  // In kilometres on the spot, so that a degree east counts as much as it is wide here.
  const east = distanceKm([point[0], point[1]], [point[0] + 1, point[1]])
  const north = distanceKm([point[0], point[1]], [point[0], point[1] + 1])
  const [bx, by] = [(b[0] - a[0]) * east, (b[1] - a[1]) * north]
  const [px, py] = [(point[0] - a[0]) * east, (point[1] - a[1]) * north]
  const length = bx * bx + by * by
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * bx + py * by) / length))
  return Math.hypot(px - share * bx, py - share * by)
}

/** Kilometres to an area: 0 inside. */
function distanceTo(point: LonLat, { polygons }: Area): number {
  if (polygons.some((rings) => isInside(point, rings))) return 0
  let nearest = Number.POSITIVE_INFINITY
  for (const rings of polygons) {
    for (const ring of rings) {
      let previous = ring.at(-1)
      for (const corner of ring) {
        if (previous !== undefined) {
          nearest = Math.min(nearest, toLineKm(point, previous, corner))
        }
        previous = corner
      }
    }
  }
  return nearest
}

const areas = (name: 'tianning-district' | 'tianning-towns', id: string): Area[] =>
  readGeo(name).map((feature) => ({ id: textOf(feature, id), polygons: polygonsOf(feature) }))

/** The territory that the geographic fixtures draw; the towns' borders are approximate (see their SOURCE.md). */
export function loadTerritory(): Territory {
  const district = areas('tianning-district', 'code')
  const towns = areas('tianning-towns', 'id')
  return {
    holds: (position, toleranceM) =>
      district.some((area) => distanceTo(position, area) * 1_000 <= toleranceM),
    townAt(position, toleranceM) {
      let best: { readonly id: string; readonly km: number } | null = null
      for (const area of towns) {
        const km = distanceTo(position, area)
        if (km === 0) return area.id
        if (km * 1_000 <= toleranceM && (best === null || km < best.km)) best = { id: area.id, km }
      }
      return best?.id ?? null
    },
  }
}
