import { mix, rgba, withAlpha } from '../color.ts'
import type { Mark } from '../marks.ts'
import { NO_SHAPE } from '../marks.ts'
import { position, robustScale, valueColor } from '../scale.ts'
import {
  type AreaRow,
  CLEAR,
  hollowLine,
  type LayerInput,
  type LayerPlan,
  planOf,
  tone,
} from './plan.ts'

/** Highest step of a town's plate, design units on the screen: relief enough to be felt, too low to hide a neighbour. */
const RELIEF = 20

/** Towns coloured and raised by one indicator (镇街着色). A town without a value stays hollow and flat. */
export function planChoroplethTown(input: LayerInput): LayerPlan {
  const { set, stage } = input
  const { theme, geo } = stage
  const scale = robustScale(set.towns.map(({ value }) => value))
  const byTown = new Map(set.towns.map((mark) => [mark.id, mark]))
  const areas = geo.towns.map((town): AreaRow => {
    const mark = byTown.get(town.code) ?? noValue(town.code, town.name, town.label)
    const t = position(scale, mark.value)
    const color = valueColor(theme, scale, mark.value)
    return {
      polygon: town.polygon,
      fill: color === null ? CLEAR : tone(withAlpha(color, 0.92), mark, stage),
      line:
        color === null
          ? hollowLine(stage)
          : withAlpha(mix(color, rgba(theme.ink), 0.45), 0.7 * stage.strength),
      elevationM: t === null ? 0 : (0.15 + 0.85 * t) * RELIEF * stage.unitPx * stage.metersPerPx,
      mark,
    }
  })
  return planOf(input, { areas: set.towns.length === 0 ? [] : areas }, 'area', scale, set.towns)
}

const noValue = (code: string, name: string, label: Mark['position']): Mark => ({
  ...NO_SHAPE,
  id: code,
  name,
  position: label,
  town: code,
  value: null,
  level: null,
  status: 'missing',
  simulated: false,
  at: null,
  source: null,
})
