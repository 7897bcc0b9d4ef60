import { formatValue } from '../../ui/format.ts'
import { rgba } from '../color.ts'
import { interpolate, isolines, roundLevels } from '../field.ts'
import { finest } from '../marks.ts'
import { position, robustScale } from '../scale.ts'
import { bandColor, fieldImage } from './heatmap.ts'
import { placed } from './hexbin.ts'
import {
  type CountLabel,
  type LayerInput,
  type LayerPlan,
  type LineRow,
  planOf,
  topCallouts,
} from './plan.ts'

const BANDS = 5

/** Bands and lines of equal value (等值面), interpolated between the points that have one and clipped to the district. */
export function planContour(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { theme, unitPx } = stage
  const marks = finest(set)
  const samples = placed(marks).flatMap(({ position: at, item }) =>
    item.value === null || item.status === 'missing' ? [] : [{ position: at, value: item.value }],
  )
  const scale = robustScale(samples.map(({ value }) => value))
  if (samples.length === 0 || scale.domain === null) {
    return planOf(input, {}, 'bands', scale, marks)
  }
  const levels = roundLevels(scale.domain[0], scale.domain[1], BANDS)
  const steps = [scale.domain[0], ...levels]
  const field = interpolate(stage.grid, samples)
  const ramp = scale.twoSided ? theme.diverging : theme.ramp
  const image = fieldImage(field, (value) => {
    const step = steps.findLastIndex((level) => value >= level)
    const t =
      steps.length === 1 ? (position(scale, value) ?? 0.5) : Math.max(0, step) / (steps.length - 1)
    return bandColor(ramp, theme.ground, t, 0.86 * stage.strength)
  })
  const counts: CountLabel[] = []
  const lines = levels.flatMap((level): LineRow[] => {
    const found = isolines(field, level)
    const middle = found[Math.floor(found.length / 2)]?.[0]
    if (middle !== undefined) {
      counts.push({
        position: middle,
        text: formatValue(level, set.definition?.precision ?? 0),
        sizePx: 14 * unitPx,
      })
    }
    return found.map((path) => ({
      path,
      color: rgba(theme.ink, 0.42 * stage.strength),
      widthPx: 1.1 * unitPx,
      mark: null,
    }))
  })
  const dots = placed(marks).map(({ position: at, item }) => ({
    position: at,
    radiusPx: 3.5 * unitPx,
    fill: item.value === null ? rgba(theme.ground, 0) : rgba(theme.ink, 0.9),
    line: rgba(theme.ground, 0.9),
    linePx: 1.25 * unitPx,
    mark: item,
  }))
  return planOf(input, { image, lines, dots }, 'bands', scale, marks, {
    callouts: topCallouts(marks, set, 2),
    counts,
  })
}
