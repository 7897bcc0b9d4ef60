import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type {
  CategoryChart,
  FunnelChart,
  GaugeChart,
  KpiChart,
  Measure,
  RankChart,
  RankRow,
  TableChart,
} from '../charts/model.ts'
import { formatMoment, scaleFor } from '../ui/format.ts'
import { finePlaces, nameOf, type PanelContext, placeName, scopeOf, unitOf } from './context.ts'
import { departmentRows } from './department-rows.ts'
import { partAndWhole } from './relations.ts'
import {
  type Cell,
  cellOf,
  indicatorRows,
  largestIn,
  measuresOf,
  measuresOfRows,
  placeRows,
  type RowSet,
  ranked,
  townRows,
  typeRows,
} from './rows.ts'
import { MOST_SERIES } from './time-view.ts'

/**
 * Rows of a panel by what its `by` asks for. When rows are indicators of several units, there is one column and
 * each name carries its unit.
 */
export function rowSet(ctx: PanelContext): RowSet {
  const { by } = ctx.panel
  // Parts of a whole are the data's own; only comparisons list departments.
  const compares = !['treemap', 'pie', 'sankey'].includes(ctx.panel.chart)
  if (by === 'department' && compares) return departmentRows(ctx)
  const definitions = ctx.definitions.slice(0, MOST_SERIES)
  if (by === 'town') {
    const rows = townRowsOrPlaces(ctx, definitions)
    return { rows, measures: measuresOfRows(ctx, definitions, rows) }
  }
  // A pair of indicators that the same places report is compared place by place.
  if (definitions.length > 1 && ctx.panel.chart === 'horizontal-rank') {
    const places = definitions.map((each) => new Set(finePlaces(ctx, each.id)))
    const shared = [...(places[0] ?? [])].filter((id) => places.every((set) => set.has(id)))
    if (shared.length > 1) {
      const rows = shared.map((id) => ({
        id,
        name: placeName(ctx, id),
        apart: false,
        focused: false,
        values: definitions.map((definition) => cellOf(ctx, definition, id)),
      }))
      return { rows, measures: measuresOfRows(ctx, definitions, rows) }
    }
  }
  const rows = typeRows(ctx, ctx.definitions)
  return { rows: withUnits(ctx, rows), measures: [commonMeasure(ctx, rows)] }
}

/**
 * The towns; or, where no town has a value but the places that report do (a road runs through several towns), those
 * places.
 */
function townRowsOrPlaces(
  ctx: PanelContext,
  definitions: readonly IndicatorDefinition[],
): RankRow[] {
  const known = (row: RankRow): boolean => row.values.some((cell) => cell.value !== null)
  const towns = townRows(ctx, definitions)
  if (towns.some(known)) return towns
  const places = placeRows(ctx, definitions).filter(known)
  return places.length > 0 ? places : towns
}

const unitsOf = (ctx: PanelContext): Set<string> =>
  new Set(ctx.definitions.map((definition) => unitOf(definition, ctx.language)))

function withUnits(ctx: PanelContext, rows: readonly RankRow[]): RankRow[] {
  if (unitsOf(ctx).size < 2) return [...rows]
  return rows.map((row) => {
    const definition = ctx.definitionOf(row.id)
    const unit = definition === undefined ? '' : unitOf(definition, ctx.language)
    return unit === '' ? row : { ...row, name: `${row.name} (${unit})` }
  })
}

/** The measure of a single column; without a unit when its rows have several. */
function commonMeasure(ctx: PanelContext, rows: readonly RankRow[]): Measure {
  const [first] = ctx.definitions
  const several = unitsOf(ctx).size > 1
  const unit = several || first === undefined ? '' : unitOf(first, ctx.language)
  const precision = Math.max(0, ...ctx.definitions.map((definition) => definition.precision))
  const single = ctx.definitions.length === 1 && first !== undefined
  const [measure] = single ? measuresOfRows(ctx, [first], rows) : []
  return (
    measure ?? {
      id: 'value',
      name: ctx.language === 'zh' ? ctx.panel.title_zh : ctx.panel.title_en,
      scale: scaleFor(largestIn(rows, 0), unit, precision),
      group: 0,
      limits: [],
      direction: first?.direction ?? 'neutral',
    }
  )
}

