import { mix, type Rgba, rgba } from '../color.ts'
import { density } from '../field.ts'
import { fieldImage } from '../field-image.ts'
import { finest, joinedValue } from '../marks.ts'
import { rampColor, type Scale } from '../scale.ts'
import { placed } from './hexbin.ts'
import { type LayerInput, type LayerPlan, planOf, topCallouts } from './plan.ts'

/** How far one thing reaches, design units on the screen. */
const REACH = 62

/** Density (热力) in the binding's unit a km², clipped to the district; a negative weight counts as none. */
export function planHeatmap(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const marks = finest(set)
  const samples = placed(marks).map(({ position, item }) => ({
    position,
    value: clampWeight(joinedValue([item], set)),
  }))
  const field = density(stage.grid, samples, REACH * stage.unitPx * stage.metersPerPx)
  const top = field.values.reduce((max, value) => (value > max ? value : max), 0)
  const scale: Scale = {
    domain: top > 0 ? [0, top] : null,
    extent: top > 0 ? [0, top] : null,
    twoSided: false,
  }
  const image = fieldImage(stage.grid, field, (value) => {
    const t = top > 0 ? Math.sqrt(Math.min(1, value / top)) : 0
    if (t < 0.06) return null
    const color = rampColor(stage.theme.ramp, t)
    return [
      color[0],
      color[1],
      color[2],
      Math.round(255 * stage.strength * Math.min(0.92, t * 1.5)),
    ]
  })
  const plan = planOf(input, top > 0 ? { image } : {}, 'glow', scale, marks, {
    callouts: topCallouts(marks, set, 2),
  })
  const unit = plan.legend.unit === '' ? (set.from === 'orders' ? '件' : '') : plan.legend.unit
  return { ...plan, legend: { ...plan.legend, unit: `${unit}/km²` } }
}

/** Weights that could overflow a sum are held at a number that cannot. */
const clampWeight = (value: number | null): number =>
  value === null || value < 0 ? 0 : Math.min(value, 1e200)

/** Colour of a band between two lines of a contour. */
export const bandColor = (
  ramp: readonly string[],
  ground: string,
  t: number,
  alpha: number,
): Rgba => {
  const [r, g, b] = mix(rgba(ground), rampColor(ramp, t), 0.88)
  return [r, g, b, Math.round(alpha * 255)]
}
