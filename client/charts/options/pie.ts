import { formatNumber, formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  cutText,
  displayText,
  type Look,
  nameText,
  px,
  seriesColor,
  textWidth,
} from '../look.ts'
import type { Part, PieChart } from '../model.ts'

/** A ring of at most five parts, the total in its middle; beside it each part's name, share and number. */
export function pieOption({ parts, scale }: PieChart, look: Look): ChartOption {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  const whole = scale.unit === '%' ? 100 : total
  const first = parts[0]?.value ?? 0
  const middle = scale.unit === '%' ? first : total
  const radius = Math.min(look.heightPx * 0.46, look.widthPx * 0.2, px(look, 150))
  const x = radius + px(look, 4)
  const middleText = formatScaled(middle, scale)
  const size = Math.min(px(look, 34), (radius * 1.25) / Math.max(1, textWidth(middleText)))
  return {
    ...BASE,
    series: [
      {
        id: 'pie',
        type: 'pie',
        silent: true,
        radius: [radius * 0.72, radius],
        center: [x, '50%'],
        startAngle: 90,
        padAngle: parts.length > 1 ? 1.2 : 0,
        data: parts.map((part, i) => ({
          id: part.id,
          name: part.name,
          value: part.value,
          itemStyle: { color: partColor(look, part, i) },
        })),
        label: { show: false },
        labelLine: { show: false },
        emphasis: { disabled: true },
      },
    ],
    graphic: [
      centred('total', middleText, x, look.heightPx / 2 - (scale.unit === '' ? 0 : size * 0.3), {
        fill: look.theme.ink,
        font: `500 ${size}px ${displayText(look, 30).fontFamily}`,
      }),
      ...(scale.unit === ''
        ? []
        : [
            centred('unit', scale.unit, x, look.heightPx / 2 + size * 0.3 + px(look, 10), {
              fill: look.theme.inkQuiet,
              font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
            }),
          ]),
      ...parts.map((part, i) =>
        partRow(look, part, {
          index: i,
          share: `${formatNumber((part.value / whole) * 100, 1)}%`,
          number: scale.unit === '%' ? '' : formatScaled(part.value, scale),
          left: 2 * x + px(look, 18),
          y: (look.heightPx * (i + 0.5)) / Math.max(1, parts.length),
        }),
      ),
    ],
  }
}

const partColor = (look: Look, part: Part, i: number): string =>
  part.id === 'rest' ? look.theme.hairline : seriesColor(look, i)

const centred = (
  id: string,
  text: string,
  x: number,
  y: number,
  style: { readonly fill: string; readonly font: string },
) => ({
  type: 'text',
  id,
  x,
  y,
  silent: true,
  style: { ...style, text, align: 'center', verticalAlign: 'middle' },
})

type RowProps = {
  readonly index: number
  readonly share: string
  readonly number: string
  readonly left: number
  readonly y: number
}

/** Swatch, name, share and number on a line, right-aligned in two columns of figures. */
function partRow(look: Look, part: Part, { index, share, number, left, y }: RowProps) {
  const right = look.widthPx
  const numberPx = px(look, number === '' ? 0 : Math.max(52, AXIS * textWidth(number) + 6))
  const sharePx = px(look, 58)
  const room = (right - left - px(look, 18) - numberPx - sharePx) / px(look, AXIS)
  const figure = (text: string, x: number, fill: string) => ({
    type: 'text',
    x,
    y,
    style: {
      text,
      fill,
      align: 'right',
      verticalAlign: 'middle',
      font: `${px(look, AXIS)}px ${axisText(look).fontFamily}`,
    },
  })
  return {
    type: 'group',
    id: `part-${part.id}`,
    silent: true,
    children: [
      {
        type: 'rect',
        shape: { x: left, y: y - px(look, 5), width: px(look, 10), height: px(look, 10) },
        style: { fill: partColor(look, part, index) },
      },
      {
        type: 'text',
        x: left + px(look, 18),
        y,
        style: {
          text: cutText(part.name, Math.max(3, room)),
          fill: look.theme.inkSecond,
          verticalAlign: 'middle',
          font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
        },
      },
      figure(share, right - numberPx, look.theme.ink),
      ...(number === '' ? [] : [figure(number, right, look.theme.inkQuiet)]),
    ],
  }
}
