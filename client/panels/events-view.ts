import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { levelOf, levelRank } from '../../protocol/indicator/threshold.ts'
import type { EventRow, EventsChart } from '../charts/model.ts'
import { BUCKET_MS, windowStartMs } from '../data/history-plan.ts'
import type { HistoryPoint } from '../data/history-points.ts'
import { formatDelta, formatValue } from '../ui/format.ts'
import { LEVEL_WORDS } from '../ui/level-words.ts'
import { holeMs, periodStartMs } from './buckets.ts'
import { nameOf, type PanelContext, placeName, reachesTowns, unitOf } from './context.ts'

/** Most rows kept; the newest ones. */
const MOST_EVENTS = 40

const ORDER_STATE_WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  reported: ['已上报', 'reported'],
  verifying: ['核实中', 'verifying'],
  accepted: ['已受理', 'accepted'],
  refused: ['不予受理', 'refused'],
  filed: ['已立案', 'filed'],
  dispatched: ['已派遣', 'dispatched'],
  handling: ['处置中', 'handling'],
  suspended: ['已挂起', 'suspended'],
  submitted: ['已反馈', 'submitted'],
  checking: ['核查中', 'checking'],
  checked: ['已核查', 'checked'],
  closed: ['已结案', 'closed'],
  'force-closed': ['强制结案', 'force-closed'],
  evaluated: ['已评价', 'evaluated'],
  voided: ['已作废', 'voided'],
  merged: ['已并案', 'merged'],
}

/**
 * What happened in the window: alarms of the panel's indicators, orders of the scenario's types, and changes of the
 * values themselves. Nothing is invented: every row is an alarm, an order, or two successive values that differ.
 */
export function eventsChart(ctx: PanelContext, style: EventsChart['style']): EventsChart {
  const fromMs = windowStartMs(ctx.panel.window, ctx.nowMs)
  const rows = [
    ...alarmRows(ctx),
    ...orderRows(ctx),
    ...ctx.definitions.flatMap((d) => changes(ctx, d)),
  ]
    .filter((row) => row.atMs >= fromMs)
    .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
  return { kind: 'events', style, rows: rows.slice(0, MOST_EVENTS) }
}

const inTown = (ctx: PanelContext, place: string): boolean =>
  ctx.town === null || place === ctx.town || ctx.places.get(place)?.town === ctx.town

function alarmRows(ctx: PanelContext): EventRow[] {
  const ids = new Set(ctx.definitions.map((definition) => definition.id))
  const rows: EventRow[] = []
  for (const alarm of ctx.alarms) {
    const definition = ctx.definitionOf(alarm.indicator)
    if (!ids.has(alarm.indicator) || definition === undefined || !inTown(ctx, alarm.place)) continue
    const word = LEVEL_WORDS[alarm.level][ctx.language]
    const value = formatValue(alarm.value, definition.precision)
    rows.push({
      id: `alarm ${alarm.id}`,
      atMs: Date.parse(alarm.raisedAt),
      title: nameOf(definition, ctx.language),
      amount: `${value} ${unitOf(definition, ctx.language)}`.trim(),
      detail: `${placeName(ctx, alarm.place)} · ${ctx.language === 'zh' ? `${word}色告警` : `${word} alarm`}`,
      level: alarm.level,
      source: 'alarm',
      simulated: alarm.simulated,
    })
  }
  return rows
}

function orderRows(ctx: PanelContext): EventRow[] {
  const types = new Set(ctx.scenario.order_types)
  const rows: EventRow[] = []
  for (const order of ctx.orders) {
    if (!types.has(order.type) || (ctx.town !== null && order.town !== ctx.town)) continue
    const department = ctx.departments.get(order.department)
    const state = ORDER_STATE_WORDS[order.state]?.[ctx.language === 'zh' ? 0 : 1] ?? order.state
    const who = department === undefined ? order.department : nameOf(department, ctx.language)
    rows.push({
      id: `order ${order.id}`,
      atMs: Date.parse(order.changedAt),
      title: order.title || ctx.orderTypeName(order.type),
      amount: '',
      detail: `${state} · ${who} · ${order.id}`,
      level: null,
      source: 'order',
      simulated: order.simulated,
    })
  }
  return rows
}

/** Places whose changes are told: the towns when the indicator has values there, else the district. */
export function eventPlaces(
  ctx: Pick<PanelContext, 'town' | 'towns'>,
  definition: Pick<IndicatorDefinition, 'grain' | 'aggregate'>,
): string[] {
  if (!reachesTowns(definition)) return ['district']
  if (ctx.town !== null) return [ctx.town]
  return ctx.towns.filter((town) => town.kind !== 'zone').map((town) => town.code)
}

function changes(ctx: PanelContext, definition: IndicatorDefinition): EventRow[] {
  return eventPlaces(ctx, definition).flatMap((place) =>
    changesOf(ctx.points(definition.id, place), definition, BUCKET_MS[ctx.panel.window]).map(
      (change): EventRow => describe(ctx, definition, place, change),
    ),
  )
}

type ValueChange = {
  readonly atMs: number
  readonly value: number
  /** Difference to the value before it; since the reset when a counter began again. */
  readonly delta: number
}

/**
 * Notable changes of a series. Counts (no decimals): every step. Measured values: every change of level. A hole
 * between two values is not a change.
 */
export function changesOf(
  points: readonly HistoryPoint[],
  definition: IndicatorDefinition,
  bucketMs: number,
): ValueChange[] {
  const found: ValueChange[] = []
  const longest = holeMs(definition, bucketMs)
  let before: HistoryPoint | undefined
  for (const point of points) {
    const last = before
    before = point
    if (last === undefined || point.atMs - last.atMs > longest) continue
    const { period } = definition
    const reset = period !== null && periodStartMs(period, point.atMs) > last.atMs
    const delta = reset ? point.last : point.last - last.last
    const notable =
      definition.precision === 0
        ? Math.round(point.last) !== Math.round(reset ? 0 : last.last)
        : levelRank(levelOf(definition, point.last)) !== levelRank(levelOf(definition, last.last))
    if (notable) found.push({ atMs: point.atMs, value: point.last, delta })
  }
  return found
}

function describe(
  ctx: PanelContext,
  definition: IndicatorDefinition,
  place: string,
  { atMs, value, delta }: ValueChange,
): EventRow {
  const { language } = ctx
  const unit = unitOf(definition, language)
  const name = nameOf(definition, language)
  const now = `${formatValue(value, definition.precision)} ${unit}`.trim()
  const word = language === 'zh' ? '累计' : 'so far'
  const current = language === 'zh' ? '现为' : 'now'
  const counter = definition.period !== null
  const detail = `${counter ? word : current} ${now}`
  // A panel of one indicator has its name in the head; what tells its rows apart is the place.
  const single = ctx.definitions.length === 1
  return {
    id: `change ${definition.id} ${place} ${atMs}`,
    atMs,
    title: single ? placeName(ctx, place) : name,
    amount: `${formatDelta(delta, definition.precision)} ${unit}`.trim(),
    detail: single ? detail : `${placeName(ctx, place)} · ${detail}`,
    level: levelOf(definition, value),
    source: 'change',
    simulated: ctx.reading(definition.id, place)?.quality === 'simulated',
  }
}
