import { AXIS, axisText, type Look, levelWord, px } from '../look.ts'
import type { LimitLine } from '../model.ts'

/** Limits as thin lines in their level's colour, each with its word and value. */
export function limitMark(
  look: Look,
  limits: readonly LimitLine[],
  scaleText: (value: number) => string,
) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: limits.map(({ level, value }) => ({
      yAxis: value,
      lineStyle: {
        color: look.theme.level[level],
        width: Math.max(1, px(look, 1.2)),
        type: 'solid' as const,
        opacity: 0.85,
      },
      label: {
        show: true,
        position: 'insideStartTop' as const,
        distance: [px(look, 2), px(look, 1)],
        formatter: `${levelWord(look, level)} ${scaleText(value)}`,
        color: look.theme.level[level],
        fontSize: px(look, AXIS),
        fontFamily: axisText(look).fontFamily,
      },
    })),
  }
}
