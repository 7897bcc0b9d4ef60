import { withAlpha } from '../color.ts'
import { hexBins } from '../hex.ts'
import { finest, joinedValue, type Mark } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import {
  CLEAR,
  type ColumnRow,
  type DotRow,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  planOf,
  tone,
  topCallouts,
} from './plan.ts'

/** Corner radius on the screen and highest column, design units. */
const RADIUS = 17
const HEIGHT = 64

/** Hexagons that join what lies in them (蜂窝), coloured and raised by the joined value. */
export function planHexbin(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const marks = finest(set)
  const columnRadiusM = RADIUS * stage.unitPx * stage.metersPerPx
  const bins = hexBins(placed(marks), columnRadiusM, stage.geo.center).map(({ center, items }) => ({
    center,
    items,
    value: joinedValue(items, set),
  }))
  const scale = robustScale(bins.map(({ value }) => value))
  const columns: ColumnRow[] = []
  const dots: DotRow[] = []
  for (const { center, items, value } of bins) {
    const mark = items[0] ?? null
    const color = valueColor(stage.theme, scale, value)
    const t = position(scale, value)
    if (color === null || t === null) {
      dots.push({
        position: center,
        radiusPx: 6 * stage.unitPx,
        fill: CLEAR,
        line: hollowLine(stage),
        linePx: 1.5 * stage.unitPx,
        mark,
      })
      continue
    }
    columns.push({
      position: center,
      fill: tone(withAlpha(color, 0.94), mark, stage),
      elevationM: (0.06 + 0.94 * t) * HEIGHT * stage.unitPx * stage.metersPerPx,
      mark,
    })
  }
  return planOf(
    input,
    { columns, columnRadiusM: columnRadiusM * 0.93, columnSides: 6, dots },
    'hex',
    scale,
    marks,
    { callouts: topCallouts(marks, set, 2) },
  )
}

/** Marks that have a place, as spots for binning. */
export const placed = (
  marks: readonly Mark[],
): { readonly position: NonNullable<Mark['position']>; readonly item: Mark }[] =>
  marks.flatMap((item) => (item.position === null ? [] : [{ position: item.position, item }]))
