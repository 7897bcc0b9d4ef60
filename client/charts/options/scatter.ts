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
import { axisWidthPx, drawable, extentOf, leastStep, niceAxis, valueAxis } from './axes.ts'

/** Most points that carry their name. */
const MOST_NAMES = 8
/** Longest name beside a point, in widths of a Chinese character. */
const NAME_UNITS = 9

/** Two measures against each other; moments fade with age, the newest is marked; few places are all named. */
export function scatterOption(chart: ScatterChart, look: Look): ChartOption {
  const { x, y, points } = chart
  const xExtent = extentOf(points.map((point) => point.x))
  const yExtent = extentOf(points.map((point) => point.y))
  const yAxis = niceAxis(yExtent, false, 3, leastStep(y))
  // A name at the right edge would run out of the panel.
  const isRight = (point: ScatterPoint): boolean =>
    xExtent !== null && point.x - xExtent.min > 0.62 * (xExtent.max - xExtent.min)
  const xAxis = niceAxis(xExtent, false, 4, leastStep(x))
  const left = axisWidthPx(look, y, yAxis)
  const at = (point: ScatterPoint): { x: number; y: number } => ({
    x:
      left +
      ((look.widthPx - left - px(look, 18)) * (point.x - xAxis.min)) /
        Math.max(1e-300, xAxis.max - xAxis.min),
    y:
      px(look, 34) +
      ((look.heightPx - px(look, 84)) * (yAxis.max - point.y)) /
        Math.max(1e-300, yAxis.max - yAxis.min),
  })
  const named = namedPoints({ points, isRight, at }, look)
  const title = (measure: Measure): string =>
    `${measure.name}${measure.scale.unit === '' ? '' : ` (${measure.scale.unit})`}`
  const yTitle = cutText(title(y), look.widthPx / px(look, AXIS))
  return {
    ...BASE,
    grid: {
      left,
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
              formatter: cutText(point.name, NAME_UNITS),
              color: strong ? look.theme.ink : look.theme.inkSecond,
            },
          }
        }),
        label: {
          position: 'right',
          distance: px(look, 5),
          // Names stand among the points: nothing touches their signs.
          textBorderColor: look.theme.ground,
          textBorderWidth: px(look, 4),
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

/** The newest of moments; of places the extremes first, then the others. */
function nameOrder(points: readonly ScatterPoint[]): readonly ScatterPoint[] {
  const newest = points.filter((point) => point.recency === 1)
  if (newest.length > 0) return newest
  const by = (pick: (point: ScatterPoint) => number): ScatterPoint[] =>
    [...points].sort((a, b) => pick(b) - pick(a))
  const byX = by((point) => point.x)
  const byY = by((point) => point.y)
  const extremes = [byX[0], byY[0], byX.at(-1), byY.at(-1)].flatMap((point) => point ?? [])
  const focused = points.filter((point) => point.focused)
  return [...new Set([...focused, ...extremes, ...byY])].slice(0, MOST_NAMES)
}

type NamePlan = {
  readonly points: readonly ScatterPoint[]
  readonly isRight: (point: ScatterPoint) => boolean
  /** Where a point is drawn, px. */
  readonly at: (point: ScatterPoint) => { readonly x: number; readonly y: number }
}

/** Points that carry their name: those whose name runs into no other name and over no other point. */
function namedPoints({ points, isRight, at }: NamePlan, look: Look): Set<string> {
  const taken: { left: number; right: number; y: number }[] = []
  const named = new Set<string>()
  const height = px(look, AXIS + 4)
  for (const point of nameOrder(points)) {
    const { x, y } = at(point)
    const width = px(look, AXIS * textWidth(cutText(point.name, NAME_UNITS)) + 12)
    const box = isRight(point) ? { left: x - width, right: x, y } : { left: x, right: x + width, y }
    if (box.left < 0 || box.right > look.widthPx) continue
    const over = (other: { left: number; right: number; y: number }): boolean =>
      box.left < other.right && other.left < box.right && Math.abs(other.y - y) < height
    const hides = points.some((other) => {
      const spot = at(other)
      return (
        other.id !== point.id &&
        Math.abs(spot.y - y) < height / 2 &&
        spot.x > box.left &&
        spot.x < box.right
      )
    })
    if (taken.some(over) || (hides && named.size > 0)) continue
    taken.push(box)
    named.add(point.id)
  }
  return named
}
