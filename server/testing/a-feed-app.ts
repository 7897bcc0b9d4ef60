import type { CatalogSource } from '../../scenarios/loaded.ts'
import { createCatalogSource } from '../catalog.ts'
import { countIngest, type IngestCounts } from '../feeds/count-ingest.ts'
import { createIngest } from '../feeds/ingest.ts'
import { createFeedMeter } from '../feeds/meter.ts'
import { createQuarantine } from '../feeds/quarantine.ts'
import { watchSources } from '../feeds/silence.ts'
import { createAlarmIds } from '../indicators/alarm-ids.ts'
import { createPipeline, type Pipeline } from '../indicators/pipeline.ts'
import { createPlaceRegistry } from '../indicators/places.ts'
import { createAttemptLog } from '../orders/attempts.ts'
import { createOrderService } from '../orders/service.ts'
import { alarmRoutes } from '../routes/alarms.ts'
import { feedRoutes } from '../routes/feeds.ts'
import { indicatorRoutes } from '../routes/indicators.ts'
import { orderRoutes } from '../routes/orders.ts'
import { readingRoutes } from '../routes/readings.ts'
import type { Store } from '../store/store.ts'
import { anApp, type TestApp } from './an-app.ts'

const FEED_TOKEN = 'a-feed-token-of-some-length-0123456789'
const BEARER = { authorization: `Bearer ${FEED_TOKEN}` }

/** A server that takes readings and orders and gives them out, without sockets, with a clock of its own. */
export async function aFeedApp(store: Store) {
  let atMs = Date.UTC(2026, 5, 3, 4)
  const nowMs = (): number => atMs
  const catalog: CatalogSource = await createCatalogSource()
  const towns = catalog.current().catalog.towns
  const pipeline: Pipeline = createPipeline({
    store,
    catalog,
    places: createPlaceRegistry([], towns),
    nowMs,
    sweepMs: 1_000_000,
  })
  await pipeline.start()
  const quarantine = createQuarantine(store, () => undefined)
  const { ingest, counts } = countIngest(createIngest({ pipeline, catalog, quarantine, nowMs }))
  const sources = watchSources({
    feed: pipeline,
    catalog,
    known: pipeline.allValues(),
    valuesOf: (indicator) => pipeline.valuesOf(indicator),
    standingAlarms: () => pipeline.standingAlarms(),
    record: (events) => pipeline.record(events),
    nextId: createAlarmIds(() => '0000'),
    nowMs,
  })
  const meter = createFeedMeter(pipeline)
  const orders = createOrderService({
    store,
    record: (changes) => pipeline.record(changes),
    catalog,
    places: {
      has: (place) => pipeline.places.kindOf(place) !== null,
      townOf: (place) => pipeline.places.townOf(place),
      positionOf: () => null,
    },
    nowMs,
    attempts: createAttemptLog(store, nowMs),
    alarmOf: async (id) =>
      pipeline.standingAlarms().find((alarm) => alarm.id === id) ?? (await store.alarm(id)),
  })
  await orders.start()
  const shared = { pipeline, catalog, store, nowMs }
  const server: TestApp = await anApp(store, {
    feedToken: FEED_TOKEN,
    api: async (app) => {
      await app.register(readingRoutes, { ingest })
      await app.register(indicatorRoutes, shared)
      await app.register(alarmRoutes, shared)
      await app.register(orderRoutes, { orders, store, nowMs })
      await app.register(feedRoutes, { live: pipeline, catalog, quarantine: store, meter, sources })
    },
  })

  const post = (
    payload: string | Buffer,
    type = 'application/json',
    headers: Readonly<Record<string, string>> = {},
  ) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/readings',
      headers: { ...BEARER, 'content-type': type, ...headers },
      payload,
    })

  return {
    ...server,
    pipeline,
    catalog,
    sources,
    counts: counts as Readonly<IngestCounts>,
    post,
    now: nowMs,
    pass(ms: number): void {
      atMs += ms
    },
    report: (readings: readonly object[]) => post(JSON.stringify({ readings })),
    async get(path: string) {
      const reply = await server.app.inject({ url: `/api/v1${path}`, headers: BEARER })
      return { status: reply.statusCode, body: reply.json() }
    },
    async close(): Promise<void> {
      sources.close()
      await pipeline.close()
      catalog.close()
      await server.app.close()
    },
  }
}

export type FeedApp = Awaited<ReturnType<typeof aFeedApp>>
