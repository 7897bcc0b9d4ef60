import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { formatScaled, formatValue, scaleFor } from '../ui/format.ts'

/** A value with its unit, as a map label writes it: long counts in 万 or 亿; "—" for none, never 0. */
export function formatMeasure(
  value: number | null,
  definition: Pick<IndicatorDefinition, 'precision' | 'unit'> | null,
): string {
  if (definition === null) return formatValue(value, 0)
  const scale = scaleFor(Math.abs(value ?? 0), definition.unit, definition.precision)
  const number = formatScaled(value, scale)
  return scale.unit === '' || value === null ? number : `${number} ${scale.unit}`
}