/** Most bars that stand beside each other with a name under each. */
const MOST_BARS = 12

/**
 * Bars beside each other. Shares in percent are never stacked; of a part and its whole (as a formula of the catalog
 * tells) the part and the rest are stacked, not part upon whole.
 */
export function categoryChart(ctx: PanelContext, style: 'bar' | 'stacked-bar'): CategoryChart {
  const { rows, measures } = rowSet(ctx)
  const towns =
    rows.length === ctx.towns.length && rows.every((row, i) => row.id === ctx.towns[i]?.code)
  const few = towns ? rows : ranked(rows).slice(0, MOST_BARS)
  const percent = measures.some((measure) => measure.scale.unit.includes('%'))
  const several = new Set(measures.map((measure) => measure.group)).size > 1
  const chart: CategoryChart = {
    kind: 'category',
    style: percent || several ? 'bar' : style,
    categories: few.map(({ id, name, apart, focused }) => ({ id, name, apart, focused })),
    series: measures.map((measure, i) => ({
      ...measure,
      values: few.map((row) => row.values[i]?.value ?? null),
    })),
  }
  return chart.style === 'stacked-bar' ? splitWhole(ctx, chart) : chart
}

function splitWhole(ctx: PanelContext, chart: CategoryChart): CategoryChart {
  const [a, b] = chart.series
  if (chart.series.length !== 2 || a === undefined || b === undefined) return chart
  const relation = partAndWhole(a.id, b.id, ctx.allDefinitions)
  if (relation === null) return chart
  const [part, whole] = relation.part === a.id ? [a, b] : [b, a]
  const rest = {
    ...whole,
    id: `${whole.id}-rest`,
    name: ctx.language === 'zh' ? '其余' : 'the rest',
    limits: [],
    values: whole.values.map((value, i) => {
      const share = part.values[i] ?? null
      return value === null || share === null ? null : Math.max(0, value - share)
    }),
  }
  return { ...chart, series: [{ ...part, limits: [] }, rest] }
}

/** Most rows of a rank, and of a table. */
const MOST_ROWS = 12

export function rankChart(ctx: PanelContext): RankChart {
  const { rows, measures } = rowSet(ctx)
  const sorted = ranked(rows)
  return {
    kind: 'rank',
    measures: measures.slice(0, 2),
    rows: sorted.slice(0, MOST_ROWS),
    more: Math.max(0, sorted.length - MOST_ROWS),
  }
}

export function tableChart(ctx: PanelContext): TableChart {
  const { rows, measures } = rowSet(ctx)
  const sorted = ctx.panel.by === 'type' && ctx.definitions.length > 1 ? rows : ranked(rows)
  const note = (row: RankRow): string => {
    const [first] = ctx.definitions
    const reading = ctx.definitionOf(row.id)
      ? ctx.reading(row.id, scopeOf(ctx, ctx.definitionOf(row.id) ?? first ?? NO_SCOPE))
      : ctx.reading(first?.id ?? '', row.id)
    const at = reading?.at ?? null
    return at === null ? '' : formatMoment(Date.parse(at), ctx.nowMs)
  }
  return {
    kind: 'table',
    shaded: false,
    columns: measures.slice(0, ctx.panel.chart === 'radar' ? MOST_SERIES : 3),
    rows: sorted.slice(0, MOST_ROWS).map((row) => ({ ...row, note: note(row) })),
    more: Math.max(0, sorted.length - MOST_ROWS),
  }
}

const NO_SCOPE: Pick<IndicatorDefinition, 'grain' | 'aggregate'> = {
  grain: 'district',
  aggregate: 'none',
}

