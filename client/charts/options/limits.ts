import { AXIS, axisText, type Look, levelWord, px } from '../look.ts'
import type { LimitLine } from '../model.ts'

/** What stands behind a label so that a curve never runs through it. */
export const halo = (look: Look) => ({
  textBorderColor: look.theme.ground,
  textBorderWidth: px(look, 3),
})

/**
 * Limits as thin lines in their level's colour, each with its word and value where labels do not touch.
 *
 * @param pxPerValue height of one unit of value on the axis, in pixels
 */
export function limitMark(
  look: Look,
  limits: readonly LimitLine[],
  pxPerValue: number,
  text: (value: number) => string,
) {
  const labelled: number[] = []
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: limits.map(({ level, value }) => {
      const free = labelled.every(
        (other) => Math.abs(other - value) * pxPerValue >= px(look, AXIS + 3),
      )
      if (free) labelled.push(value)
      return {
        yAxis: value,
        lineStyle: {
          color: look.theme.level[level],
          width: Math.max(1, px(look, 1.2)),
          type: 'solid' as const,
          opacity: 0.85,
        },
        label: {
          show: free,
          position: 'insideStartTop' as const,
          distance: [px(look, 2), px(look, 1)],
          formatter: `${levelWord(look, level)} ${text(value)}`,
          color: look.theme.level[level],
          fontSize: px(look, AXIS),
          fontFamily: axisText(look).fontFamily,
          ...halo(look),
        },
      }
    }),
  }
}
