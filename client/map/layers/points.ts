import { formatValue } from '../../ui/format.ts'
import { mix, rgba, withAlpha } from '../color.ts'
import { finest, joinedValue } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import { joinMarks, worstMark } from './join.ts'
import {
  CLEAR,
  type CountLabel,
  type DotRow,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  levelColor,
  planOf,
  quietDot,
  tone,
  topCallouts,
} from './plan.ts'

/** Radius of the smallest and the largest dot, design units. */
const SMALL = 5.5
const LARGE = 13

/** Points (点位): joined where they would overlap, filled by value, ringed by level, hollow without a value. */
export function planPoints(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { theme, unitPx } = stage
  const marks = finest(set)
  const groups = joinMarks(marks, 2.1 * LARGE * unitPx, stage).map((group) => ({
    ...group,
    value: joinedValue(group.marks, set),
  }))
  const valued = set.from === 'indicator'
  const counting = valued && set.definition?.aggregate === 'sum'
  const scale = robustScale(groups.map(({ value }) => value))
  const dots: DotRow[] = []
  const counts: CountLabel[] = []
  for (const { position: at, marks: members, value } of groups) {
    const worst = worstMark(members)
    if (counting && value === 0 && worst.level === null) {
      dots.push(quietDot(at, worst, stage))
      continue
    }
    const t = position(scale, value)
    const many = members.length > 1
    const alone = valued ? SMALL + (LARGE - SMALL) * (t ?? 0) : SMALL + 1.5
    const radiusPx = (many ? Math.max(LARGE, alone) : alone) * unitPx
    const color = valued
      ? valueColor(theme, scale, value)
      : mix(rgba(theme.inkSecond), rgba(stage.accent), 0.35)
    const ring = levelColor(worst.level, stage)
    dots.push({
      position: at,
      radiusPx,
      fill:
        color === null
          ? CLEAR
          : tone(
              many ? mix(color, rgba(theme.ground), 0.45) : withAlpha(color, 0.95),
              worst,
              stage,
            ),
      line: tone(
        ring ?? (color === null ? hollowLine(stage) : mix(color, rgba(theme.ink), 0.35)),
        worst,
        stage,
      ),
      linePx: (ring === null ? 1.25 : 3) * unitPx,
      mark: worst,
    })
    if (many) {
      const text =
        valued && set.definition?.aggregate === 'sum'
          ? formatValue(value, Math.min(1, set.definition.precision))
          : String(members.length)
      counts.push({ position: at, text, sizePx: 14 * unitPx, yields: false })
    }
  }
  return planOf(input, { dots }, 'dot', valued ? scale : null, marks, {
    callouts: topCallouts(marks, set, 3),
    counts,
  })
}
