import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Level } from '../../protocol/indicator/definition.ts'
import { statusOf } from '../../protocol/indicator/freshness.ts'
import { worseLevel } from '../../protocol/indicator/threshold.ts'
import { type IndicatorValue, valueKey } from '../../protocol/indicator/value.ts'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import { wholeList } from '../orders/whole-list.ts'
import type { AlarmStore, OrderStore, ReadingStore, StoredValue } from '../store/store.ts'
import { missingValue } from './missing.ts'
import type { Pipeline } from './pipeline.ts'
import type { PlaceRegistry } from './places.ts'
import { judgedWhereMeasured, levelAt } from './rollup.ts'

/** What stood at a moment: every indicator (at the district at least), standing alarms, open orders. */
export type MomentSnapshot = {
  readonly atMs: number
  readonly values: readonly IndicatorValue[]
  readonly alarms: readonly Alarm[]
  readonly orders: readonly Order[]
}

/** What stands now, from memory; open orders from the store. */
export async function liveSnapshot(
  pipeline: Pick<Pipeline, 'allValues' | 'standingAlarms'>,
  store: Pick<OrderStore, 'listOrders'>,
  loaded: LoadedCatalog,
  nowMs: number,
): Promise<MomentSnapshot> {
  const orders: Order[] = []
  for await (const order of wholeList(store, { open: true })) orders.push(order)
  const values = withMissing(pipeline.allValues(), loaded)
  return { atMs: nowMs, values, alarms: pipeline.standingAlarms(), orders }
}

/** What stood at a past moment, from history. */
export async function snapshotAt(
  store: ReadingStore & AlarmStore & OrderStore,
  loaded: LoadedCatalog,
  places: Pick<PlaceRegistry, 'townOf'>,
  atMs: number,
): Promise<MomentSnapshot> {
  const [stored, alarms, orders] = await Promise.all([
    store.valuesAt(atMs),
    store.alarmsAt(atMs),
    store.ordersAt(atMs),
  ])
  const values = stored.flatMap((value) => valueThen(value, loaded, atMs))
  const levelled = withLevelsBeneath(values, loaded, places)
  return {
    atMs,
    values: withMissing(levelled, loaded),
    alarms,
    orders: orders.filter(({ state }) => isOpenState(state)),
  }
}

function valueThen(stored: StoredValue, loaded: LoadedCatalog, atMs: number): IndicatorValue[] {
  const definition = loaded.indicatorById.get(stored.indicator)
  if (definition === undefined) return []
  const { computed, ...value } = stored
  const origin = originOf(computed, definition.formula)
  const status = statusOf(definition.cadence, value.value, value.atMs, atMs)
  return [{ ...value, status, level: levelAt(definition, value.place, value.value), origin }]
}

/** A rolled-up mean, max or min carries the worst level of the places beneath it, not its own. */
function withLevelsBeneath(
  values: readonly IndicatorValue[],
  loaded: LoadedCatalog,
  places: Pick<PlaceRegistry, 'townOf'>,
): IndicatorValue[] {
  const worst = new Map<string, Level | null>()
  for (const { indicator, place, level, origin } of values) {
    if (origin !== 'measured') continue
    for (const above of [DISTRICT, places.townOf(place)]) {
      if (above === null) continue
      const key = valueKey(indicator, above)
      worst.set(key, worseLevel(worst.get(key) ?? null, level))
    }
  }
  return values.map((value) => {
    const definition = loaded.indicatorById.get(value.indicator)
    if (value.origin !== 'rolled-up' || definition === undefined) return value
    if (!judgedWhereMeasured(definition)) return value
    return { ...value, level: worst.get(valueKey(value.indicator, value.place)) ?? null }
  })
}

const originOf = (computed: boolean, formula: string | null): IndicatorValue['origin'] => {
  if (!computed) return 'measured'
  return formula === null ? 'rolled-up' : 'derived'
}

/** An indicator of which nothing is known stands in the list too, as missing: never left out, never 0. */
function withMissing(values: readonly IndicatorValue[], loaded: LoadedCatalog): IndicatorValue[] {
  const seen = new Set(
    values.filter(({ place }) => place === DISTRICT).map(({ indicator }) => indicator),
  )
  const missing = loaded.catalog.indicators
    .filter(({ id }) => !seen.has(id))
    .map(({ id, formula }) => missingValue(id, DISTRICT, formula))
  return [...values, ...missing]
}
