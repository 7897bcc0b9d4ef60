import { AXIS, axisText, type Look, levelWord, px, textWidth } from '../look.ts'
import type { LimitLine } from '../model.ts'

/** What stands behind a label so that a curve never runs through it. */
export const halo = (look: Look) => ({
  textBorderColor: look.theme.ground,
  textBorderWidth: px(look, 3),
})

/** What a limit's word has to keep clear of, and where on the grid a value stands. */
export type LimitRoom = {
  /** Pixels from the grid's upper edge down to a value. */
  readonly down: (value: number) => number
  /** What is drawn on the grid: `x` as a share of its width, `y` in pixels from its upper edge. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly widthPx: number
  readonly text: (value: number) => string
}

/** Where on its line a word may stand, best first: the share of the width where it begins, and ECharts' name. */
const SPOTS = [
  { name: 'insideStartTop', from: 0 },
  { name: 'insideEndTop', from: 1 },
  { name: 'insideMiddleTop', from: 0.5 },
] as const

/**
 * Limits as thin lines in their level's colour, each with its word and value where these touch neither another
 * limit's word nor a curve. Where there is no such place the line stands alone: its number carries the level.
 */
export function limitMark(look: Look, limits: readonly LimitLine[], room: LimitRoom) {
  const labelled: number[] = []
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: limits.map(({ level, value }) => {
      const y = room.down(value)
      const label = `${levelWord(look, level)} ${room.text(value)}`
      const free = labelled.every((other) => Math.abs(other - y) >= px(look, AXIS + 3))
      const spot = free ? spotFor(look, y, px(look, AXIS * textWidth(label) + 8), room) : null
      if (spot !== null) labelled.push(y)
      return {
        yAxis: value,
        lineStyle: {
          color: look.theme.level[level],
          width: Math.max(1, px(look, 1.2)),
          type: 'solid' as const,
          opacity: 0.85,
        },
        label: {
          show: spot !== null,
          position: spot ?? ('insideStartTop' as const),
          distance: [px(look, 2), px(look, 1)],
          formatter: label,
          color: look.theme.level[level],
          fontSize: px(look, AXIS),
          fontFamily: axisText(look).fontFamily,
          ...halo(look),
        },
      }
    }),
  }
}

/** The first spot above the line at `y` that no drawn point lies in; null when there is none. */
function spotFor(look: Look, y: number, labelPx: number, { points, widthPx }: LimitRoom) {
  const share = Math.min(1, labelPx / Math.max(1, widthPx))
  const top = y - px(look, AXIS + 5)
  const free = SPOTS.find(({ from }) => {
    const left = from * (1 - share)
    return points.every(
      (point) =>
        point.x < left || point.x > left + share || point.y < top || point.y > y + px(look, 1),
    )
  })
  return free?.name ?? null
}
