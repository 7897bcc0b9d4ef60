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
  textWidth,
} from '../look.ts'
import type { Measure, ScatterChart, ScatterPoint } from '../model.ts'
import { axisWidthPx, drawable, extentOf, niceAxis, valueAxis } from './axes.ts'

/** Most points that carry their name. */
const MOST_NAMES = 8

/** Two measures against each other; moments fade with age, the newest is marked; few places are all named. */
export function scatterOption(chart: ScatterChart, look: Look): ChartOption {
  const { x, y, points } = chart
  const xExtent = extentOf(points.map((point) => point.x))
  const yExtent = extentOf(points.map((point) => point.y))
  const yAxis = niceAxis(yExtent, false)
  const named = namedPoints(points)
  // A name at the right edge would run out of the panel.
  const isRight = (point: ScatterPoint): boolean =>
    xExtent !== null && point.x - xExtent.min > 0.62 * (xExtent.max - xExtent.min)
  const title = (measure: Measure): string =>
    `${measure.name}${measure.scale.unit === '' ? '' : ` (${measure.scale.unit})`}`
  const yTitle = cutText(title(y), look.widthPx / px(look, AXIS))
  return {
    ...BASE,
    grid: {
      left: axisWidthPx(look, y, yAxis),
      right: px(look, 18),
      top: px(look, 34),
      bottom: px(look, 50),
    },
    xAxis: {
      ...valueAxis(look, {
        measure: x,
        extent: xExtent,
        fromZero: false,
        side: 'left',
        gridIndex: 0,
        named: false,
        ticks: 4,
      }),
      position: 'bottom',
      name: cutText(title(x), look.widthPx / px(look, AXIS) - 4),
      nameLocation: 'middle',
      nameGap: px(look, 30),
      nameTextStyle: nameText(look),
      axisLine: { show: true, onZero: false, lineStyle: { color: look.theme.hairline } },
    },
    yAxis: {
      ...valueAxis(look, {
        measure: y,
        extent: yExtent,
        fromZero: false,
        side: 'left',
        gridIndex: 0,
        named: false,
        ticks: 3,
      }),
      name: yTitle,
      nameGap: px(look, 12),
      nameTextStyle: {
        ...nameText(look),
        align: 'left',
        padding: [0, 0, 0, -axisWidthPx(look, y, yAxis)],
      },
    },
    series: [
      {
        id: 'points',
        type: 'scatter',
        silent: true,
        data: points.map((point) => {
          const newest = point.recency === 1
          const strong = newest || point.focused
          return {
            name: point.name,
            value: [drawable(point.x), drawable(point.y)],
            symbolSize: px(look, strong ? 12 : point.recency === null ? 11 : 7),
            itemStyle: {
              color: strong
                ? look.theme.ink
                : faded(
                    look.theme.series[1] ?? look.theme.ink,
                    point.recency === null ? 0.85 : 0.22 + 0.6 * point.recency,
                  ),
              borderColor: look.theme.ground,
              borderWidth: strong ? px(look, 1.5) : 0,
            },
            label: {
              show: named.has(point.id),
              position: isRight(point) ? 'left' : 'right',
              formatter: cutText(point.name, 9),
              color: strong ? look.theme.ink : look.theme.inkSecond,
            },
          }
        }),
        label: {
          position: 'right',
          distance: px(look, 5),
          fontSize: px(look, AXIS),
          fontFamily:
            textWidth(points[0]?.name ?? '') > 3
              ? nameText(look).fontFamily
              : axisText(look).fontFamily,
        },
        labelLayout: { hideOverlap: true },
        emphasis: { disabled: true },
      },
    ],
  }
}

/** All of a few; of many the newest, or the extremes. */
function namedPoints(points: readonly ScatterPoint[]): Set<string> {
  const newest = points.filter((point) => point.recency === 1)
  if (newest.length > 0) return new Set(newest.map((point) => point.id))
  if (points.length <= MOST_NAMES) return new Set(points.map((point) => point.id))
  const by = (pick: (point: ScatterPoint) => number): ScatterPoint[] =>
    [...points].sort((a, b) => pick(b) - pick(a))
  const byX = by((point) => point.x)
  const byY = by((point) => point.y)
  return new Set(
    [byX[0], byX.at(-1), byY[0], byY.at(-1), byY[1]].flatMap((point) =>
      point === undefined ? [] : [point.id],
    ),
  )
}
