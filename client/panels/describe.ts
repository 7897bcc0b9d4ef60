import type { Cadence, Level } from '../../protocol/indicator/definition.ts'
import { worseLevel } from '../../protocol/indicator/threshold.ts'
import type { Chart, Measure } from '../charts/model.ts'
import { windowStartMs } from '../data/history-plan.ts'
import { formatDay, formatScaled, WINDOW_NAMES } from '../ui/format.ts'
import { LEVEL_WORDS } from '../ui/level-words.ts'
import { nameOf, type PanelContext, placeName, reachesTowns, scopeOf, unitOf } from './context.ts'
import { spansPeriods } from './rows.ts'
import { MOST_SERIES, showsIncrements } from './time-view.ts'

const CADENCE_WORDS: Record<Cadence, readonly [zh: string, en: string]> = {
  '5s': ['每5秒', 'every 5 s'],
  '1min': ['每分钟', 'every minute'],
  '5min': ['每5分钟', 'every 5 min'],
  '15min': ['每15分钟', 'every 15 min'],
  hour: ['每小时', 'hourly'],
  day: ['每日', 'daily'],
  month: ['每月', 'monthly'],
  quarter: ['每季度', 'quarterly'],
}

/** Why a panel is empty, in a line a person can act on. */
export function whyEmpty(ctx: PanelContext): string {
  const zh = ctx.language === 'zh'
  const [first] = ctx.definitions
  if (first === undefined)
    return zh ? '目录中没有这些指标' : 'The catalog has none of these indicators'
  const { chart, by } = ctx.panel
  if (chart === 'event-list' || chart === 'timeline') {
    const window = WINDOW_NAMES[ctx.panel.window][ctx.language]
    return zh ? `${window}无告警、工单与数值变化` : `No alarms, orders or changes in the ${window}`
  }
  if (by === 'town' && !ctx.definitions.some(reachesTowns)) {
    return zh ? '该指标只有全区数据,没有镇街数据' : 'Known for the district only, not by town'
  }
  const [every, everyEn] = CADENCE_WORDS[first.cadence]
  return zh ? `尚无数据 · 该指标${every}更新` : `No data yet · updated ${everyEn}`
}

/** Units of a chart's numbers, each once, as the panel writes them. */
export function unitsOf(chart: Chart): string {
  const scales = (measures: readonly Measure[]): string[] => measures.map(({ scale }) => scale.unit)
  const units = ((): string[] => {
    switch (chart.kind) {
      case 'time':
      case 'category':
        return scales(chart.series)
      case 'pie':
      case 'treemap':
        return [chart.scale.unit]
      case 'heatmap-hour-week':
      case 'calendar':
        return [chart.measure.scale.unit]
      case 'rank':
        return scales(chart.measures)
      case 'table':
        return scales(chart.columns)
      case 'funnel':
        return chart.stages.map((stage) => stage.scale.unit)
      case 'gauge':
      case 'scatter':
      case 'sankey':
      case 'kpi':
      case 'events':
        // These write the unit beside each number or in each axis' name.
        return []
    }
  })()
  return [...new Set(units.filter((unit) => unit !== ''))].join(' / ')
}

const PERIOD_WORDS = {
  day: ['本日累计', 'today so far'],
  month: ['本月累计', 'this month so far'],
  year: ['本年累计', 'this year so far'],
} as const

const BUCKET_WORDS = {
  '1h': ['每5分钟', 'per 5 min'],
  '24h': ['每小时', 'per hour'],
  '7d': ['每日', 'per day'],
  '30d': ['每日', 'per day'],
  '12m': ['每月', 'per month'],
} as const

/** The span one bar stands for; a quarterly indicator has one bar a quarter whatever the axis could hold. */
function perWord(ctx: PanelContext, chart: Chart): string {
  const zh = ctx.language === 'zh'
  if (chart.kind === 'category') return zh ? '每小时' : 'per hour'
  const slow = ctx.definitions.every((definition) => definition.cadence === 'quarter')
  if (slow) return zh ? '每季' : 'per quarter'
  return BUCKET_WORDS[ctx.panel.window][zh ? 0 : 1]
}

/** Whether a chart over time has values and all of them are nought: a flat line is then no fault of the chart. */
const isAllZero = (chart: Chart): boolean => {
  if (chart.kind !== 'time' && chart.kind !== 'category') return false
  const values =
    chart.kind === 'time'
      ? chart.series.flatMap(({ points }) => points.map(([, value]) => value))
      : chart.series.flatMap((series) => series.values)
  return (
    values.some((value) => value === 0) && values.every((value) => value === null || value === 0)
  )
}

/**
 * What span of time the panel's numbers are of: its window where it shows a course, the sum of it, a running period,
 * or the present where the window means nothing to the values shown (近24小时 / 本日累计 / 现值).
 */
export function spanWord(ctx: PanelContext, chart: Chart | null): string {
  const zh = ctx.language === 'zh'
  const name = WINDOW_NAMES[ctx.panel.window][ctx.language]
  const [first] = ctx.definitions
  if (chart === null || first === undefined) return name
  switch (chart.kind) {
    case 'time':
    case 'heatmap-hour-week':
    case 'calendar':
    case 'events':
      return name
    case 'scatter':
      return chart.points.some(({ recency }) => recency !== null) ? name : presentWord(ctx, first)
    case 'category':
      return ctx.panel.by === 'hour' ? name : presentWord(ctx, first)
    case 'kpi':
      return zh ? '现值' : 'now'
    default:
      return presentWord(ctx, first)
  }
}

