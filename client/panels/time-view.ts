import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type {
  CalendarChart,
  CategoryChart,
  HeatmapChart,
  ScatterChart,
  ScatterPoint,
  TimeChart,
  TimePoint,
} from '../charts/model.ts'
import { BUCKET_MS, windowStartMs } from '../data/history-plan.ts'
import { DAY_MS, formatDay, formatMoment, startOfDayMs } from '../ui/format.ts'
import {
  BAR_WIDTH,
  type BucketWidth,
  barsOf,
  hourOfDay,
  hourOfWeek,
  lineOf,
  nextBucketMs,
} from './buckets.ts'
import { finePlaces, type PanelContext, placeName, scopeOf } from './context.ts'
import { cellOf, limitLines, measuresOf, spansPeriods, townRows } from './rows.ts'

/** At most five series a panel; further ones go into the table behind it. */
export const MOST_SERIES = 5

const spanOf = (ctx: PanelContext): { fromMs: number; toMs: number } => ({
  fromMs: windowStartMs(ctx.panel.window, ctx.nowMs),
  toMs: ctx.nowMs,
})

const largestOf = (points: readonly TimePoint[]): number =>
  points.reduce((max, [, value]) => Math.max(max, Math.abs(value ?? 0)), 0)

/** Whether a chart over time shows what a counter gained per bucket rather than how it stands (增量 / 累计). */
export const showsIncrements = (
  ctx: Pick<PanelContext, 'panel'>,
  definition: Pick<IndicatorDefinition, 'period'>,
): boolean => {
  if (definition.period === null) return false
  const { chart, window, by } = ctx.panel
  const curve = chart === 'line' || chart === 'area'
  return !curve || by === 'hour' || spansPeriods(definition, window)
}

/** Curves of the window, one an indicator, at the panel's scope. */
export function timeChart(ctx: PanelContext, style: TimeChart['style']): TimeChart {
  const span = spanOf(ctx)
  const { window } = ctx.panel
  const bars = style === 'bar' || style === 'stacked-bar'
  const shown = ctx.definitions.slice(0, MOST_SERIES)
  const width: BucketWidth = BAR_WIDTH[window]
  const lines = shown.map((definition) => {
    const points = ctx.points(definition.id, scopeOf(ctx, definition))
    return bars || showsIncrements(ctx, definition)
      ? barsOf(points, definition, window, span, width)
      : lineOf(points, definition, window, span.fromMs)
  })
  const measures = measuresOf(ctx, shown, (_, i) => largestOf(lines[i] ?? []))
  const first = lines[0]?.[0]?.[0]
  return {
    kind: 'time',
    style,
    fromMs: bars && first !== undefined ? first : knownFromMs(span, lines.flat()),
    toMs: bars && first !== undefined ? endOfBars(width, span.toMs, lines[0] ?? []) : span.toMs,
    bucketMs: bars ? barWidthMs(width) : 0,
    series: measures.flatMap((measure, i) => {
      const definition = shown[i]
      if (definition === undefined) return []
      const limits = showsIncrements(ctx, definition) ? [] : limitLines(definition)
      const level = ctx.reading(definition.id, scopeOf(ctx, definition))?.level ?? null
      return [{ ...measure, limits, points: lines[i] ?? [], level }]
    }),
  }
}

/** Least share of a window that is drawn, however little of it is known. */
const LEAST_SHARE = 0.1

/**
 * Where a chart over time begins: at its window's beginning, or, when more than half of the window lies before the
 * first known value, at that value. The panel's note then says since when there is data.
 */
export function knownFromMs(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  points: readonly TimePoint[],
): number {
  const first = points.reduce(
    (least, [at, value]) => (value === null ? least : Math.min(least, at)),
    Number.POSITIVE_INFINITY,
  )
  if (!Number.isFinite(first) || first - fromMs < (toMs - fromMs) / 2) return fromMs
  return Math.min(first, toMs - (toMs - fromMs) * LEAST_SHARE)
}

const barWidthMs = (width: BucketWidth): number =>
  width === '5min' ? 300_000 : width === 'hour' ? 3_600_000 : width === 'day' ? DAY_MS : 30 * DAY_MS

function endOfBars(width: BucketWidth, toMs: number, bars: readonly TimePoint[]): number {
  const last = bars.at(-1)
  return last === undefined ? toMs : nextBucketMs(width, last[0])
}

/** The mean day: 24 hours, one series an indicator. */
export function hourChart(ctx: PanelContext, style: CategoryChart['style']): CategoryChart {
  const span = spanOf(ctx)
  const shown = ctx.definitions.slice(0, MOST_SERIES)
  const values = shown.map((definition) =>
    hourOfDay(
      ctx.points(definition.id, scopeOf(ctx, definition)),
      definition,
      ctx.panel.window,
      span,
    ),
  )
  const measures = measuresOf(ctx, shown, (_, i) =>
    Math.max(0, ...(values[i] ?? []).map((value) => Math.abs(value ?? 0))),
  )
  return {
    kind: 'category',
    style,
    categories: Array.from({ length: 24 }, (_, hour) => ({
      id: String(hour),
      name: String(hour).padStart(2, '0'),
      apart: false,
      focused: false,
    })),
    series: measures.map((measure, i) => ({
      ...measure,
      limits: shown[i]?.period === null ? measure.limits : [],
      values: values[i] ?? [],
    })),
  }
}

