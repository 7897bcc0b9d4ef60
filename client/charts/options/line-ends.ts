import { formatScaled } from '../../ui/format.ts'
import { type Look, px } from '../look.ts'
import type { TimeChart } from '../model.ts'
import { type EndText, endText, linesOf } from './end-names.ts'

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
  readonly text: EndText
}

/** Height of one line of a label, in units. */
const LINE = 19
/** How far labels may reach over the upper and the lower end of the grid, where the axis writes, in units. */
const ABOVE = 6
const BELOW = 5

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
    placed.push(Math.max(at, before === undefined ? 0 : before + step))
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

/**
 * Writes the name and number at the end of every line so that all of a grid find room, whole if they can.
 *
 * @param roomUnits widths of a Chinese character that a line of the label may take
 * @returns one a series; undefined for one without values
 */
export function endTexts(
  series: readonly Series[],
  gridOf: (series: Series) => number | undefined,
  gridHeightPx: number,
  roomUnits: number,
  look: Look,
): (EndText | undefined)[] {
  const grids = series.map((each) => (lastOf(each) === null ? undefined : gridOf(each)))
  return series.map((each, i) => {
    const last = lastOf(each)
    if (last === null || grids[i] === undefined) return undefined
    const count = grids.filter((grid) => grid === grids[i]).length
    const lines = Math.floor((gridHeightPx + px(look, ABOVE + BELOW)) / (count * px(look, LINE)))
    const number = formatScaled(last[1], each.scale)
    return endText(each.name, number, roomUnits, Math.min(3, Math.max(1, lines)))
  })
}

/** Places the ends of all lines of a chart, grid by grid. A series without values gets undefined. */
export function placeEnds(
  series: readonly Series[],
  texts: readonly (EndText | undefined)[],
  axisOfGroup: ReadonlyMap<number, SeriesAxis>,
  gridHeightPx: number,
  look: Look,
): (LineEnd | undefined)[] {
  const ends: (LineEnd | undefined)[] = series.map(() => undefined)
  const grids = new Map<number, { index: number; at: number; text: EndText }[]>()
  series.forEach((each, index) => {
    const axis = axisOfGroup.get(each.group)
    const last = lastOf(each)
    const text = texts[index]
    if (axis === undefined || last === null || text === undefined) return
    const share = (axis.max - last[1]) / Math.max(1e-300, axis.max - axis.min)
    const at = Math.min(1, Math.max(0, share)) * gridHeightPx
    grids.set(axis.grid, [...(grids.get(axis.grid) ?? []), { index, at, text }])
  })
  for (const members of grids.values()) {
    const lines = Math.max(...members.map(({ text }) => linesOf(text)))
    const height = px(look, LINE * lines)
    const top = height / 2 - px(look, ABOVE)
    const room = Math.max(1, gridHeightPx + px(look, ABOVE + BELOW) - height)
    const placed = spread(
      members.map((member) => member.at - top),
      height,
      room,
    )
    members.forEach(({ index, at, text }, k) => {
      ends[index] = { shiftPx: (placed[k] ?? at - top) + top - at, text }
    })
  }
  return ends
}
