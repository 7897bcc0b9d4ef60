import type { Place } from '../protocol/place/place.ts'
import type { CatalogSource } from '../scenarios/loaded.ts'
import { createOrderArrivals } from './feeds/simulator/order-arrivals.ts'
import { createSimulator, type SimulatorStatus } from './feeds/simulator/simulator.ts'
import type { Pipeline } from './indicators/pipeline.ts'
import type { Jobs } from './jobs.ts'
import type { OrderService } from './orders/service.ts'
import type { Store } from './store/store.ts'

export type SimulationOptions = {
  readonly pipeline: Pipeline
  readonly orders: OrderService
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
  /** Begins; resolves at once. What fails is told and does not stop the server. */
  start(jobs: Jobs): void
  close(): Promise<void>
}

const FILED_UNTIL = 'simulator.orders-filed-until'
const ORDERS_EVERY_MS = 5_000

/** Puts the generator and the simulated citizens together. */
export async function createSimulation(options: SimulationOptions): Promise<Simulation> {
  const { pipeline, orders, catalog, places, store, seed, nowMs, onError } = options
  const simulator = createSimulator({
    ingest: (readings) => pipeline.ingest(readings),
    catalog: catalog.current().catalog,
    places,
    seed,
    nowMs,
    store,
    live: pipeline,
    onError: (error) => onError('simulator', error),
  })
  const filed = Number((await store.meta(FILED_UNTIL)) ?? Number.NaN)
  const arrivals = createOrderArrivals({
    orders,
    catalog,
    places,
    seed,
    nowMs,
    filedUntilMs: Number.isFinite(filed) ? filed : null,
    saveFiledUntil: (atMs) => store.putMeta(FILED_UNTIL, String(atMs)),
  })
  return {
    simulator,
    status: () => simulator.status(),
    start(jobs) {
      simulator
        .start()
        .catch((error: unknown) => onError('simulator', error))
        .finally(() => jobs.every(ORDERS_EVERY_MS, 'simulated orders', () => arrivals.step()))
    },
    close: () => simulator.close(),
  }
}
