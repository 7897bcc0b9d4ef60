import { type Padding, stagePadding } from './camera.ts'
import type { Box } from './label-layout.ts'

/** What stands on the stage: the wall's wings, its head and foot. */
const STANDING = '[data-wing], .wing, .ribbon, .foot, header, footer'

/** Height of the legends: one row where the room is wide, two where it is not, units. */
const LEGEND_ROW = 82
const WIDE_ROOM = 1_300

/** Room for the district: what the wall leaves free, less the legends' band. */
export function districtRoom(stage: HTMLElement, free: Padding, unitPx: number): Padding {
  const width = stage.clientWidth - free.left - free.right
  const rows = width >= WIDE_ROOM * unitPx ? 1 : 2
  return { ...free, bottom: free.bottom + rows * LEGEND_ROW * unitPx }
}

/** Room the wall leaves free for the map, measured from what really stands there. */
export function measureRoom(stage: HTMLElement, unitPx: number): Padding {
  const wall = stage.closest('main') ?? stage.parentElement
  const wings = wall === null ? [] : [...wall.querySelectorAll<HTMLElement>(STANDING)]
  return stagePadding(
    stage.getBoundingClientRect(),
    wings.filter((wing) => !stage.contains(wing)).map((wing) => wing.getBoundingClientRect()),
    24 * unitPx,
  )
}

/** The free room as a box, and the legend's band taken from its lower edge. */
export function roomBox(stage: HTMLElement, padding: Padding): Box {
  return {
    left: padding.left,
    top: padding.top,
    width: Math.max(0, stage.clientWidth - padding.left - padding.right),
    height: Math.max(0, stage.clientHeight - padding.top - padding.bottom),
  }
}

/** Panels that stand on the map itself, in its pixels: labels keep off them. */
export function standingOn(stage: HTMLElement): Box[] {
  const { left, top } = stage.getBoundingClientRect()
  const blocks = stage.closest('main')?.querySelectorAll('.corner .block') ?? []
  return [...blocks].map((block) => {
    const box = block.getBoundingClientRect()
    return { left: box.left - left, top: box.top - top, width: box.width, height: box.height }
  })
}

/** What lies outside of the free room, as boxes round it. */
export function beyondRoom(
  { left, top, right, bottom }: Padding,
  width: number,
  height: number,
): Box[] {
  return [
    { left: 0, top: 0, width: left, height },
    { left: width - right, top: 0, width: right, height },
    { left: 0, top: 0, width, height: top },
    { left: 0, top: height - bottom, width, height: bottom },
  ].filter((box) => box.width > 0 && box.height > 0)
}

/** Tells the style sheet where the free room is, so that the legend stands in it. */
export function publishRoom(stage: HTMLElement, padding: Padding): void {
  for (const side of ['left', 'right', 'top', 'bottom'] as const) {
    stage.style.setProperty(`--free-${side}`, `${Math.round(padding[side])}px`)
  }
}

/** Whether two measurements are the same to the pixel. */
export const samePadding = (a: Padding, b: Padding): boolean =>
  Math.abs(a.left - b.left) < 1 &&
  Math.abs(a.right - b.right) < 1 &&
  Math.abs(a.top - b.top) < 1 &&
  Math.abs(a.bottom - b.bottom) < 1
