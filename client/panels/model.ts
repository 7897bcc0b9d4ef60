import type { Level } from '../../protocol/indicator/definition.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { Panel, Scenario } from '../../protocol/scenario/scenario.ts'
import type { Chart } from '../charts/model.ts'
import { panelScheduler } from '../charts/scheduler.ts'
import { history } from '../data/history.ts'
import { BUCKET_MS, type SeriesRequest, seriesKey } from '../data/history-plan.ts'
import { alarmStore } from '../stores/alarms.ts'
import { catalogStore } from '../stores/catalog.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { orderStore } from '../stores/orders.ts'
import { sceneStore } from '../stores/scene.ts'
import { onScreenTick, screenNowMs } from '../ui/screen-clock.ts'
import { nameOf, type PanelContext, scopeOf } from './context.ts'
import { noteOf, spanWord, summaryOf, unitsOf, whyEmpty, worstIn } from './describe.ts'
import { chartOf, historyNeeds, isEmpty } from './view.ts'

/** What stands round a chart. A new object only when something in it changed. */
export type PanelFrame = {
  readonly status: 'loading' | 'ready' | 'empty' | 'error'
  readonly kind: Chart['kind'] | null
  /** What span of time the numbers are of. */
  readonly span: string
  readonly unit: string
  readonly note: string
  readonly why: string
  readonly summary: string
  readonly level: Level | null
  /** How old the panel's newest value is when all of its values are stale; null otherwise. */
  readonly staleMs: number | null
}

export type PanelModel = {
  readonly frame: () => PanelFrame
  readonly chart: () => Chart | null
  readonly context: () => PanelContext
  /** The first subscription starts the model, the end of the last one stops it. */
  readonly subscribe: (listener: () => void) => () => void
}

const LOADING: PanelFrame = {
  status: 'loading',
  kind: null,
  span: '',
  unit: '',
  note: '',
  why: '',
  summary: '',
  level: null,
  staleMs: null,
}

/** One panel, live: works its chart out anew, at most once a frame, when something it shows has changed. */
export function createPanelModel(panel: Panel, scenario: Scenario): PanelModel {
  const listeners = new Set<() => void>()
  let frame = LOADING
  let chart: Chart | null = null
  let stops: (() => void)[] = []
  let stopHistory: (() => void) | null = null
  let needs: readonly SeriesRequest[] = []
  let needKey = ''
  let madeAtMs = 0
  const shown = new Map<string, unknown>()
  const useOrders =
    panel.chart === 'event-list' || panel.chart === 'timeline' || panel.by === 'department'

  function update(): void {
    if (listeners.size === 0) return
    const ctx = contextOf(panel, scenario)
    watchHistory(ctx)
    madeAtMs = Date.now()
    chart = catalogStore.getState().catalog === null ? null : chartOf(ctx)
    const next = frameOf(ctx, chart, needs)
    if (JSON.stringify(next) !== JSON.stringify(frame)) frame = next
    for (const listener of listeners) listener()
  }

  const request = (): void => panelScheduler.request(update)

  function watchHistory(ctx: PanelContext): void {
    const wanted = historyNeeds(ctx)
    const key = wanted.map(seriesKey).join('\n')
    if (key === needKey) return
    needKey = key
    needs = wanted
    const before = stopHistory
    stopHistory = wanted.length === 0 ? null : history.watch(wanted, onHistory)
    before?.()
  }

  function changed(key: string, value: unknown): boolean {
    if (shown.get(key) === value) return false
    shown.set(key, value)
    return true
  }

  function onHistory(): void {
    let any = false
    for (const need of needs) if (changed(seriesKey(need), history.series(need))) any = true
    if (any) request()
  }

  function onReadings(): void {
    const { values, placesOf } = indicatorStore.getState()
    let any = false
    for (const id of panel.indicators) {
      const places = placesOf.get(id)
      if (changed(`places ${id}`, places)) any = true
      for (const place of places ?? [DISTRICT]) {
        if (changed(valueKey(id, place), values.get(valueKey(id, place)))) any = true
      }
    }
    if (any) request()
  }

  function start(): void {
    stops = [
      indicatorStore.subscribe(onReadings),
      catalogStore.subscribe(request),
      sceneStore.subscribe((state, before) => {
        if (state.town !== before.town || state.language !== before.language) request()
      }),
      onScreenTick(() => {
        if (Date.now() - madeAtMs >= Math.min(60_000, BUCKET_MS[panel.window])) request()
      }),
      ...(useOrders ? [alarmStore.subscribe(request), orderStore.subscribe(request)] : []),
    ]
    request()
  }

  function stop(): void {
    panelScheduler.cancel(update)
    for (const each of stops) each()
    stops = []
    stopHistory?.()
    stopHistory = null
    needKey = ''
    needs = []
    shown.clear()
  }

  return {
    frame: () => frame,
    chart: () => chart,
    context: () => contextOf(panel, scenario),
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) start()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
  }
}

