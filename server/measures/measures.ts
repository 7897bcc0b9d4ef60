import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { CADENCE_MS } from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import type { Reading } from '../../protocol/indicator/value.ts'
import {
  type MeasureFacts,
  measureFacts,
  measureOrders,
  type OrderMeasure,
} from '../../protocol/order/measure.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { CommitFeed } from '../commit.ts'
import type { LiveState } from '../indicators/live.ts'
import { wholeList } from '../orders/whole-list.ts'
import type { OrderStore } from '../store/store.ts'
import type { Carried, CarriedBook } from './carried.ts'

export type MeasureDeps = {
  readonly measures: readonly OrderMeasure[]
  readonly catalog: CatalogSource
  readonly store: Pick<OrderStore, 'listOrders' | 'ordersEndedSince'>
  readonly feed: CommitFeed
  readonly live: Pick<LiveState, 'value'>
  readonly openOrders: () => readonly Order[]
  readonly carried: CarriedBook
  readonly ingest: (readings: readonly Reading[]) => Promise<unknown>
  readonly nowMs: () => number
}

/** Source under which the counts enter the engine. */
export const ORDERS_SOURCE = 'orders'
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

type Sent = { readonly value: number; readonly atMs: number }

/**
 * Counts work orders into indicators, through the same door as every reading. A department that feeds such an indicator
 * itself goes first: the count here stands in for it only when its feed is not fresh. Nothing is said before the first order
 * (of the type, where a measure names types): no orders kept here is not the same as none in the district.
 */