function presentWord(ctx: PanelContext, first: PanelContext['definitions'][number]): string {
  const zh = ctx.language === 'zh'
  if (ctx.definitions.some((each) => spansPeriods(each, ctx.panel.window))) {
    const name = WINDOW_NAMES[ctx.panel.window][ctx.language]
    return zh ? `${name}合计` : `total of the ${name}`
  }
  return first.period === null ? (zh ? '现值' : 'now') : PERIOD_WORDS[first.period][zh ? 0 : 1]
}

/** What the numbers are: increments or totals, means or present values, and of which place. */
export function noteOf(ctx: PanelContext, chart: Chart): string {
  const i = ctx.language === 'zh' ? 0 : 1
  const zh = i === 0
  const [first] = ctx.definitions
  if (first === undefined) return ''
  const { window } = ctx.panel
  const notes: string[] = []
  const overPlaces = ctx.panel.by === 'town'
  if (ctx.town !== null) {
    const reaches = ctx.definitions.some(reachesTowns)
    if (!reaches) notes.push(zh ? '全区(无镇街数据)' : 'district (not known by town)')
    else if (!overPlaces) notes.push(placeName(ctx, ctx.town))
  }
  if (chart.kind === 'time' || (chart.kind === 'category' && ctx.panel.by === 'hour')) {
    const bars = chart.kind === 'time' && chart.bucketMs > 0
    const gains = ctx.definitions.filter((each) => showsIncrements(ctx, each))
    const per = perWord(ctx, chart)
    if (gains.length > 0) notes.push(zh ? `${per}增量` : `gained ${per}`)
    else if (first.period !== null) notes.push(PERIOD_WORDS[first.period][i])
    if (gains.length < ctx.definitions.length && bars) {
      const mean = first.aggregate === 'max' ? ['最大', 'max'] : ['均值', 'mean']
      notes.push(zh ? `${per}${mean[0]}` : `${mean[1]} ${per}`)
    }
    if (chart.kind === 'category') notes.push(zh ? '日内平均' : 'mean day')
  } else if (chart.kind === 'heatmap-hour-week') {
    notes.push(
      first.period === null
        ? zh
          ? '小时均值'
          : 'hourly mean'
        : zh
          ? '每小时增量均值'
          : 'mean gain per hour',
    )
  } else if (chart.kind === 'calendar') {
    notes.push(
      first.period === null ? (zh ? '日均值' : 'daily mean') : zh ? '每日增量' : 'gained per day',
    )
  }
  if (isAllZero(chart)) {
    const name = chart.kind === 'time' ? WINDOW_NAMES[window][ctx.language] : ''
    notes.push(zh ? `${name}均为 0` : name === '' ? 'all are 0' : `0 throughout the ${name}`)
  }
  if (chart.kind === 'time' || chart.kind === 'calendar') {
    const windowMs = ctx.nowMs - windowStartMs(window, ctx.nowMs)
    if (chart.fromMs > ctx.nowMs - windowMs * 0.6) {
      notes.push(
        zh ? `数据始于 ${formatDay(chart.fromMs)}` : `data since ${formatDay(chart.fromMs)}`,
      )
    }
  }
  if (ctx.panel.chart === 'scatter' && chart.kind === 'kpi') {
    notes.push(zh ? '两项同期数据不足,先示现值' : 'too few common periods yet')
  }
  const lists = chart.kind === 'rank' || chart.kind === 'table' || chart.kind === 'category'
  if (ctx.panel.by === 'department' && lists) {
    notes.push(zh ? '按责任部门 · 在办工单' : 'by responsible department, open orders')
  }
  if (chart.kind === 'sankey' && new Set(ctx.definitions.map((each) => each.unit)).size > 1) {
    notes.push(zh ? '单位不同,连线不表示数量' : 'units differ: links show order, not amount')
  }
  if (chart.kind === 'time' && ctx.definitions.length > MOST_SERIES) {
    notes.push(zh ? `前${MOST_SERIES}项` : `first ${MOST_SERIES}`)
  }
  const firstRow =
    chart.kind === 'rank'
      ? chart.rows[0]?.id
      : chart.kind === 'category'
        ? chart.categories[0]?.id
        : null
  if (ctx.panel.by === 'town' && firstRow?.includes(':') === true) {
    notes.push(zh ? '按上报地点(无镇街数据)' : 'by reporting place (not known by town)')
  }
  return notes.join(' · ')
}

/** Worst level among the panel's values at its scope. */
export function worstIn(ctx: PanelContext): Level | null {
  return ctx.definitions.reduce<Level | null>(
    (worst, definition) =>
      worseLevel(worst, ctx.reading(definition.id, scopeOf(ctx, definition))?.level ?? null),
    null,
  )
}

/** One sentence for those who cannot see the picture. */
export function summaryOf(ctx: PanelContext, chart: Chart): string {
  const zh = ctx.language === 'zh'
  const title = zh ? ctx.panel.title_zh : ctx.panel.title_en
  const window = WINDOW_NAMES[ctx.panel.window][ctx.language]
  const facts = ctx.definitions.slice(0, 3).map((definition) => {
    const reading = ctx.reading(definition.id, scopeOf(ctx, definition))
    const name = nameOf(definition, ctx.language)
    const value = reading?.value ?? null
    if (value === null) return `${name}${zh ? '暂无数据' : ' has no data'}`
    const scale = { divisor: 1, unit: '', precision: definition.precision }
    const level = reading?.level == null ? '' : ` (${LEVEL_WORDS[reading.level][ctx.language]})`
    return `${name} ${formatScaled(value, scale)} ${unitOf(definition, ctx.language)}${level}`
  })
  const top =
    chart.kind === 'rank' || chart.kind === 'table'
      ? chart.rows.slice(0, 1).map((row) => (zh ? `最高:${row.name}` : `highest: ${row.name}`))
      : []
  return [`${title},${window}`, ...facts, ...top].join(zh ? ';' : '; ')
}
