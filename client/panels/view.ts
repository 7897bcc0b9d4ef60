import type { Chart, PieChart, TreemapChart } from '../charts/model.ts'
import type { SeriesRequest } from '../data/history-plan.ts'
import { finePlaces, type PanelContext, scopeOf } from './context.ts'
import { eventPlaces, eventsChart } from './events-view.ts'
import { sankeyChart } from './flow-view.ts'
import {
  categoryChart,
  funnelChart,
  gaugeChart,
  kpiChart,
  profileChart,
  rankChart,
  tableChart,
} from './place-view.ts'
import { dotScale } from './rank/dot-scale.ts'
import { spansPeriods } from './rows.ts'
import { makesOneWhole, pieChart, treemapChart } from './share-view.ts'
import { calendarChart, heatmapChart, hourChart, scatterChart, timeChart } from './time-view.ts'

/**
 * The chart of a panel from what is known now: one function for every (chart, by, window) a scenario file may name.
 *
 * @returns null when the panel names no indicator that the catalog knows
 */
export function chartOf(ctx: PanelContext): Chart | null {
  if (ctx.definitions.length === 0) return null
  const { chart, by, window } = ctx.panel
  const wholeDays = window !== '1h' && window !== '24h'
  switch (chart) {
    case 'kpi-grid':
      return kpiChart(ctx)
    case 'line':
    case 'area':
      if (by === 'town') return categoryChart(ctx, 'bar')
      return by === 'hour' && wholeDays ? hourChart(ctx, chart) : timeChart(ctx, chart)
    case 'bar':
    case 'stacked-bar':
      if (by === 'time') return timeChart(ctx, chart)
      if (by === 'hour') return wholeDays ? hourChart(ctx, chart) : timeChart(ctx, chart)
      return barsOrRank(ctx, chart)
    case 'horizontal-rank':
      return rankChart(ctx)
    case 'pie':
      return wholeOrNumbers(ctx, pieChart(ctx))
    case 'gauge':
      return gaugeChart(ctx)
    case 'heatmap-hour-week':
      return heatmapChart(ctx)
    case 'calendar':
      return calendarChart(ctx)
    case 'scatter':
      if (ctx.definitions.length < 2) return timeChart(ctx, 'line')
      return pairsOrNumbers(ctx)
    case 'radar':
      return by === 'town' ? { ...tableChart(ctx), shaded: true } : profileChart(ctx)
    case 'funnel':
      return funnelChart(ctx)
    case 'sankey':
      return sankeyChart(ctx)
    case 'treemap':
      return makesOneWhole(ctx) ? wholeOrNumbers(ctx, treemapChart(ctx)) : kpiChart(ctx)
    case 'table':
      return tableChart(ctx)
    case 'timeline':
    case 'event-list':
      return eventsChart(ctx, chart)
  }
}

/** Parts of a whole; a single part is no picture but a number. */
const wholeOrNumbers = (ctx: PanelContext, chart: PieChart | TreemapChart): Chart =>
  chart.parts.length === 1 ? kpiChart(ctx) : chart

/** Fewest points that tell how two measures go together. */
const FEWEST_POINTS = 4

/** Two measures against each other; where too few moments or places have both, the present value of each. */
function pairsOrNumbers(ctx: PanelContext): Chart | null {
  const chart = scatterChart(ctx)
  if (chart === null || chart.points.length >= FEWEST_POINTS) return chart
  const known = ctx.definitions.some(
    (definition) => (ctx.reading(definition.id, scopeOf(ctx, definition))?.value ?? null) !== null,
  )
  return known ? kpiChart(ctx) : chart
}

/** Bars with names under them; many long names (departments, kinds of cases) are read better beside lying bars. */
function barsOrRank(ctx: PanelContext, style: 'bar' | 'stacked-bar'): Chart {
  const bars = categoryChart(ctx, style)
  const towns = bars.categories.every(({ id }) => ctx.towns.some((town) => town.code === id))
  // Latin names of towns are too long to stand below bars.
  const wide = ctx.language === 'en' && bars.series.length < 3 && bars.style === 'bar'
  // Bars that reach equally high compare nothing; as a rank they are dots on a scale that shows what differs.
  if (bars.series.length === 1) {
    const rank = rankChart(ctx)
    if (dotScale(rank) !== null) return rank
  }
  return bars.categories.length > MOST_NAMED_BARS && (!towns || wide) ? rankChart(ctx) : bars
}

const MOST_NAMED_BARS = 4

/** Most reporting places whose past is asked for; a chart of places shows no more. */
const MOST_PLACES = 30

/** The series whose past a panel needs; none for charts of present values. */
export function historyNeeds(ctx: PanelContext): SeriesRequest[] {
  const { chart, by, window } = ctx.panel
  const at = (indicator: string, places: readonly string[]): SeriesRequest[] =>
    places.map((place) => ({ indicator, place, window }))
  return ctx.definitions.flatMap((definition): SeriesRequest[] => {
    const { id } = definition
    const scope = scopeOf(ctx, definition)
    if (chart === 'timeline' || chart === 'event-list') return at(id, eventPlaces(ctx, definition))
    if (chart === 'heatmap-hour-week' || chart === 'calendar') return at(id, [scope])
    if (chart === 'kpi-grid') return []
    const curves =
      chart === 'line' || chart === 'area' || chart === 'bar' || chart === 'stacked-bar'
    if (curves && (by === 'time' || by === 'hour')) return at(id, [scope])
    const needs: SeriesRequest[] = []
    if (chart === 'scatter' && by !== 'town') needs.push(...at(id, [scope]))
    if (!spansPeriods(definition, window)) return needs
    if (by === 'town')
      return [
        ...needs,
        ...at(
          id,
          ctx.towns.map((town) => town.code),
        ),
      ]
    const single =
      ctx.definitions.length === 1 || chart === 'scatter' || chart === 'horizontal-rank'
    const fine = by === 'type' && single ? finePlaces(ctx, id).slice(0, MOST_PLACES) : []
    return [...needs, ...at(id, [scope, ...fine])]
  })
}

/** Whether a chart has anything to show. */
export function isEmpty(chart: Chart): boolean {
  const none = (value: number | null | undefined): boolean => value === null || value === undefined
  switch (chart.kind) {
    case 'time':
      return chart.series.every((series) => series.points.every(([, value]) => none(value)))
    case 'category':
      return chart.series.every((series) => series.values.every(none))
    case 'pie':
    case 'treemap':
      return chart.parts.length === 0
    case 'gauge':
      return chart.dials.every((dial) => none(dial.value))
    case 'heatmap-hour-week':
      return chart.cells.every((row) => row.every(none))
    case 'calendar':
      return chart.days.every(([, value]) => none(value))
    case 'scatter':
      return chart.points.length === 0
    case 'sankey':
      return chart.links.length === 0
    case 'rank':
    case 'table':
      return chart.rows.every((row) => row.values.every((cell) => none(cell.value)))
    case 'kpi':
      return chart.cells.length === 0
    case 'funnel':
      return chart.stages.every((stage) => none(stage.value))
    case 'events':
      return chart.rows.length === 0
  }
}
