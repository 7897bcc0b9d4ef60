import { mix, type Rgba, rgba } from '../color.ts'
import { interpolate, roundLevels } from '../field.ts'
import { fieldImage } from '../field-image.ts'
import { contourLines } from '../isolines.ts'
import { finest } from '../marks.ts'
import { formatMeasure } from '../measure.ts'
import { position, robustScale } from '../scale.ts'
import { bandColor } from './heatmap.ts'
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
/** Where along its longest line a level is written, 0..1. */
const LABELLED = [0.15, 0.5, 0.85]

/** Colour of the band a value lies in; across the width of a pixel two bands run into each other. */
function bandAt(
  steps: readonly number[],
  colors: readonly Rgba[],
  value: number,
  spread: number,
): Rgba | null {
  const at = Math.max(
    0,
    steps.findLastIndex((level) => value >= level - spread / 2),
  )
  const own = colors[at] ?? null
  const below = colors[at - 1]
  const over = value - (steps[at] ?? value) + spread / 2
  return own === null || below === undefined || over >= spread
    ? own
    : mix(below, own, over / spread)
}

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
  const colors = steps.map((_, i) =>
    bandColor(ramp, theme.ground, i / Math.max(1, steps.length - 1), 0.86 * stage.strength),
  )
  const image = fieldImage(stage.grid, field, (value, spread) =>
    steps.length === 1
      ? bandColor(ramp, theme.ground, position(scale, value) ?? 0.5, 0.86 * stage.strength)
      : bandAt(steps, colors, value, spread),
  )
  const counts: CountLabel[] = []
  const lines = levels.flatMap((level): LineRow[] => {
    const found = contourLines(field, level, stage.geo.district)
    const longest = found[0] ?? []
    for (const share of LABELLED) {
      const at = longest[Math.floor(longest.length * share)]
      if (at === undefined) continue
      const text = formatMeasure(level, set.definition)
      counts.push({ position: at, text, sizePx: 16 * unitPx, yields: true })
    }
    return found.map((path) => ({
      path,
      color: rgba(theme.ink, 0.5 * stage.strength),
      widthPx: 1.2 * unitPx,
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