/** When in the week: the first indicator's mean hour, seven days by 24. */
export function heatmapChart(ctx: PanelContext): HeatmapChart | null {
  const [definition] = ctx.definitions
  if (definition === undefined) return null
  const points = ctx.points(definition.id, scopeOf(ctx, definition))
  const cells = hourOfWeek(points, definition, ctx.panel.window, spanOf(ctx))
  const largest = Math.max(0, ...cells.flat().map((value) => Math.abs(value ?? 0)))
  const [measure] = measuresOf(ctx, [definition], () => largest)
  return measure === undefined ? null : { kind: 'heatmap-hour-week', measure, cells }
}

/** One value a day. */
export function calendarChart(ctx: PanelContext): CalendarChart | null {
  const [definition] = ctx.definitions
  if (definition === undefined) return null
  const span = spanOf(ctx)
  const points = ctx.points(definition.id, scopeOf(ctx, definition))
  const whole = { fromMs: startOfDayMs(span.fromMs), toMs: span.toMs }
  const all = barsOf(points, definition, ctx.panel.window, whole, 'day')
  const fromMs = startOfDayMs(knownFromMs(whole, all))
  const days = all.filter(([at]) => at >= fromMs)
  const [measure] = measuresOf(ctx, [definition], () => largestOf(days))
  return measure === undefined
    ? null
    : { kind: 'calendar', measure, fromMs, toMs: startOfDayMs(span.toMs), days }
}

/** Fewest places that make a cloud; with fewer the points are moments. */
const FEWEST_PLACES = 4

/**
 * Two indicators against each other: a point a town, a point a reporting place where at least four places report
 * both, else a point a bucket of time (an hour in 24 hours and 7 days, a day in 30 days, a month in 12 months).
 */
export function scatterChart(ctx: PanelContext): ScatterChart | null {
  const [a, b] = ctx.definitions
  if (a === undefined || b === undefined) return null
  const points = scatterPoints(ctx, a, b)
  const largest = (of: 'x' | 'y'): number =>
    Math.max(0, ...points.map((point) => Math.abs(point[of])))
  const [x, y] = measuresOf(ctx, [a, b], (_, i) => largest(i === 0 ? 'x' : 'y'))
  return x === undefined || y === undefined ? null : { kind: 'scatter', x, y, points }
}

function scatterPoints(
  ctx: PanelContext,
  a: IndicatorDefinition,
  b: IndicatorDefinition,
): ScatterPoint[] {
  if (ctx.panel.by === 'town') {
    return townRows(ctx, [a, b]).flatMap(({ id, name, focused, values: [x, y] }) =>
      x?.value == null || y?.value == null
        ? []
        : [{ id, name, x: x.value, y: y.value, recency: null, focused }],
    )
  }
  if (ctx.panel.by === 'type') {
    const places = placePoints(ctx, a, b)
    if (places.length >= FEWEST_PLACES) return places
  }
  return momentPoints(ctx, a, b)
}

function placePoints(
  ctx: PanelContext,
  a: IndicatorDefinition,
  b: IndicatorDefinition,
): ScatterPoint[] {
  const other = new Set(finePlaces(ctx, b.id))
  return finePlaces(ctx, a.id).flatMap((id) => {
    if (!other.has(id)) return []
    const x = cellOf(ctx, a, id).value
    const y = cellOf(ctx, b, id).value
    if (x === null || y === null) return []
    return [{ id, name: placeName(ctx, id), x, y, recency: null, focused: false }]
  })
}

function momentPoints(
  ctx: PanelContext,
  a: IndicatorDefinition,
  b: IndicatorDefinition,
): ScatterPoint[] {
  const { window } = ctx.panel
  const span = spanOf(ctx)
  const width: BucketWidth =
    BUCKET_MS[window] <= 3_600_000 && window !== '30d' ? 'hour' : BAR_WIDTH[window]
  const bars = (definition: IndicatorDefinition): readonly TimePoint[] =>
    barsOf(ctx.points(definition.id, scopeOf(ctx, definition)), definition, window, span, width)
  const ys = new Map(bars(b))
  const pairs = bars(a).flatMap(([atMs, x]) => {
    const y = ys.get(atMs) ?? null
    return x === null || y === null ? [] : [{ atMs, x, y }]
  })
  return pairs.map(({ atMs, x, y }, i) => ({
    id: String(atMs),
    name: width === 'hour' ? formatMoment(atMs, ctx.nowMs) : formatDay(atMs),
    x,
    y,
    recency: pairs.length < 2 ? 1 : i / (pairs.length - 1),
    focused: false,
  }))
}