function contextOf(panel: Panel, scenario: Scenario): PanelContext {
  const catalog = catalogStore.getState()
  const scene = sceneStore.getState()
  const { values, placesOf } = indicatorStore.getState()
  return {
    panel,
    scenario,
    language: scene.language,
    town: scene.town,
    nowMs: screenNowMs(),
    definitions: panel.indicators.flatMap((id) => catalog.indicators.get(id) ?? []),
    definitionOf: (id) => catalog.indicators.get(id),
    allDefinitions: [...catalog.indicators.values()],
    towns: catalog.catalog?.towns ?? [],
    departments: catalog.departments,
    orderTypeName: (code) => {
      const type = catalog.orderTypes.get(code)
      return type === undefined ? code : nameOf(type, scene.language)
    },
    places: catalog.places,
    reading: (indicator, place) => values.get(valueKey(indicator, place)),
    placesOf: (indicator) => placesOf.get(indicator) ?? [],
    points: (indicator, place) =>
      history.series({ indicator, place, window: panel.window })?.points ?? [],
    alarms: alarmStore.getState().alarms.values(),
    orders: orderStore.getState().orders.values(),
  }
}

function frameOf(
  ctx: PanelContext,
  chart: Chart | null,
  needs: readonly SeriesRequest[],
): PanelFrame {
  if (catalogStore.getState().catalog === null) return LOADING
  const states = needs.map((need) => history.series(need)?.state ?? 'loading')
  const empty = chart === null || isEmpty(chart)
  const waiting =
    indicatorStore.getState().version === 0 || (states.length > 0 && states.includes('loading'))
  const failed = states.includes('error')
  const status = !empty ? 'ready' : failed ? 'error' : waiting ? 'loading' : 'empty'
  return {
    status,
    kind: chart?.kind ?? null,
    span: spanWord(ctx, chart),
    unit: chart === null ? '' : unitsOf(chart),
    note: chart === null ? '' : noteOf(ctx, chart),
    why: status === 'empty' ? whyEmpty(ctx) : '',
    summary: chart === null ? '' : summaryOf(ctx, chart),
    level: worstIn(ctx),
    staleMs: staleMsOf(ctx),
  }
}

/** Rounded to whole minutes, so that the frame changes once a minute and not with every tick. */
function staleMsOf(ctx: PanelContext): number | null {
  let newest = Number.NEGATIVE_INFINITY
  for (const definition of ctx.definitions) {
    const reading = ctx.reading(definition.id, scopeOf(ctx, definition))
    if (reading === undefined || reading.value === null || reading.at === null) continue
    if (reading.status === 'fresh') return null
    newest = Math.max(newest, Date.parse(reading.at))
  }
  if (!Number.isFinite(newest)) return null
  return Math.max(60_000, Math.floor((ctx.nowMs - newest) / 60_000) * 60_000)
}
