import type { Chart } from '../charts/model.ts'
import { formatDay, formatMoment, formatScaled } from '../ui/format.ts'

/** The numbers behind a chart, as text: the alternative to its picture. */
export type PlainTable = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Most rows of the table behind a chart; newest or greatest first. */
const MOST_ROWS = 200

const unitIn = (name: string, unit: string): string => (unit === '' ? name : `${name} (${unit})`)

/** Every chart kind as a table. @param nowMs decides how moments are written */
export function tableOf(chart: Chart, nowMs: number, language: 'zh' | 'en'): PlainTable {
  const zh = language === 'zh'
  const item = zh ? '项目' : 'item'
  const valueWord = zh ? '数值' : 'value'
  const time = zh ? '时间' : 'time'
  switch (chart.kind) {
    case 'time': {
      const moments = new Map<number, string[]>()
      chart.series.forEach((series, i) => {
        for (const [at, value] of series.points) {
          if (value === null && chart.bucketMs === 0) continue
          const row = moments.get(at) ?? chart.series.map(() => '—')
          row[i] = formatScaled(value, series.scale)
          moments.set(at, row)
        }
      })
      const rows = [...moments].sort(([a], [b]) => b - a).slice(0, MOST_ROWS)
      return {
        head: [time, ...chart.series.map((series) => unitIn(series.name, series.scale.unit))],
        rows: rows.map(([at, values]) => [formatMoment(at, nowMs), ...values]),
      }
    }
    case 'category':
      return {
        head: [item, ...chart.series.map((series) => unitIn(series.name, series.scale.unit))],
        rows: chart.categories.map((category, i) => [
          category.name,
          ...chart.series.map((series) => formatScaled(series.values[i] ?? null, series.scale)),
        ]),
      }
    case 'pie':
    case 'treemap':
      return {
        head: [item, unitIn(valueWord, chart.scale.unit)],
        rows: chart.parts.map((part) => [part.name, formatScaled(part.value, chart.scale)]),
      }
    case 'gauge':
      return {
        head: [item, valueWord],
        rows: chart.dials.map((dial) => [
          unitIn(dial.name, dial.scale.unit),
          formatScaled(dial.value, dial.scale),
        ]),
      }
    case 'heatmap-hour-week':
      return {
        head: [zh ? '星期' : 'weekday', ...Array.from({ length: 24 }, (_, hour) => String(hour))],
        rows: chart.cells.map((row, day) => [
          String(day + 1),
          ...row.map((value) => formatScaled(value, chart.measure.scale)),
        ]),
      }
    case 'calendar':
      return {
        head: [zh ? '日期' : 'day', unitIn(chart.measure.name, chart.measure.scale.unit)],
        rows: [...chart.days]
          .reverse()
          .slice(0, MOST_ROWS)
          .map(([at, value]) => [formatDay(at), formatScaled(value, chart.measure.scale)]),
      }
    case 'scatter':
      return {
        head: [
          item,
          unitIn(chart.x.name, chart.x.scale.unit),
          unitIn(chart.y.name, chart.y.scale.unit),
        ],
        rows: [...chart.points]
          .reverse()
          .slice(0, MOST_ROWS)
          .map((point) => [
            point.name,
            formatScaled(point.x, chart.x.scale),
            formatScaled(point.y, chart.y.scale),
          ]),
      }
    case 'sankey':
      return { head: [item, valueWord], rows: chart.nodes.map((node) => [node.name, node.label]) }
    case 'rank':
    case 'table': {
      const measures = chart.kind === 'rank' ? chart.measures : chart.columns
      return {
        head: [item, ...measures.map((measure) => unitIn(measure.name, measure.scale.unit))],
        rows: chart.rows.map((row) => [
          row.name,
          ...measures.map((measure, i) =>
            formatScaled(row.values[i]?.value ?? null, measure.scale),
          ),
        ]),
      }
    }
    case 'kpi':
      return { head: [item], rows: chart.cells.map((cell) => [cell.name]) }
    case 'funnel':
      return {
        head: [item, valueWord],
        rows: chart.stages.map((stage) => [
          unitIn(stage.name, stage.scale.unit),
          formatScaled(stage.value, stage.scale),
        ]),
      }
    case 'events':
      return {
        head: [time, zh ? '事件' : 'event', zh ? '说明' : 'detail'],
        rows: chart.rows.map((row) => [
          formatMoment(row.atMs, nowMs),
          `${row.title} ${row.amount}`.trim(),
          row.detail,
        ]),
      }
  }
}
