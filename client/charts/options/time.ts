import { DAY_MS, formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  type Look,
  px,
  seriesColor,
  textWidth,
} from '../look.ts'
import type { TimeChart } from '../model.ts'
import {
  axisWidthPx,
  dayBoundaries,
  drawable,
  type Extent,
  extentOf,
  formatTimeTick,
  nearLimits,
  niceAxis,
  timeTicks,
  valueAxis,
} from './axes.ts'
import { limitMark } from './limits.ts'
import { lastOf, placeEnds, type SeriesAxis } from './line-ends.ts'
import { lineStyle } from './line-style.ts'
import { seriesKey } from './series-key.ts'

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
  const nameUnits =
    several && !bars ? Math.min(7, Math.max(2, ...series.map((each) => textWidth(each.name)))) : 0
  const rightPx =
    nameUnits > 0 ? Math.min(look.widthPx * 0.3, px(look, AXIS * nameUnits + 16)) : px(look, 14)
  const topPx = px(
    look,
    bars && several ? (plans.some((plan) => plan.groups.length > 1) ? 52 : 30) : 24,
  )
  const bottomPx = px(look, 28)
  const gridHeight = (look.heightPx - bottomPx - topPx * plans.length) / plans.length
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
      return { group, extent, measure, axis: niceAxis(extent, bars, ticks) }
    })
    const [left, right] = sides
    grids.push({
      left: left?.measure === undefined ? 0 : axisWidthPx(look, left.measure, left.axis),
      right:
        right?.measure === undefined
          ? rightPx
          : (nameUnits > 0 ? rightPx : 0) + axisWidthPx(look, right.measure, right.axis),
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
          named: plans.length > 1 || sides.length > 1,
          ticks,
        }),
      )
    })
  })
  const shiftMs = chart.bucketMs / 2
  const boundaries = dayBoundaries(chart.fromMs, chart.toMs)
  const ends = bars ? [] : placeEnds(series, axisOfGroup, gridHeight, look)
  const roomUnits = (rightPx - px(look, 10)) / px(look, AXIS)
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
          limited: i === 0 && !stacked,
          pxPerValue:
            where === undefined ? 1 : gridHeight / Math.max(1e-300, where.max - where.min),
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
              roomUnits,
              end: ends[i],
              endsFromPx,
            }),
          }
    }),
  }
}

type MarkProps = {
  readonly boundaries: readonly number[]
  /** Only the first series' limits are drawn: those of several would hide the curves. */
  readonly limited: boolean
  readonly pxPerValue: number
}

function marks(look: Look, series: Series, { boundaries, limited, pxPerValue }: MarkProps) {
  const extent = extentOf(series.points.map((point) => point[1]))
  const limits = limited ? nearLimits(series.limits, extent) : []
  const mark = limitMark(look, limits, pxPerValue, (value) => formatScaled(value, series.scale))
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
