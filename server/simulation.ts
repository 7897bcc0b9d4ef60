import { startOfPeriod } from '../protocol/indicator/period.ts'
import type { Place } from '../protocol/place/place.ts'
import { DISTRICT } from '../protocol/place/place.ts'
import type { CatalogSource } from '../scenarios/loaded.ts'
import { ORDER_MEASURES } from '../scenarios/order-measures.ts'
import { createOrderArrivals } from './feeds/simulator/order-arrivals.ts'
import { createSimulator, type SimulatorStatus } from './feeds/simulator/simulator.ts'
import type { Pipeline } from './indicators/pipeline.ts'
import type { Jobs } from './jobs.ts'
import type { Measures } from './measures/measures.ts'
import type { OrderService } from './orders/service.ts'
import type { Store } from './store/store.ts'

export type SimulationOptions = {
  readonly pipeline: Pipeline
  readonly orders: OrderService
  readonly measures: Pick<Measures, 'carry' | 'carried'>
  readonly catalog: CatalogSource
  readonly places: readonly Place[]
  readonly store: Store
  readonly seed: number
  readonly nowMs: () => number
  readonly onError: (what: string, error: unknown) => void
}

/** The demo's city: values by the generator, orders that arrive and are worked on. */
export type Simulation = {
  readonly simulator: ReturnType<typeof createSimulator>
  status(): SimulatorStatus
  /** Whether the orders of the hours before the first start have all been filed and worked: until then, counts mislead. */
  caughtUp(): boolean
  /** Begins; resolves at once. What fails is told and does not stop the server. */
  start(jobs: Jobs): void
  close(): Promise<void>
}

const FILED_UNTIL = 'simulator.orders-filed-until'
const ORDERS_EVERY_MS = 5_000

/** Puts the generator and the simulated citizens together. */
export async function createSimulation(options: SimulationOptions): Promise<Simulation> {
  const { pipeline, orders, measures, catalog, places, store, seed, nowMs, onError } = options
  const counted = new Set(ORDER_MEASURES.map(({ indicator }) => indicator))
  const filed = Number((await store.meta(FILED_UNTIL)) ?? Number.NaN)
  let caughtUp = false
  const simulator = createSimulator({
    ingest: (readings) => pipeline.ingest(readings),
    catalog: catalog.current().catalog,
    places,
    seed,
    nowMs,
    store,
    live: pipeline,
    // At the very first start the generator speaks for the orders until they have been filed and worked.
    isFedElsewhere: (indicator) => (caughtUp || Number.isFinite(filed)) && counted.has(indicator),
    onError: (error) => onError('simulator', error),
  })
  const arrivals = createOrderArrivals({
    orders,
    catalog,
    places,
    seed,
    nowMs,
    filedUntilMs: Number.isFinite(filed) ? filed : null,
    saveFiledUntil: (atMs) => store.putMeta(FILED_UNTIL, String(atMs)),
  })
  /** The year's counts so far come from before: the demo's orders begin with its first start. */
  const carryYear = async (): Promise<void> => {
    const atMs = nowMs()
    const taken = new Set(
      measures
        .carried()
        .filter(({ at }) => Date.parse(at) >= startOfPeriod('year', atMs))
        .map(({ indicator }) => indicator),
    )
    const yearly = ORDER_MEASURES.filter(
      ({ indicator }) =>
        !taken.has(indicator) && catalog.current().indicatorById.get(indicator)?.period === 'year',
    )
    const { townByCode } = catalog.current()
    for (const { indicator } of yearly) {
      const values: Record<string, number> = {}
      let district = 0
      for (const { place, value } of simulator.readingsNow(indicator)) {
        if (!townByCode.has(place)) continue
        values[place] = value
        if (townByCode.get(place)?.kind !== 'zone') district += value
      }
      await measures.carry({
        indicator,
        values: { ...values, [DISTRICT]: district },
        at: new Date(atMs).toISOString(),
        simulated: true,
        note: '演示:此前年度累计由仿真器结转',
      })
    }
  }
  return {
    simulator,
    status: () => simulator.status(),
    caughtUp: () => caughtUp,
    start(jobs) {
      simulator
        .start()
        .then(carryYear)
        .catch((error: unknown) => onError('simulator', error))
        .finally(() =>
          jobs.every(ORDERS_EVERY_MS, 'simulated orders', async () => {
            await arrivals.step()
            caughtUp = true
          }),
        )
    },
    close: () => simulator.close(),
  }
}
