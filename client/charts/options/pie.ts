import { formatNumber, formatScaled } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  displayText,
  type Look,
  nameText,
  px,
  seriesColor,
} from '../look.ts'
import type { PieChart } from '../model.ts'

/** A ring of at most five parts, each named beside it; the total in the middle. */
export function pieOption({ parts, scale }: PieChart, look: Look): ChartOption {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  const whole = scale.unit === '%' ? 100 : total
  const first = parts[0]?.value ?? 0
  const middle = scale.unit === '%' ? first : total
  const radius = Math.min(look.heightPx * 0.38, look.widthPx * 0.2)
  return {
    ...BASE,
    series: [
      {
        id: 'pie',
        type: 'pie',
        silent: true,
        radius: [radius * 0.72, radius],
        center: ['50%', '50%'],
        startAngle: 90,
        padAngle: parts.length > 1 ? 1.2 : 0,
        avoidLabelOverlap: true,
        data: parts.map((part, i) => ({
          id: part.id,
          name: part.name,
          value: part.value,
          itemStyle: { color: part.id === 'rest' ? look.theme.hairline : seriesColor(look, i) },
        })),
        label: {
          alignTo: 'edge',
          edgeDistance: px(look, 2),
          minMargin: px(look, 6),
          width: Math.max(px(look, 60), look.widthPx / 2 - radius - px(look, 34)),
          overflow: 'truncate',
          formatter: ({ name, value }: { name: string; value: number }) =>
            `{n|${name}}\n{v|${formatNumber((value / whole) * 100, 1)}%}${scale.unit === '%' ? '' : `{c|  ${formatScaled(value, scale)}}`}`,
          rich: {
            n: { ...nameText(look), lineHeight: px(look, 20) },
            v: { ...axisText(look), color: look.theme.ink, lineHeight: px(look, 20) },
            c: { ...axisText(look), lineHeight: px(look, 20) },
          },
        },
        labelLine: {
          length: px(look, 8),
          length2: px(look, 6),
          maxSurfaceAngle: 80,
          lineStyle: { color: look.theme.inkQuiet, width: Math.max(1, px(look, 1)), opacity: 0.5 },
        },
        emphasis: { disabled: true },
      },
    ],
    graphic: [
      {
        type: 'text',
        id: 'total',
        left: 'center',
        top: 'middle',
        silent: true,
        style: {
          text: formatScaled(middle, scale),
          fill: look.theme.ink,
          font: `500 ${Math.min(px(look, 34), radius * 0.42)}px ${displayText(look, 30).fontFamily}`,
        },
      },
      ...(scale.unit === ''
        ? []
        : [
            {
              type: 'text',
              id: 'unit',
              left: 'center',
              top: look.heightPx / 2 + Math.min(px(look, 20), radius * 0.28),
              silent: true,
              style: {
                text: scale.unit,
                fill: look.theme.inkQuiet,
                font: `${px(look, AXIS)}px ${nameText(look).fontFamily}`,
              },
            },
          ]),
    ],
  }
}
