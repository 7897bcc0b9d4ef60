import { DAY_MS, formatScaled, localTime, startOfDayMs } from '../../ui/format.ts'
import {
  AXIS,
  axisText,
  BASE,
  type ChartOption,
  inkOn,
  type Look,
  nameText,
  px,
  rampBetween,
} from '../look.ts'
import type { CalendarChart } from '../model.ts'
import { drawable, extentOf } from './axes.ts'
import { heatScale } from './heat-scale.ts'

const WEEKDAYS = {
  zh: ['一', '二', '三', '四', '五', '六', '日'],
  en: ['M', 'T', 'W', 'T', 'F', 'S', 'S'],
}
const WEEK_MS = 7 * DAY_MS
/** Most weeks that stand below each other. */
const MOST_ROWS = 8

const mondayOf = (atMs: number): number => startOfDayMs(atMs) - localTime(atMs).weekday * DAY_MS

/**
 * A value a day. A month stands as weeks below each other with the day's number in each cell; a year as weeks beside
 * each other. Days without data keep their outline.
 */
export function calendarOption(chart: CalendarChart, look: Look): ChartOption {
  const { days, measure } = chart
  const extent = extentOf(days.map(([, value]) => value)) ?? { min: 0, max: 1 }
  const first = mondayOf(chart.fromMs)
  const weeks = Math.round((mondayOf(chart.toMs) - first) / WEEK_MS) + 1
  // Weeks lie beside each other where there are many, or no height for a day's number.
  const year = weeks > MOST_ROWS || look.heightPx / (weeks + 2) < px(look, AXIS + 8)
  const many = weeks > MOST_ROWS
  const cells = days.map(([atMs, value]) => {
    const { weekday, day } = localTime(atMs)
    const week = Math.round((mondayOf(atMs) - first) / WEEK_MS)
    return { x: year ? week : weekday, y: year ? weekday : week, day, value, atMs }
  })
  const weekAxis = {
    type: 'category',
    data: Array.from({ length: weeks }, (_, i) => first + i * WEEK_MS),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      ...axisText(look),
      margin: px(look, 6),
      interval: many ? (i: number) => startsMonth(first + i * WEEK_MS) : 0,
      formatter: (value: string) => weekLabel(Number(value), many, look),
    },
  }
  const dayAxis = {
    type: 'category',
    data: WEEKDAYS[look.language].map((name, i) => `${i}${name}`),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      ...nameText(look),
      margin: px(look, 7),
      interval: year ? (i: number) => i % 2 === 0 : 0,
      formatter: (value: string) => value.slice(1),
    },
  }
  const text = (cell: (typeof cells)[number]): string =>
    `${cell.day}${cell.value === null ? '' : `\n{v|${formatScaled(cell.value, measure.scale)}}`}`
  const roomy = !year && look.heightPx / weeks > px(look, 52)
  return {
    ...BASE,
    grid: {
      left: px(look, year ? 26 : 56),
      right: 0,
      top: px(look, year ? 4 : 26),
      bottom: px(look, year ? 54 : 28),
    },
    xAxis: year ? weekAxis : { ...dayAxis, position: 'top' },
    yAxis: year ? { ...dayAxis, inverse: true } : { ...weekAxis, inverse: true },
    visualMap: heatScale(look, extent, measure.scale),
    series: [
      {
        id: 'blanks',
        type: 'heatmap',
        silent: true,
        data: cells
          .filter((cell) => cell.value === null)
          .map((cell) => ({
            value: [cell.x, cell.y, extent.min],
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
        id: 'days',
        type: 'heatmap',
        silent: true,
        data: cells
          .filter((cell) => cell.value !== null)
          .map((cell) => ({
            value: [cell.x, cell.y, drawable(cell.value)],
            ...(year
              ? {}
              : {
                  label: {
                    show: true,
                    formatter: roomy ? text(cell) : String(cell.day),
                    color: dayInk(look, cell.value, extent),
                    fontSize: px(look, AXIS),
                    fontFamily: axisText(look).fontFamily,
                    rich: {
                      v: {
                        ...axisText(look),
                        color: dayInk(look, cell.value, extent),
                        fontWeight: 600,
                        lineHeight: px(look, 20),
                      },
                    },
                  },
                }),
          })),
        itemStyle: {
          borderColor: look.theme.ground,
          borderWidth: px(look, many ? 1 : 2),
          borderRadius: px(look, 1.5),
        },
        emphasis: { disabled: true },
      },
    ],
  }
}

const startsMonth = (weekMs: number): boolean => localTime(weekMs).day <= 7

function weekLabel(weekMs: number, many: boolean, look: Look): string {
  const { month, day } = localTime(weekMs)
  if (many) return look.language === 'zh' ? `${month}月` : String(month)
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Ink that reads on a cell: the ramp's far half is light at night and dark by day. */
function dayInk(look: Look, value: number | null, extent: { min: number; max: number }): string {
  const span = extent.max - extent.min
  const share = value === null || span <= 0 ? 0 : (value - extent.min) / span
  return inkOn(rampBetween(look.theme, share), look.theme)
}
