import { withAlpha } from '../color.ts'
import { finest, joinedValue } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import { joinMarks, worstMark } from './join.ts'
import {
  CLEAR,
  type ColumnRow,
  type DotRow,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  levelColor,
  planOf,
  tone,
  topCallouts,
} from './plan.ts'

const RADIUS = 8
const HEIGHT = 120

/** Columns (立柱) whose height and colour say the value; a ring on the ground says the level or that there is none. */
export function planExtrudedColumns(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { unitPx, metersPerPx } = stage
  const marks = finest(set)
  const groups = joinMarks(marks, 26 * unitPx, stage).map((group) => ({
    ...group,
    value: joinedValue(group.marks, set),
  }))
  const scale = robustScale(groups.map(({ value }) => value))
  const columns: ColumnRow[] = []
  const dots: DotRow[] = []
  for (const { position: at, marks: members, value } of groups) {
    const worst = worstMark(members)
    const color = valueColor(stage.theme, scale, value)
    const ring = levelColor(worst.level, stage)
    if (color === null || ring !== null) {
      dots.push({
        position: at,
        radiusPx: (RADIUS + 6) * unitPx,
        fill: CLEAR,
        line: ring ?? hollowLine(stage),
        linePx: (ring === null ? 1.5 : 2.5) * unitPx,
        mark: worst,
      })
    }
    if (color === null) continue
    columns.push({
      position: at,
      elevationM: heightShare(scale.domain, value) * HEIGHT * unitPx * metersPerPx,
      fill: tone(withAlpha(color, 0.96), worst, stage),
      mark: worst,
    })
  }
  return planOf(
    input,
    { columns, columnRadiusM: RADIUS * unitPx * metersPerPx, columnSides: 12, dots },
    'column',
    scale,
    marks,
    { callouts: topCallouts(marks, set, 3) },
  )

  /** Columns start at zero, so that twice the height is twice the value; below zero they lie flat. */
  function heightShare(domain: readonly [number, number] | null, value: number | null): number {
    if (domain === null || value === null) return 0
    const t = position(
      { domain: [0, Math.max(domain[1], 0)], extent: null, twoSided: false },
      value,
    )
    return 0.02 + 0.98 * (t ?? 0)
  }
}
