import { formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  cutText,
  faded,
  type Look,
  nameText,
  px,
  seriesColor,
  textWidth,
} from '../look.ts'
import type { CategoryChart } from '../model.ts'
import {
  axisWidthPx,
  drawable,
  extentOf,
  leastStep,
  nearLimits,
  niceAxis,
  valueAxis,
} from './axes.ts'
import { limitMark } from './limits.ts'
import { KEY_ROW, keyRows, seriesKey } from './series-key.ts'

type Series = CategoryChart['series'][number]

function extentOfGroup(members: readonly Series[], stacked: boolean) {
  if (!stacked) return extentOf(members.flatMap((each) => each.values))
  const length = Math.max(0, ...members.map((each) => each.values.length))
  return extentOf(
    Array.from({ length }, (_, i) =>
      members.reduce((sum, each) => sum + Math.max(0, each.values[i] ?? 0), 0),
    ),
  )
}

/** Bars by town, department or kind, and the mean day of 24 hours. */
export function categoryOption(chart: CategoryChart, look: Look): ChartOption {
  const { series, categories, style } = chart
  const stacked = style === 'stacked-bar'
  const bars = stacked || style === 'bar'
  const groups = [...new Set(series.map((each) => each.group))].slice(0, 2)
  const drawn = series.filter((each) => groups.includes(each.group))
  const ticks = look.heightPx < 190 * look.unitPx ? 2 : 3
  const sides = groups.map((group) => {
    const members = drawn.filter((each) => each.group === group)
    const raw = extentOfGroup(members, stacked)
    const limits =
      stacked || group !== drawn[0]?.group ? [] : nearLimits(drawn[0]?.limits ?? [], raw)
    const extent = extentOf([
      raw?.min ?? null,
      raw?.max ?? null,
      ...limits.map((limit) => limit.value),
    ])
    const [measure] = members
    const least = measure === undefined ? 0 : leastStep(measure)
    return { group, extent, measure, axis: niceAxis(extent, bars, ticks, least) }
  })
  const [left, right] = sides
  const several = drawn.length > 1
  const leftPx = left?.measure === undefined ? 0 : axisWidthPx(look, left.measure, left.axis)
  const rightPx =
    right?.measure === undefined ? px(look, 6) : axisWidthPx(look, right.measure, right.axis)
  const slotPx = (look.widthPx - leftPx - rightPx) / Math.max(1, categories.length)
  const hours = categories.length === 24
  const fits = Math.max(2, (slotPx - px(look, 4)) / px(look, AXIS))
  const longest = Math.max(0, ...categories.map((each) => textWidth(each.name)))
  const wrapped = !hours && longest > fits + 0.6 && fits < 6
  const labelled = bars && !stacked && slotPx / drawn.length > px(look, 34) && !several
  const keyUnits = several ? keyRows(look, drawn) * KEY_ROW : 0
  const topPx = px(look, several ? keyUnits + (sides.length > 1 ? 31 : 13) : 26)
  const plotPx = look.heightPx - topPx - px(look, wrapped ? 46 : 28)
  return {
    ...BASE,
    graphic: several ? seriesKey(look, drawn) : [],
    grid: {
      left: leftPx,
      right: rightPx,
      top: topPx,
      bottom: px(look, wrapped ? 46 : 28),
    },
    xAxis: {
      type: 'category',
      data: categories.map((each) => each.name),
      axisLine: { lineStyle: { color: look.theme.hairline, width: Math.max(1, px(look, 1)) } },
      axisTick: { show: false },
      axisLabel: {
        ...nameText(look),
        fontFamily: hours ? axisText(look).fontFamily : nameText(look).fontFamily,
        color: (_: string | undefined, index: number) =>
          categories[index]?.focused === true
            ? look.theme.ink
            : categories[index]?.apart === true
              ? look.theme.inkQuiet
              : look.theme.inkSecond,
        interval: hours
          ? (_: number, name: string) =>
              Number(name) % (look.widthPx < 380 * look.unitPx ? 6 : 3) === 0
          : 0,
        margin: px(look, 9),
        lineHeight: px(look, 19),
        formatter: (name: string) =>
          wrapped ? wrap(name, fits) : cutText(name, hours ? 3 : fits + 0.7),
      },
    },
    yAxis: sides.flatMap(({ extent, measure }, i) =>
      measure === undefined
        ? []
        : [
            valueAxis(look, {
              measure,
              extent,
              fromZero: bars,
              side: i === 0 ? 'left' : 'right',
              gridIndex: 0,
              named: sides.length > 1,
              ticks,
            }),
          ],
    ),
    series: drawn.map((each, i) => {
      const color = seriesColor(look, several ? i : 1)
      const limits = stacked || i > 0 ? [] : nearLimits(each.limits, extentOf(each.values))
      return {
        id: each.id,
        name: each.name,
        silent: true,
        yAxisIndex: groups.indexOf(each.group),
        data: each.values.map((value, k) => ({
          value: drawable(value),
          itemStyle:
            categories[k]?.apart === true
              ? apart(look, color)
              : categories[k]?.focused === true
                ? { color: look.theme.ink }
                : { color },
        })),
        markLine: limitMark(look, i === 0 ? limits : [], {
          down: (value) => down(value, sides[0]?.axis, plotPx),
          points: limits.length === 0 || i > 0 ? [] : tops(each.values, sides[0]?.axis, plotPx),
          widthPx: look.widthPx - leftPx - rightPx,
          text: (value) => formatScaled(value, each.scale),
        }),
        emphasis: { disabled: true },
        ...(bars
          ? {
              type: 'bar',
              ...(stacked ? { stack: `group-${each.group}` } : {}),
              barMaxWidth: px(look, several && !stacked ? 20 : 30),
              barGap: '14%',
              barCategoryGap: '34%',
              itemStyle: { borderRadius: stacked ? 0 : [px(look, 1.5), px(look, 1.5), 0, 0] },
              label: {
                show: labelled,
                position: 'top',
                distance: px(look, 3),
                color: look.theme.ink,
                fontSize: px(look, AXIS),
                fontFamily: axisText(look).fontFamily,
                formatter: ({ dataIndex }: { dataIndex: number }) =>
                  formatScaled(each.values[dataIndex] ?? null, each.scale),
              },
            }
          : {
              type: 'line',
              showSymbol: false,
              lineStyle: { color, width: px(look, 2) },
              ...(style === 'area' ? { areaStyle: { color: faded(color, 0.16) } } : {}),
            }),
      }
    }),
  }
}

type Axis = { readonly min: number; readonly max: number }

/** Pixels from the plot's upper edge down to a value. */
const down = (value: number, axis: Axis | undefined, plotPx: number): number =>
  axis === undefined ? 0 : (plotPx * (axis.max - value)) / Math.max(1e-300, axis.max - axis.min)

/** How high each bar or point reaches: a bar fills all below its top. */
const tops = (values: readonly (number | null)[], axis: Axis | undefined, plotPx: number) =>
  values.flatMap((value, i) =>
    value === null ? [] : [{ x: (i + 0.5) / values.length, y: down(value, axis, plotPx) }],
  )

/** The overlapping zone: outlined, not filled, so that nobody adds it to its neighbours. */
const apart = (look: Look, color: string) => ({
  color: faded(color, 0.12),
  borderColor: color,
  borderWidth: Math.max(1, px(look, 1)),
  borderType: 'dashed' as const,
})

/** Two lines at most. */
function wrap(name: string, fits: number): string {
  const cut = Math.max(2, Math.floor(fits))
  const signs = [...name]
  if (signs.length <= cut) return name
  return `${signs.slice(0, cut).join('')}\n${cutText(signs.slice(cut).join(''), fits)}`
}
