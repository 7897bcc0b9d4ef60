import { isInside, type LonLat } from '../geometry/polygon.ts'
import { polygonsOf, readGeo } from './geo.ts'

/** How far outside the drawn border a point still counts as in: a phone between houses is wrong by as much. */
const TOLERANCE_DEG = 0.002

const AROUND: readonly LonLat[] = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
]

/** @returns a test whether a WGS 84 point lies in the district, or within about 200 m of it; reads the border once */
export function districtTest(): (point: LonLat) => boolean {
  let polygons: ReturnType<typeof polygonsOf> | null = null
  return ([lon, lat]) => {
    polygons ??= readGeo('tianning-district').flatMap(polygonsOf)
    const near = AROUND.map(
      ([east, north]): LonLat => [lon + east * TOLERANCE_DEG, lat + north * TOLERANCE_DEG],
    )
    return polygons.some((rings) => near.some((point) => isInside(point, rings)))
  }
}
