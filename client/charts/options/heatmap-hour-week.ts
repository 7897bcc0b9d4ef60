import { axisText, BASE, type ChartOption, type Look, nameText, px } from '../look.ts'
import type { HeatmapChart } from '../model.ts'
import { drawable, extentOf } from './axes.ts'
import { heatScale } from './heat-scale.ts'

const WEEKDAYS = {
  zh: ['一', '二', '三', '四', '五', '六', '日'],
  en: ['M', 'T', 'W', 'T', 'F', 'S', 'S'],
}

/** Hours of the day by days of the week; a cell without data keeps only its outline. */
export function heatmapHourWeekOption({ cells, measure }: HeatmapChart, look: Look): ChartOption {
  const extent = extentOf(cells.flat()) ?? { min: 0, max: 1 }
  const roomy = (look.heightPx - px(look, 56)) / 7 >= px(look, 18)
  const data = cells.flatMap((row, day) =>
    row.map((value, hour) => [hour, day, drawable(value) ?? '-'] as const),
  )
  return {
    ...BASE,
    grid: { left: px(look, 26), right: 0, top: px(look, 4), bottom: px(look, 52) },
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
      axisLine: { show: false },
      axisTick: { show: false },
      splitArea: { show: false },
      axisLabel: {
        ...axisText(look),
        margin: px(look, 6),
        interval: (_: number, name: string) => Number(name) % 6 === 0,
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: WEEKDAYS[look.language].map((name, i) => ({ value: name, id: i })),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...nameText(look),
        margin: px(look, 8),
        interval: (i: number) => roomy || i % 2 === 0,
      },
    },
    visualMap: heatScale(look, extent, measure.scale),
    series: [
      {
        id: 'blanks',
        type: 'heatmap',
        silent: true,
        data: data
          .filter(([, , value]) => value === '-')
          .map(([hour, day]) => ({
            value: [hour, day, extent.min],
            visualMap: false,
            itemStyle: {
              color: 'rgba(0,0,0,0)',
              borderColor: look.theme.hairline,
              borderWidth: Math.max(1, px(look, 1)),
            },
          })),
        emphasis: { disabled: true },
      },
      {
        id: 'cells',
        type: 'heatmap',
        silent: true,
        data: data.filter(([, , value]) => value !== '-'),
        itemStyle: {
          borderColor: look.theme.ground,
          borderWidth: px(look, 1.5),
          borderRadius: px(look, 1.5),
        },
        emphasis: { disabled: true },
      },
    ],
  }
}
