import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { ScenarioLayer } from '../../protocol/scenario/scenario.ts'
import { formatValue } from '../ui/format.ts'
import { type GlyphName, glyphOf } from './glyphs.ts'
import type { Mark, MarkSet } from './marks.ts'
import { formatMeasure } from './measure.ts'
import type { Scale } from './scale.ts'

export type LegendShape =
  | 'area'
  | 'hex'
  | 'glow'
  | 'dot'
  | 'icon'
  | 'arc'
  | 'trip'
  | 'line'
  | 'column'
  | 'bands'
/**
 * Why a layer shows less than it might. `empty`: the source is there and has nothing now; `no-orders`: no order of
 * this kind is open, which is good news and no fault.
 */
export type LegendNote =
  | 'loading'
  | 'no-table'
  | 'no-indicator'
  | 'empty'
  | 'no-orders'
  | 'district-only'
  | null

/** What a layer's legend says. Always there, also for an empty layer: the wall says why nothing is drawn. */
export type LegendData = {
  readonly label_zh: string
  readonly label_en: string
  readonly shape: LegendShape
  readonly glyph: GlyphName
  readonly unit: string
  /** Texts at the two ends of the ramp; null when the layer has no ramp. */
  readonly ends: { readonly low: string; readonly high: string } | null
  readonly twoSided: boolean
  /** How many things are drawn, how many have no value, how many have no place on the map. */
  readonly drawn: number
  readonly missing: number
  readonly unplaced: number
  /** Newest time among what is drawn, epoch ms; null for things without one. */
  readonly asOfMs: number | null
  readonly period: IndicatorDefinition['period']
  readonly simulated: boolean
  readonly note: LegendNote
  /** Value of the whole district, when that is all there is. */
  readonly district: string | null
}

export function legendOf(
  layer: ScenarioLayer,
  set: MarkSet,
  shape: LegendShape,
  scale: Scale | null,
  marks: readonly Mark[],
): LegendData {
  const { definition } = set
  const placed = marks.filter(isPlaced)
  const times = placed
    .flatMap(({ at }) => (at === null ? [] : [Date.parse(at)]))
    .filter(Number.isFinite)
  return {
    label_zh: layer.label_zh,
    label_en: layer.label_en,
    shape,
    glyph: glyphOf(set.binds),
    unit: definition?.unit ?? '',
    ends: scale === null ? null : endsOf(scale, definition?.precision ?? 0),
    twoSided: scale?.twoSided ?? false,
    drawn: placed.length,
    missing: set.from === 'indicator' ? placed.filter(({ value }) => value === null).length : 0,
    unplaced: marks.length - placed.length,
    asOfMs: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    period: definition?.period ?? null,
    simulated: placed.some(({ simulated }) => simulated),
    note: noteOf(set, placed),
    district: set.district === null ? null : formatMeasure(set.district.value, definition),
  }
}

const isPlaced = (mark: Mark): boolean =>
  mark.position !== null || mark.polygon !== null || mark.path !== null || mark.to !== null

function noteOf(set: MarkSet, placed: readonly Mark[]): LegendNote {
  if (set.state !== 'ready') return set.state
  if (placed.length > 0) return null
  if (set.from === 'orders') return 'no-orders'
  return set.district !== null && set.district.value !== null ? 'district-only' : 'empty'
}

/** The ramp's ends: with ≤ and ≥ where single values lie beyond what the ramp can tell apart. */
function endsOf({ domain, extent }: Scale, precision: number): LegendData['ends'] {
  if (domain === null || extent === null) return null
  const low = formatValue(domain[0], precision)
  const high = formatValue(domain[1], precision)
  return {
    low: extent[0] < domain[0] ? `≤ ${low}` : low,
    high: extent[1] > domain[1] ? `≥ ${high}` : high,
  }
}
