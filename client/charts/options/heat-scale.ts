import { formatScaled, type UnitScale } from '../../ui/format.ts'
import { AXIS, axisText, type Look, px } from '../look.ts'
import { drawable, type Extent } from './axes.ts'

/** The key of a heat map: one thin ramp at the lower right, with the least and the greatest value. */
export function heatScale(look: Look, extent: Extent, scale: UnitScale) {
  const min = drawable(extent.min) ?? 0
  const max = drawable(extent.max) ?? 1
  return {
    type: 'continuous',
    show: true,
    min,
    max: max > min ? max : min + (Math.abs(min) * 0.1 || 1),
    calculable: false,
    orient: 'horizontal',
    right: 0,
    bottom: 0,
    itemWidth: px(look, 6),
    itemHeight: px(look, 110),
    padding: 0,
    text: [formatScaled(extent.max, scale), formatScaled(extent.min, scale)],
    textGap: px(look, 8),
    textStyle: { ...axisText(look), fontSize: px(look, AXIS) },
    inRange: { color: [...look.theme.ramp] },
    outOfRange: { color: 'rgba(0,0,0,0)' },
    hoverLink: false,
  }
}
