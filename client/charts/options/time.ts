import { DAY_MS, formatScaled } from '../../ui/format.ts'
import { AXIS, axisText, BASE, type ChartOption, type Look, px, seriesColor } from '../look.ts'
import type { TimeChart } from '../model.ts'
import {
  axisWidthPx,
  dayBoundaries,
  drawable,
  type Extent,
  extentOf,
  formatTimeTick,
  leastStep,
  nearLimits,
  niceAxis,
  timeTicks,
  valueAxis,
} from './axes.ts'
import { type EndText, widthOf } from './end-names.ts'
import { limitMark } from './limits.ts'
import { endTexts, lastOf, placeEnds, type SeriesAxis } from './line-ends.ts'
import { lineStyle } from './line-style.ts'
import { KEY_ROW, keyRows, seriesKey } from './series-key.ts'

type Series = TimeChart['series'][number]

/** Axes drawn on one grid; a third unit gets a grid of its own below (小多图). */
type GridPlan = { readonly groups: readonly number[] }

/** One unit: one axis. Two: left and right. More: one small grid a unit. */
export function gridPlans(groups: readonly number[]): GridPlan[] {
  const distinct = [...new Set(groups)]
  return distinct.length <= 2
    ? [{ groups: distinct }]
    : distinct.map((group) => ({ groups: [group] }))
}

const gridIndexOf =
  (plans: readonly GridPlan[]) =>
  ({ group }: Series): number =>
    plans.findIndex((plan) => plan.groups.includes(group))

/** Height of the row with the units' names over a grid, and of the least grid that one is spent on, in units. */
const UNIT_ROW = 22
const LEAST_GRID = 48

/** A panel over two columns has room for a name and its number in one line, in units. */
const WIDE = 700

/** Widths of a Chinese character that the label at a line's end may take: a third of the panel, and no more than a name needs. */
const endRoom = (look: Look): number =>
  Math.min(
    look.widthPx > px(look, WIDE) ? 13 : 9,
    Math.max(3, (look.widthPx * 0.33) / px(look, AXIS) - 0.8),
  )

const endWidth = (series: readonly Series[], texts: readonly (EndText | undefined)[]): number =>
  series.reduce((widest, each, i) => {
    const text = texts[i]
    const number = formatScaled(lastOf(each)?.[1] ?? null, each.scale)
    return text === undefined ? widest : Math.max(widest, widthOf(text, number))
  }, 0)

/** Sums of the stack at each moment, so that the axis holds the whole pile. */
function stackedExtent(series: readonly Series[]): Extent | null {
  const sums = new Map<number, number>()
  for (const { points } of series) {
    for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + Math.max(0, value ?? 0))
  }
  return extentOf(sums.values())
}

