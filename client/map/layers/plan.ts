import type { Level } from '../../../protocol/indicator/definition.ts'
import type { LayerKind, ScenarioLayer } from '../../../protocol/scenario/scenario.ts'
import type { Theme } from '../../ui/theme.ts'
import { mix, type Rgba, rgba } from '../color.ts'
import type { Grid } from '../field.ts'
import type { GeoData } from '../geo-data.ts'
import type { LonLat, Polygon } from '../geometry.ts'
import type { GlyphName } from '../glyphs.ts'
import { type LegendData, type LegendShape, legendOf } from '../legend-data.ts'
import type { Mark, MarkSet } from '../marks.ts'
import { formatMeasure } from '../measure.ts'
import type { Scale } from '../scale.ts'

/** How the stage stands: everything a layer needs besides its marks. */
export type StageContext = {
  readonly theme: Theme
  readonly geo: GeoData
  readonly grid: Grid
  /** CSS pixels of the design's unit. */
  readonly unitPx: number
  /** Ground metres a pixel at the middle of the stage. */
  readonly metersPerPx: number
  /** How much the pitch squeezes the ground's north-south on the screen, 0..1. */
  readonly squeeze: number
  /** The scenario's category accent, `#rrggbb`: thin lines and the selected town only. */
  readonly accent: string
  /** Selected town's code; the others dim. */
  readonly town: string | null
  /** 1 for the scenario's first area layer, less for those it would hide under itself. */
  readonly strength: number
}
export type LayerInput = {
  readonly layer: ScenarioLayer
  readonly set: MarkSet
  readonly stage: StageContext
}

export type AreaRow = {
  readonly polygon: Polygon
  readonly fill: Rgba
  readonly line: Rgba
  readonly elevationM: number
  readonly mark: Mark | null
}
export type ColumnRow = {
  readonly position: LonLat
  readonly elevationM: number
  readonly fill: Rgba
  readonly mark: Mark | null
}
export type LineRow = {
  readonly path: readonly LonLat[]
  readonly color: Rgba
  readonly widthPx: number
  readonly mark: Mark | null
}
export type ArcRow = {
  readonly from: LonLat
  readonly to: LonLat
  readonly fromColor: Rgba
  readonly toColor: Rgba
  readonly widthPx: number
  readonly mark: Mark | null
}
export type DotRow = {
  readonly position: LonLat
  readonly radiusPx: number
  readonly fill: Rgba
  readonly line: Rgba
  readonly linePx: number
  readonly mark: Mark | null
}
export type IconRow = {
  readonly position: LonLat
  readonly glyph: GlyphName
  readonly sizePx: number
  readonly color: Rgba
}
export type TripRow = {
  readonly path: readonly LonLat[]
  readonly timesS: readonly number[]
  readonly loopS: number
  readonly trailS: number
  readonly color: Rgba
  readonly widthPx: number
  readonly mark: Mark
}
/** Pixels of a field, row by row from the north. */
export type ImageRow = {
  readonly columns: number
  readonly rows: number
  readonly bounds: readonly [west: number, south: number, east: number, north: number]
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
}

/** What a layer draws, as plain rows. New rows are new arrays; unchanged rows keep theirs, so nothing is uploaded twice. */
export type Drawing = {
  readonly areas?: readonly AreaRow[]
  readonly columns?: readonly ColumnRow[]
  readonly columnRadiusM?: number
  readonly columnSides?: number
  readonly lines?: readonly LineRow[]
  readonly arcs?: readonly ArcRow[]
  readonly dots?: readonly DotRow[]
  readonly icons?: readonly IconRow[]
  readonly trips?: readonly TripRow[]
  readonly image?: ImageRow
}

/** A label that stands on the map with a line to its place. */
export type Callout = {
  readonly id: string
  readonly position: LonLat
  readonly title: string
  readonly value: string
  readonly level: Level | null
  readonly priority: number
  readonly source: Mark['source']
}
/** A number inside a joined point, or on a line of equal value. */
export type CountLabel = {
  /** Left out where another name stands: the line has it elsewhere too. */
  readonly yields: boolean
  readonly position: LonLat
  readonly text: string
  readonly sizePx: number
}

export type LayerPlan = {
  readonly kind: LayerKind
  readonly drawing: Drawing
  readonly legend: LegendData
  readonly callouts: readonly Callout[]
  readonly counts: readonly CountLabel[]
}

/** Puts a plan together; the legend is made of the same marks and scale that were drawn. */
export function planOf(
  input: LayerInput,
  drawing: Drawing,
  shape: LegendShape,
  scale: Scale | null,
  marks: readonly Mark[],
  extra: { readonly callouts?: readonly Callout[]; readonly counts?: readonly CountLabel[] } = {},
): LayerPlan {
  return {
    kind: input.layer.layer,
    drawing,
    legend: legendOf(input.layer, input.set, shape, scale, marks),
    callouts: extra.callouts ?? [],
    counts: extra.counts ?? [],
  }
}

/** Colour of a thing in or out of the selected town, paler when its value is old. */
export function tone(color: Rgba, mark: Mark | null, stage: StageContext): Rgba {
  const outside = stage.town !== null && mark !== null && mark.town !== stage.town
  const ground = rgba(stage.theme.ground, color[3] / 255)
  // Towards the ramp's dark end, not the ground: what steps back stays in the ramp's hue.
  const settled = mix(
    color,
    rgba(stage.theme.ramp[0] ?? stage.theme.ground, color[3] / 255),
    1 - stage.strength,
  )
  const dimmed = outside ? mix(settled, ground, 0.68) : settled
  return mark?.status === 'stale' ? mix(dimmed, ground, 0.5) : dimmed
}

/** Ring colour of a level; null = no level, no ring. */
export const levelColor = (level: Level | null, stage: StageContext): Rgba | null =>
  level === null ? null : rgba(stage.theme.level[level])

/** Outline of a thing whose value is missing. */
export const hollowLine = (stage: StageContext): Rgba => rgba(stage.theme.inkQuiet, 0.8)
export const CLEAR: Rgba = [0, 0, 0, 0]

const RANK: Record<Level, number> = { blue: 1, yellow: 2, orange: 3, red: 4 }

/** Labels for the few marks that matter most: worst level first, then the largest value; zeros say nothing. */
export function topCallouts(marks: readonly Mark[], set: MarkSet, most: number): Callout[] {
  if (set.from !== 'indicator') return []
  const lowest = set.definition?.direction === 'higher_better'
  return marks
    .flatMap((mark) => {
      const { position, value } = mark
      return position === null || value === null || value === 0 || mark.source === null
        ? []
        : [{ mark, position, value }]
    })
    .sort((a, b) => rank(b.mark) - rank(a.mark) || (lowest ? a.value - b.value : b.value - a.value))
    .slice(0, most)
    .map(({ mark, position, value }, index) => ({
      id: `${set.binds} ${mark.id}`,
      position,
      title: mark.name,
      value: formatMeasure(value, set.definition),
      level: mark.level,
      priority: rank(mark) * 10 - index,
      source: mark.source,
    }))
}

const rank = (mark: Mark): number => (mark.level === null ? 0 : RANK[mark.level])

/** A place where the count is 0: seen to be watched, and nothing is wrong there. */
export const quietDot = (position: LonLat, mark: Mark, stage: StageContext): DotRow => ({
  position,
  radiusPx: 3.5 * stage.unitPx,
  fill: tone(rgba(stage.theme.inkQuiet, 0.75), mark, stage),
  line: CLEAR,
  linePx: 0,
  mark,
})
