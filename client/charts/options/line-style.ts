import { formatScaled } from '../../ui/format.ts'
import { AXIS, axisText, faded, type Look, nameText, px } from '../look.ts'
import type { TimeChart } from '../model.ts'
import { drawable } from './axes.ts'
import { halo } from './limits.ts'
import { type LineEnd, lastOf } from './line-ends.ts'

type Series = TimeChart['series'][number]

type LineProps = {
  readonly color: string
  readonly area: boolean
  /** More than one line on the chart: each carries its name at its end. */
  readonly several: boolean
  readonly end: LineEnd | undefined
  /** Width of the numbers of a right axis, which the names have to clear. */
  readonly endsFromPx: number
}

/** A line or area: gaps stay gaps, the last point is marked and carries its value. */
export function lineStyle(look: Look, series: Series, props: LineProps) {
  const { color, area, several, end } = props
  const last = lastOf(series)
  const drawn = series.level === null ? color : look.theme.level[series.level]
  return {
    type: 'line',
    data: series.points.map(([at, value], i) => {
      const size = at === last?.[0] ? 7 : isLonely(series, i) ? 3 : 0
      const point = [at, drawable(value)]
      return size === 0 ? point : { value: point, symbolSize: px(look, size) }
    }),
    showSymbol: true,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: 0,
    connectNulls: false,
    smooth: false,
    lineStyle: { color, width: px(look, several ? 1.8 : 2), cap: 'round', join: 'round' },
    itemStyle: { color: drawn, borderWidth: 0, opacity: 1 },
    ...(area ? { areaStyle: { color: fade(color, several ? 0.22 : 0.34) } } : {}),
    endLabel: endLabel(look, series, props, last?.[1] ?? null, drawn),
    labelLayout: { hideOverlap: false },
    emphasis: { disabled: true },
    z: end === undefined ? 2 : 3,
  }
}

const fade = (color: string, opacity: number) => ({
  type: 'linear',
  x: 0,
  y: 0,
  x2: 0,
  y2: 1,
  colorStops: [
    { offset: 0, color: faded(color, opacity) },
    { offset: 1, color: faded(color, 0.02) },
  ],
})

function endLabel(
  look: Look,
  series: Series,
  { color, several, end, endsFromPx }: LineProps,
  value: number | null,
  drawn: string,
) {
  const number = formatScaled(value, series.scale)
  const { beside = '', below = [] } = end?.text ?? {}
  const named = [
    beside === '' ? `{v|${number}}` : `{v|${number}} {n|${beside}}`,
    ...below.map((line) => `{n|${line}}`),
  ].join('\n')
  const lineHeight = px(look, 19)
  return {
    show: value !== null,
    distance: px(look, several ? 7 : -6),
    ...(several
      ? { offset: [endsFromPx, end?.shiftPx ?? 0] }
      : { align: 'right', verticalAlign: 'bottom', offset: [0, -px(look, 7)] }),
    formatter: several ? named : `{v|${number}}`,
    rich: {
      v: {
        color: series.level === null ? look.theme.ink : drawn,
        fontSize: px(look, AXIS),
        fontFamily: axisText(look).fontFamily,
        lineHeight,
        ...halo(look),
      },
      n: {
        color,
        fontSize: px(look, AXIS),
        fontFamily: nameText(look).fontFamily,
        lineHeight,
        ...halo(look),
      },
    },
  }
}

/** A point with gaps on both sides would be an invisible line. */
function isLonely(series: Series, index: number): boolean {
  const value = (i: number): number | null => series.points[i]?.[1] ?? null
  return value(index) !== null && value(index - 1) === null && value(index + 1) === null
}