/** Lines, areas and bars over time. */
export function timeOption(chart: TimeChart, look: Look): ChartOption {
  const { style, series } = chart
  const bars = style === 'bar' || style === 'stacked-bar'
  const stacked = style === 'stacked-bar'
  const plans = gridPlans(series.map((each) => each.group))
  const spanMs = Math.max(1, chart.toMs - chart.fromMs)
  const several = series.length > 1
  const keyUnits = bars && several ? keyRows(look, series) * KEY_ROW + 9 : 0
  const twoUnits = plans.some((plan) => plan.groups.length > 1)
  const bottomPx = px(look, 28)
  const heightUnder = (abovePx: number): number =>
    (look.heightPx - bottomPx - abovePx * plans.length) / plans.length
  const abovePx = (units: number): number => px(look, keyUnits === 0 ? 24 : keyUnits + units)
  // In a low panel the units stand in its head alone.
  const unitsNamed = twoUnits && heightUnder(abovePx(UNIT_ROW)) >= px(look, LEAST_GRID)
  const topPx = abovePx(unitsNamed ? UNIT_ROW : 0)
  const gridHeight = heightUnder(topPx)
  const named = several && !bars
  const texts = named
    ? endTexts(series, gridIndexOf(plans), gridHeight, endRoom(look), look)
    : series.map(() => undefined)
  const rightPx = named ? px(look, AXIS * endWidth(series, texts) + 12) : px(look, 14)
  const ticks = gridHeight < 110 * look.unitPx ? 2 : 3
  // A day's or month's name stands under its bar, an hour at its beginning.
  const labelShiftMs = chart.bucketMs >= DAY_MS ? chart.bucketMs / 2 : 0
  let endsFromPx = 0
  const grids: object[] = []
  const xAxes: object[] = []
  const yAxes: object[] = []
  const axisOfGroup = new Map<number, SeriesAxis>()
  plans.forEach((plan, gridIndex) => {
    const sides = plan.groups.map((group) => {
      const members = series.filter((each) => each.group === group)
      const raw = stacked
        ? stackedExtent(members)
        : extentOf(members.flatMap((each) => each.points.map((point) => point[1])))
      const first = members[0]
      const limits = stacked || first !== series[0] ? [] : nearLimits(first?.limits ?? [], raw)
      const extent = extentOf([
        raw?.min ?? null,
        raw?.max ?? null,
        ...limits.map((limit) => limit.value),
      ])
      const measure = first
      const least = first === undefined ? 0 : leastStep(first)
      return { group, extent, measure, axis: niceAxis(extent, bars, ticks, least) }
    })
    const [left, right] = sides
    grids.push({
      left: left?.measure === undefined ? 0 : axisWidthPx(look, left.measure, left.axis),
      right:
        right?.measure === undefined
          ? rightPx
          : (named ? rightPx : 0) + axisWidthPx(look, right.measure, right.axis),
      top: topPx + gridIndex * (gridHeight + topPx),
      height: Math.max(20, gridHeight),
      containLabel: false,
    })
    // Names at the ends of lines stand outside of the right axis' numbers.
    endsFromPx = right?.measure === undefined ? 0 : axisWidthPx(look, right.measure, right.axis)
    const width = look.widthPx - rightPx - px(look, 50)
    const at = timeTicks(chart.fromMs, chart.toMs, Math.max(2, Math.floor(width / px(look, 74))))
    xAxes.push({
      type: 'time',
      gridIndex,
      min: chart.fromMs,
      max: chart.toMs,
      axisLine: { lineStyle: { color: look.theme.hairline, width: Math.max(1, px(look, 1)) } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        show: gridIndex === plans.length - 1,
        ...axisText(look),
        customValues: at.map((value) => value + labelShiftMs),
        hideOverlap: true,
        margin: px(look, 9),
        formatter: (value: number) => formatTimeTick(value - labelShiftMs, spanMs, look.language),
      },
    })
    sides.forEach(({ group, extent, measure, axis }, i) => {
      if (measure === undefined) return
      axisOfGroup.set(group, { grid: gridIndex, axis: yAxes.length, min: axis.min, max: axis.max })
      yAxes.push(
        valueAxis(look, {
          measure,
          extent,
          fromZero: bars,
          side: i === 0 ? 'left' : 'right',
          gridIndex,
          named: plans.length > 1 || (sides.length > 1 && (unitsNamed || keyUnits === 0)),
          ticks,
        }),
      )
    })
  })
  const shiftMs = chart.bucketMs / 2
  /** How far a line ends before the chart does: its name still stands outside of the right axis' numbers. */
  const behindPx = (each: Series): number => {
    const last = lastOf(each)
    const plot = look.widthPx - rightPx - px(look, 50) - endsFromPx
    if (last === null || plot <= 0) return 0
    return Math.max(0, ((chart.toMs - last[0] - shiftMs) / spanMs) * plot)
  }
  const boundaries = dayBoundaries(chart.fromMs, chart.toMs)
  const ends = bars ? [] : placeEnds(series, texts, axisOfGroup, gridHeight, look)
  return {
    ...BASE,
    grid: grids,
    xAxis: xAxes,
    yAxis: yAxes,
    graphic: bars && several ? seriesKey(look, series) : [],
    series: series.map((each, i) => {
      const where = axisOfGroup.get(each.group)
      const color = seriesColor(look, i)
      const shared = {
        id: each.id,
        name: each.name,
        xAxisIndex: where?.grid ?? 0,
        yAxisIndex: where?.axis ?? 0,
        silent: true,
        data: each.points.map(([at, value]) => [at + shiftMs, drawable(value)]),
        markLine: marks(look, each, {
          boundaries: i === 0 && !bars ? boundaries : [],
          named: plans.length > 1 || (twoUnits && (unitsNamed || keyUnits === 0)),
          limited: i === 0 && !stacked,
          curves: series.filter((other) => axisOfGroup.get(other.group)?.grid === where?.grid),
          axisOf: (other) => axisOfGroup.get(other.group),
          heightPx: gridHeight,
          widthPx: look.widthPx - rightPx - px(look, 50),
          fromMs: chart.fromMs,
          toMs: chart.toMs,
        }),
      }
      const firstGroup = series[0]?.group === each.group
      if (style === 'bar' && !firstGroup)
        return { ...shared, ...shareLine(look, each, color, shiftMs) }
      return bars
        ? { ...shared, ...barStyle(look, chart, each, color, stacked, i === series.length - 1) }
        : {
            ...shared,
            ...lineStyle(look, each, {
              color,
              area: style === 'area',
              several,
              end: ends[i],
              endsFromPx: endsFromPx === 0 ? 0 : endsFromPx + behindPx(each),
            }),
          }
    }),
  }
}

