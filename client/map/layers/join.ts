import { type Cluster, cluster } from '../cluster.ts'
import { type LonLat, METERS_PER_DEGREE, metersPerDegreeLon } from '../geometry.ts'
import type { Mark } from '../marks.ts'
import { placed } from './hexbin.ts'
import type { StageContext } from './plan.ts'

export type Group = { readonly position: LonLat; readonly marks: readonly [Mark, ...Mark[]] }

/**
 * Marks joined so that no two drawn ones lie nearer than `apartPx` on the screen.
 * Works on the ground squeezed by the pitch, so turning or panning the map does not regroup anything.
 */
export function joinMarks(
  marks: readonly Mark[],
  apartPx: number,
  { geo, metersPerPx, squeeze }: StageContext,
): Group[] {
  const [lon, lat] = geo.center
  const kx = metersPerDegreeLon(lat) / metersPerPx
  const ky = (METERS_PER_DEGREE * squeeze) / metersPerPx
  const spots = placed(marks).map(({ position, item }) => ({
    x: (position[0] - lon) * kx,
    y: (lat - position[1]) * ky,
    item,
  }))
  return cluster(spots, apartPx).map(
    ({ x, y, items }: Cluster<Mark>): Group => ({
      // A mark that stands alone stays exactly where it is.
      position:
        items.length === 1 ? (items[0].position ?? geo.center) : [lon + x / kx, lat - y / ky],
      marks: items,
    }),
  )
}

/** The group's worst level speaks for it. */
export function worstMark(marks: readonly [Mark, ...Mark[]]): Mark {
  const order = ['blue', 'yellow', 'orange', 'red']
  return marks.reduce((worst, mark) =>
    order.indexOf(mark.level ?? '') > order.indexOf(worst.level ?? '') ? mark : worst,
  )
}