export function createMeasures(deps: MeasureDeps) {
  const { measures, catalog, store, live, carried, ingest, nowMs } = deps
  /** Orders that a measure may still ask about. */
  const known = new Map<string, MeasureFacts>()
  const seen = new Set<string>()
  const sent = new Map<string, Sent>()
  let balances: readonly Carried[] = []
  let changed = true
  let countedAtMs = Number.NEGATIVE_INFINITY

  const isAbout = ({ types, categories }: OrderMeasure, type: string): boolean => {
    if (types !== undefined) return types.includes(type)
    if (categories === undefined) return true
    const category = catalog.current().orderTypeByCode.get(type)?.category
    return category !== undefined && categories.includes(category)
  }
  const definitionOf = (measure: OrderMeasure): IndicatorDefinition | undefined =>
    catalog.current().indicatorById.get(measure.indicator)
  const periodStart = ({ period }: IndicatorDefinition, atMs: number): number =>
    period === null ? atMs - DAY_MS : startOfPeriod(period, atMs)

  const take = (order: Order): void => {
    known.set(order.id, measureFacts(order, isOpenState(order.state)))
    for (const { indicator, types } of measures) {
      if (types === undefined || types.includes(order.type)) seen.add(indicator)
    }
    changed = true
  }

  const readSince = async (fromMs: number, types?: readonly string[]): Promise<void> => {
    for await (const order of wholeList(store, { fromMs, types })) {
      if (!known.has(order.id)) take(order)
    }
  }

  /** Whether there ever was an order, however long ago. */
  const hasAny = async (types: OrderMeasure['types']): Promise<boolean> =>
    (await store.listOrders({ types, sort: 'newest', limit: 1 })).length > 0

  /** Drops what no measure asks about any more. */
  const forget = (atMs: number): void => {
    const oldest = new Map<OrderMeasure, number>()
    for (const measure of measures) {
      const definition = definitionOf(measure)
      if (definition !== undefined) oldest.set(measure, periodStart(definition, atMs))
    }
    for (const [id, { type, open, createdMs, endedMs }] of known) {
      const newestMs = Math.max(createdMs, endedMs ?? 0)
      const isAsked =
        open ||
        newestMs >= atMs - DAY_MS ||
        [...oldest].some(([measure, fromMs]) => newestMs >= fromMs && isAbout(measure, type))
      if (!isAsked) known.delete(id)
    }
  }

  const isFedElsewhere = (indicator: string): boolean => {
    const { origin, source, status, quality } = live.value(indicator, DISTRICT)
    // The generator is nobody's feed: it stands back for real counting.
    if (origin === 'derived' || status !== 'fresh' || quality === 'simulated') return false
    return source !== ORDERS_SOURCE && source !== 'roll-up' && source !== ''
  }

  const balanceOf = (definition: IndicatorDefinition, atMs: number): Carried | undefined => {
    if (definition.period === null) return undefined
    const fromMs = startOfPeriod(definition.period, atMs)
    return balances.find(
      ({ indicator, at }) => indicator === definition.id && Date.parse(at) >= fromMs,
    )
  }

  const readingsOf = (measure: OrderMeasure, atMs: number): Reading[] => {
    const definition = definitionOf(measure)
    if (definition === undefined || definition.formula !== null) return []
    const balance = balanceOf(definition, atMs)
    if (!seen.has(measure.indicator) && balance === undefined) return []
    if (isFedElsewhere(measure.indicator)) return []
    const towns = catalog.current().catalog.towns.filter(({ kind }) => kind !== 'zone')
    const period = { fromMs: periodStart(definition, atMs), nowMs: atMs }
    const about = [...known.values()].filter(({ type }) => isAbout(measure, type))
    const places = [DISTRICT, ...towns.map(({ code }) => code)]
    return measureOrders(measure.measure, about, period, places, DISTRICT).flatMap(
      ({ place, value, simulated }) => {
        if (value === null) return []
        const before = balance?.values[place] ?? 0
        const isSimulated = simulated || (before > 0 && balance?.simulated === true)
        return [
          {
            indicator: measure.indicator,
            place,
            atMs,
            value: value + before,
            quality: isSimulated ? 'simulated' : 'good',
            source: ORDERS_SOURCE,
            receivedAtMs: atMs,
          } satisfies Reading,
        ]
      },
    )
  }

  /** What changed, and what must be said again so that it does not turn stale. */
  const isNews = ({ indicator, place, value, atMs }: Reading): boolean => {
    const last = sent.get(`${indicator}|${place}`)
    if (last === undefined || last.value !== value) return true
    const cadence = catalog.current().indicatorById.get(indicator)?.cadence
    return cadence === undefined || atMs - last.atMs >= CADENCE_MS[cadence]
  }

  const end = deps.feed.onCommit(({ orders }) => {
    for (const { order, gone } of orders) if (gone !== true) take(order)
  })

  return {
    /** Reads the orders that count now. */
    async start(): Promise<void> {
      balances = await carried.all()
      const atMs = nowMs()
      for (const order of deps.openOrders()) take(order)
      const yesterday = startOfPeriod('day', atMs) - DAY_MS
      await readSince(yesterday)
      // What was reported earlier and ended since counts as ended.
      for (const order of await store.ordersEndedSince(yesterday)) take(order)
      const types = new Set(measures.flatMap((measure) => measure.types ?? []))
      if (types.size > 0) await readSince(startOfPeriod('year', atMs), [...types])
      for (const { indicator, types } of measures) if (await hasAny(types)) seen.add(indicator)
      forget(atMs)
    },
    /** Takes over what was counted elsewhere before. */
    async carry(...given: readonly Carried[]): Promise<void> {
      await carried.put(...given)
      balances = await carried.all()
      changed = true
    },
    carried: (): readonly Carried[] => balances,
    /** Sends what has changed since the last look; once a minute everything is counted anew, because time passes. */
    async look(): Promise<void> {
      const atMs = nowMs()
      if (!changed && atMs - countedAtMs < MINUTE_MS) return
      changed = false
      if (atMs - countedAtMs >= MINUTE_MS) forget(atMs)
      countedAtMs = atMs
      const news = measures.flatMap((measure) => readingsOf(measure, atMs)).filter(isNews)
      if (news.length === 0) return
      try {
        await ingest(news)
      } catch (error) {
        changed = true
        throw error
      }
      for (const { indicator, place, value } of news) {
        sent.set(`${indicator}|${place}`, { value, atMs })
      }
    },
    close: () => end(),
  }
}

export type Measures = ReturnType<typeof createMeasures>