/** Numbers in a grid, one an indicator; by town, the first indicators of each town. */
export function kpiChart(ctx: PanelContext): KpiChart {
  const place = (definition: IndicatorDefinition): string => scopeOf(ctx, definition)
  return {
    kind: 'kpi',
    cells: ctx.definitions.map((definition) => ({
      indicator: definition.id,
      place: place(definition),
      name: nameOf(definition, ctx.language),
    })),
  }
}

/** Stages in the listed order; each tells what share of the one before it reached. */
export function funnelChart(ctx: PanelContext): FunnelChart {
  const rows = indicatorRows(ctx, ctx.definitions)
  const measures = measuresOf(
    ctx,
    ctx.definitions,
    (_, i) => Math.abs(rows[i]?.values[0]?.value ?? 0),
    false,
  )
  return {
    kind: 'funnel',
    stages: rows.flatMap((row, i) => {
      const scale = measures[i]?.scale
      const cell = row.values[0]
      if (scale === undefined || cell === undefined) return []
      return [{ id: row.id, name: row.name, value: cell.value, scale, level: cell.level }]
    }),
  }
}

/** A round number at or above `value`: 1, 2, 2.5, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * (1 - 1e-12)) ?? 10
  const rounded = step * power
  return Number.isFinite(rounded) && rounded > 0 ? rounded : value
}

/** Most dials on a panel. */
const MOST_DIALS = 4

/** Most bars of a profile. */
const MOST_BARS_OF_PROFILE = 8

/** Dials, one an indicator. Shares run from 0 to 100 %; others to a round number past value and limits. */
export function gaugeChart(ctx: PanelContext): GaugeChart {
  const shown = ctx.definitions.slice(0, MOST_DIALS)
  const cells = shown.map((definition) => cellOf(ctx, definition, scopeOf(ctx, definition)))
  const measures = measuresOf(ctx, shown, (_, i) => Math.abs(cells[i]?.value ?? 0))
  return {
    kind: 'gauge',
    bars: false,
    dials: measures.map((measure, i) => dialOf(measure, cells[i])),
  }
}

/**
 * A profile (画像): a bar a part of the data, each against its own limits. Parts of one unit without limits share the
 * end of their bars, so that they can be compared.
 */
export function profileChart(ctx: PanelContext): GaugeChart {
  const rows = typeRows(ctx, ctx.definitions)
    .filter((row) => !row.apart)
    .slice(0, MOST_BARS_OF_PROFILE)
  const [first] = ctx.definitions
  const shown = rows.flatMap((row) => ctx.definitionOf(row.id) ?? first ?? [])
  const measures = measuresOf(ctx, shown, (_, i) => Math.abs(rows[i]?.values[0]?.value ?? 0))
  const dials = measures.map((measure, i) => ({
    ...dialOf(measure, rows[i]?.values[0]),
    id: rows[i]?.id ?? measure.id,
    name: rows[i]?.name ?? measure.name,
  }))
  const alike = (group: number) =>
    dials.filter((dial) => dial.group === group && dial.limits.length === 0)
  return {
    kind: 'gauge',
    bars: true,
    dials: dials.map((dial) =>
      dial.limits.length > 0
        ? dial
        : {
            ...dial,
            min: Math.min(...alike(dial.group).map(({ min }) => min)),
            max: Math.max(...alike(dial.group).map(({ max }) => max)),
          },
    ),
  }
}

function dialOf(measure: Measure, cell: Cell | undefined): GaugeChart['dials'][number] {
  const value = cell?.value ?? null
  const reach = [value ?? 0, ...measure.limits.map((limit) => limit.value)]
  const most = Math.max(...reach)
  const least = Math.min(...reach)
  const share = measure.scale.unit === '%' && most <= 100 && most > 40
  // A score near its full hundred ends there, not at the next round number.
  const score = most <= 100 && most * 1.05 > 100
  return {
    ...measure,
    value,
    level: cell?.level ?? null,
    min: least < 0 ? -roundUp(-least) : 0,
    max: share || score ? 100 : roundUp(most * 1.05),
  }
}
