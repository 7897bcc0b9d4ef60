import { AXIS, type Look, px } from '../look.ts'
import type { TimeChart } from '../model.ts'

type Series = TimeChart['series'][number]

/** Which axis a series is drawn on, and the values at its ends. */
export type SeriesAxis = {
  readonly grid: number
  readonly axis: number
  readonly min: number
  readonly max: number
}

/** Where the name and number at a line's end stand. */
export type LineEnd = {
  /** Down from the line's last point, in pixels. */
  readonly shiftPx: number
  readonly lines: 1 | 2
}

/** @returns the newest point that has a value */
export function lastOf(series: Pick<Series, 'points'>): readonly [number, number] | null {
  for (let i = series.points.length - 1; i >= 0; i--) {
    const point = series.points[i]
    if (point !== undefined && point[1] !== null) return [point[0], point[1]]
  }
  return null
}

/**
 * Spreads labels that would overlap: each as near to its place as the others allow, none outside of the room.
 *
 * @param wanted middles of the labels, from the top
 * @returns middles in the order of `wanted`, at least `height` apart where the room allows
 */
export function spread(wanted: readonly number[], height: number, room: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at)
  const step = Math.min(height, order.length < 2 ? height : room / (order.length - 1))
  const placed: number[] = []
  order.forEach(({ at }, k) => {
    const before = placed[k - 1]
    placed.push(before === undefined ? at : Math.max(at, before + step))
  })
  for (let k = placed.length - 1, floor = room; k >= 0; k--) {
    const at = Math.max(0, Math.min(placed[k] ?? 0, floor))
    placed[k] = at
    floor = at - step
  }
  const result = new Array<number>(wanted.length).fill(0)
  order.forEach(({ i }, k) => {
    result[i] = placed[k] ?? 0
  })
  return result
}

/** Places the ends of all lines of a chart, grid by grid. A series without values gets undefined. */
export function placeEnds(
  series: readonly Series[],
  axisOfGroup: ReadonlyMap<number, SeriesAxis>,
  gridHeightPx: number,
  look: Look,
): (LineEnd | undefined)[] {
  const ends: (LineEnd | undefined)[] = series.map(() => undefined)
  const grids = new Map<number, { index: number; at: number }[]>()
  series.forEach((each, index) => {
    const axis = axisOfGroup.get(each.group)
    const last = lastOf(each)
    if (axis === undefined || last === null) return
    const share = (axis.max - last[1]) / Math.max(1e-300, axis.max - axis.min)
    const at = Math.min(1, Math.max(0, share)) * gridHeightPx
    grids.set(axis.grid, [...(grids.get(axis.grid) ?? []), { index, at }])
  })
  for (const members of grids.values()) {
    const two = members.length * px(look, 38) <= gridHeightPx + px(look, 30)
    const height = px(look, two ? 38 : AXIS + 4)
    const placed = spread(
      members.map((member) => member.at),
      height,
      gridHeightPx,
    )
    members.forEach(({ index, at }, k) => {
      ends[index] = { shiftPx: (placed[k] ?? at) - at, lines: two ? 2 : 1 }
    })
  }
  return ends
}
