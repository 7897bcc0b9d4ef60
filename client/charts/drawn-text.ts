import type { ECharts } from 'echarts/core'
import type { DrawnText } from '../ui/drawn-text.ts'

type Span = {
  readonly type: string
  readonly ignore: boolean
  readonly invisible: boolean
  readonly style: {
    readonly text?: unknown
    readonly font?: unknown
    readonly fill?: unknown
    readonly stroke?: unknown
    readonly lineWidth?: number
    readonly opacity?: number
  }
  getBoundingRect(): {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }
  getComputedTransform(): readonly number[] | null
}

const isSpan = (element: unknown): element is Span =>
  typeof element === 'object' && element !== null && 'type' in element && element.type === 'tspan'

/** Every text a chart has drawn, where it stands in the window. */
export function chartTexts(chart: ECharts, canvas: HTMLElement): DrawnText[] {
  const box = canvas.getBoundingClientRect()
  const shown: readonly unknown[] = chart.getZr().storage.getDisplayList(true)
  return shown.filter(isSpan).flatMap((span) => textOf(span, box))
}

function textOf(span: Span, box: DOMRect): DrawnText[] {
  const { text, font, fill, stroke, lineWidth = 0, opacity = 1 } = span.style
  const blank = typeof text !== 'string' || text.trim() === ''
  if (blank || span.ignore || span.invisible || typeof fill !== 'string' || opacity === 0) return []
  const size = /(\d+(?:\.\d+)?)px\s+(.*)$/.exec(String(font ?? ''))
  if (size === null) return []
  const { x, y, width, height } = span.getBoundingRect()
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = span.getComputedTransform() ?? []
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ].map(([left = 0, top = 0]) => [a * left + c * top + e, b * left + d * top + f] as const)
  const lefts = corners.map(([left]) => left)
  const tops = corners.map(([, top]) => top)
  const left = Math.min(...lefts)
  const top = Math.min(...tops)
  return [
    {
      text,
      left: box.left + left,
      top: box.top + top,
      width: Math.max(...lefts) - left,
      height: Math.max(...tops) - top,
      sizePx: Number(size[1]) * Math.hypot(a, b),
      family: size[2] ?? '',
      color: fill,
      // Half of the line lies under the sign.
      ...(typeof stroke === 'string' && lineWidth > 0
        ? { halo: { color: stroke, widthPx: lineWidth / 2 } }
        : {}),
      zone: 'read',
      on: 'chart',
    },
  ]
}
