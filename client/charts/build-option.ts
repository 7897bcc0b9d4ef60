import type { ChartOption, Look } from './look.ts'
import type { CanvasChart } from './model.ts'
import { calendarOption } from './options/calendar.ts'
import { categoryOption } from './options/category.ts'
import { gaugeOption } from './options/gauge.ts'
import { heatmapHourWeekOption } from './options/heatmap-hour-week.ts'
import { pieOption } from './options/pie.ts'
import { sankeyOption } from './options/sankey.ts'
import { scatterOption } from './options/scatter.ts'
import { timeOption } from './options/time.ts'
import { treemapOption } from './options/treemap.ts'

/** The option of a chart drawn on a canvas. Pure. */
export function buildOption(chart: CanvasChart, look: Look): ChartOption {
  switch (chart.kind) {
    case 'time':
      return timeOption(chart, look)
    case 'category':
      return categoryOption(chart, look)
    case 'pie':
      return pieOption(chart, look)
    case 'gauge':
      return gaugeOption(chart, look)
    case 'heatmap-hour-week':
      return heatmapHourWeekOption(chart, look)
    case 'calendar':
      return calendarOption(chart, look)
    case 'scatter':
      return scatterOption(chart, look)
    case 'sankey':
      return sankeyOption(chart, look)
    case 'treemap':
      return treemapOption(chart, look)
  }
}