type MarkProps = {
  /** Whether the axes carry the names of their units. */
  readonly named: boolean
  readonly boundaries: readonly number[]
  /** Only the first series' limits are drawn: those of several would hide the curves. */
  readonly limited: boolean
  /** What is drawn on the same grid, which the limits' words keep clear of. */
  readonly curves: readonly Series[]
  readonly axisOf: (series: Series) => SeriesAxis | undefined
  readonly heightPx: number
  readonly widthPx: number
  readonly fromMs: number
  readonly toMs: number
}

const NAME_SPOTS = (look: Look) =>
  [0, 0.06, 0.94, 1].flatMap((x) => [8, 16, 24].map((units) => ({ x, y: -px(look, units) })))

function marks(look: Look, series: Series, props: MarkProps) {
  const { boundaries, limited, curves, axisOf, heightPx, fromMs, toMs } = props
  const extent = extentOf(series.points.map((point) => point[1]))
  const limits = limited ? nearLimits(series.limits, extent) : []
  const down = (of: Series, value: number): number => {
    const axis = axisOf(of)
    return axis === undefined
      ? 0
      : (heightPx * (axis.max - value)) / Math.max(1e-300, axis.max - axis.min)
  }
  const points =
    limits.length === 0
      ? []
      : curves.flatMap((curve) =>
          curve.points.flatMap(([at, value]) =>
            value === null
              ? []
              : [{ x: (at - fromMs) / Math.max(1, toMs - fromMs), y: down(curve, value) }],
          ),
        )
  const last = lastOf(series)
  // A lone line's last value is written above its end.
  const written =
    curves.length > 1 || last === null || limits.length === 0
      ? []
      : [0.9, 0.95, 1].flatMap((x) =>
          [6, 16, 26].map((units) => ({ x, y: down(series, last[1]) - px(look, units) })),
        )
  const mark = limitMark(look, limits, {
    down: (value) => down(series, value),
    // The unit's name stands over the upper end of each axis.
    points: [...points, ...written, ...(props.named ? NAME_SPOTS(look) : [])],
    widthPx: props.widthPx,
    text: (value) => formatScaled(value, series.scale),
  })
  const days = boundaries.map((xAxis) => ({
    xAxis,
    lineStyle: {
      color: look.theme.hairline,
      width: Math.max(1, px(look, 1)),
      type: 'dashed' as const,
    },
    label: { show: false },
  }))
  return { ...mark, data: [...mark.data, ...days] }
}

function barStyle(
  look: Look,
  chart: TimeChart,
  series: Series,
  color: string,
  stacked: boolean,
  top: boolean,
) {
  const last = lastOf(series)
  return {
    type: 'bar',
    ...(stacked ? { stack: `group-${series.group}` } : {}),
    barMaxWidth: px(look, 26),
    barMinHeight: 0,
    barGap: '12%',
    barCategoryGap: '28%',
    itemStyle: { color, borderRadius: stacked ? 0 : [px(look, 1.5), px(look, 1.5), 0, 0] },
    ...(chart.series.length > 1 && stacked ? {} : { emphasis: { disabled: true } }),
    ...(top && chart.series.length === 1 && last !== null
      ? {
          data: series.points.map(([at, value]) =>
            at === last[0]
              ? {
                  value: [at + chart.bucketMs / 2, drawable(value)],
                  itemStyle: { color: look.theme.ink },
                  label: {
                    show: true,
                    position: 'top',
                    distance: px(look, 3),
                    formatter: formatScaled(value, series.scale),
                    color: look.theme.ink,
                    fontSize: px(look, AXIS),
                    fontFamily: axisText(look).fontFamily,
                  },
                }
              : { value: [at + chart.bucketMs / 2, drawable(value)] },
          ),
        }
      : {}),
  }
}

/** A second unit on a chart of bars is a thin line: bars of two units beside each other would be compared. */
function shareLine(look: Look, series: Series, color: string, shiftMs: number) {
  const last = lastOf(series)
  return {
    type: 'line',
    data: series.points.map(([at, value]) => {
      const point = [at + shiftMs, drawable(value)]
      return at === last?.[0] ? { value: point, symbolSize: px(look, 7) } : point
    }),
    symbol: 'circle',
    symbolSize: px(look, 3),
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: { color, width: px(look, 1.8) },
    itemStyle: { color },
    emphasis: { disabled: true },
    z: 4,
  }
}
