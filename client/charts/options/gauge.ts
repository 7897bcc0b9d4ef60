import { formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  cutText,
  displayText,
  formatTick,
  type Look,
  levelWord,
  nameText,
  px,
} from '../look.ts'
import type { GaugeChart } from '../model.ts'
import { drawable } from './axes.ts'
import { bulletOption } from './bullet.ts'

type Dial = GaugeChart['dials'][number]

/** An arc smaller than this has no room for its number; the dial is then a bar. */
const LEAST_RADIUS = 78

/** Dials beside each other: an arc from its least to its greatest value, limits as ticks on it, the number inside. */
export function gaugeOption(chart: GaugeChart, look: Look): ChartOption {
  const { dials } = chart
  const columns = Math.max(
    1,
    Math.min(dials.length, Math.round((look.widthPx / look.heightPx) * 1.2) || 1),
  )
  const rows = Math.max(1, Math.ceil(dials.length / columns))
  const cellW = look.widthPx / columns
  const cellH = look.heightPx / rows
  const radius = Math.max(10, Math.min(cellW * 0.4, cellH * 0.5, px(look, 190)))
  if (chart.bars || radius < px(look, LEAST_RADIUS)) return bulletOption(chart, look)
  const at = (i: number) => ({
    x: cellW * ((i % columns) + 0.5),
    y: cellH * (Math.floor(i / columns) + 0.5) + radius * 0.16,
  })
  return {
    ...BASE,
    series: dials.flatMap((dial, i) => {
      const { x, y } = at(i)
      return [arc(look, dial, [x, y], radius, cellW), limits(look, dial, [x, y], radius)]
    }),
  }
}

const ANGLES = { startAngle: 210, endAngle: -30 }

function arc(look: Look, dial: Dial, center: readonly number[], radius: number, roomPx: number) {
  const color =
    dial.level === null ? (look.theme.series[1] ?? look.theme.ink) : look.theme.level[dial.level]
  const width = Math.max(px(look, 7), radius * 0.1)
  const min = drawable(dial.min) ?? 0
  const max = drawable(dial.max) ?? 1
  const word = dial.level === null ? '' : ` ${levelWord(look, dial.level)}`
  return {
    id: dial.id,
    type: 'gauge',
    silent: true,
    center,
    radius,
    ...ANGLES,
    min,
    max,
    splitNumber: 1,
    progress: { show: dial.value !== null, width, roundCap: false, itemStyle: { color } },
    axisLine: { lineStyle: { width, color: [[1, look.theme.hairline]] } },
    pointer: { show: false },
    anchor: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      ...axisText(look),
      distance: px(look, 6),
      formatter: (value: number) =>
        value === min || value === max ? formatTick(value, dial.scale) : '',
    },
    title: {
      offsetCenter: [0, '74%'],
      ...nameText(look),
      width: roomPx * 0.94,
      overflow: 'truncate',
    },
    detail: {
      offsetCenter: [0, '2%'],
      valueAnimation: false,
      formatter: () =>
        `{v|${formatScaled(dial.value, dial.scale)}}{u| ${dial.scale.unit}}${word === '' ? '' : `\n{l|${word.trim()}}`}`,
      rich: {
        v: {
          ...displayText(look, 44),
          fontSize: Math.min(px(look, 46), radius * 0.36),
          color: dial.level === null ? look.theme.ink : color,
        },
        u: { ...nameText(look), color: look.theme.inkQuiet, fontSize: px(look, AXIS) },
        l: { ...nameText(look), color, lineHeight: px(look, 22) },
      },
    },
    data: [
      { value: drawable(dial.value) ?? min, name: cutText(dial.name, roomPx / px(look, AXIS)) },
    ],
  }
}

/** A second ring, seen only where a limit stands: a tick in its level's colour. */
function limits(look: Look, dial: Dial, center: readonly number[], radius: number) {
  const span = dial.max - dial.min
  const share = (value: number): number => Math.min(1, Math.max(0, (value - dial.min) / span))
  return {
    id: `${dial.id}-limits`,
    type: 'gauge',
    silent: true,
    center,
    radius: radius + px(look, 11),
    ...ANGLES,
    min: 0,
    max: 1,
    splitNumber: 1,
    progress: { show: false },
    pointer: { show: false },
    anchor: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { show: false },
    axisLine: { lineStyle: { width: px(look, 9), color: limitTicks(look, dial, share) } },
    detail: { show: false },
    title: { show: false },
    data: [],
  }
}

/** Half the length of a limit's tick, as a share of the arc. */
const TICK = 0.006

/** Stops of the ring, ascending: a short tick in its level's colour at every limit, nothing between them. */
export function limitTicks(
  look: Look,
  dial: Dial,
  share: (value: number) => number,
): [number, string][] {
  const calm = 'rgba(0,0,0,0)'
  if (!Number.isFinite(dial.max - dial.min)) return [[1, calm]]
  const stops: [number, string][] = []
  let reached = 0
  for (const limit of [...dial.limits].sort((a, b) => a.value - b.value)) {
    const at = share(limit.value)
    const from = Math.max(reached, at - TICK)
    const to = Math.min(1, Math.max(from, at + TICK))
    stops.push([from, calm], [to, look.theme.level[limit.level]])
    reached = to
  }
  return [...stops, [1, calm]]
}
