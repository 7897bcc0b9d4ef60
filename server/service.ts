import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { loadPlaces } from '../data-fixtures/places.ts'
import { occasionsOfLateEmergency } from '../protocol/emergency/overdue.ts'
import { loadPlans } from '../scenarios/load-plans.ts'
import { loadStages } from '../scenarios/load-stages.ts'
import type { CatalogProblem } from '../scenarios/loaded.ts'
import { ORDER_MEASURES } from '../scenarios/order-measures.ts'
import { connectAlarmsToOrders, orderTitle } from './alarm-orders.ts'
import { buildApp } from './app.ts'
import { createCatalogSource } from './catalog.ts'
import type { Config } from './config.ts'
import { createDuty } from './duty/duty.ts'
import { webhookSink } from './duty/webhook.ts'
import { createConduct } from './emergency/conduct.ts'
import { createEmergencies } from './emergency/emergencies.ts'
import { createKnownFacts } from './emergency/facts.ts'
import { offerPlans } from './emergency/offers.ts'
import { countIngest } from './feeds/count-ingest.ts'
import { createIngest } from './feeds/ingest.ts'
import { createFeedMeter } from './feeds/meter.ts'
import { createQuarantine } from './feeds/quarantine.ts'
import { watchSources } from './feeds/silence.ts'
import { createBlobs } from './files/blobs.ts'
import { createFiles } from './files/files.ts'
import { demoAccounts } from './identity/demo-accounts.ts'
import { createIdentity } from './identity/identity.ts'
import { demoFeedToken } from './identity/tokens.ts'
import { createAlarmIds, randomNoise } from './indicators/alarm-ids.ts'
import { createPipeline, readStored } from './indicators/pipeline.ts'
import { createPlaceRegistry } from './indicators/places.ts'
import { loadTerritory } from './indicators/territory.ts'
import { createIntake } from './intake/intake.ts'
import { createPlaceNames } from './intake/place-names.ts'
import { createJobs } from './jobs.ts'
import { createCarriedBook } from './measures/carried.ts'
import { createMeasures } from './measures/measures.ts'
import { createNotes } from './notes/notes.ts'
import { createNotices } from './notes/notices.ts'
import { createFiling } from './open311/filing.ts'
import { createRequests } from './open311/requests.ts'
import { createAttemptLog } from './orders/attempts.ts'
import { createRouting } from './orders/routing.ts'
import { loadRulebook } from './orders/rulebook.ts'
import { createOrderService } from './orders/service.ts'
import { createSimilar } from './orders/similar.ts'
import { createOrderTimers } from './orders/timers.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { catalogRoutes } from './routes/catalog.ts'
import { dutyRoutes } from './routes/duty.ts'
import { emergencyRoutes } from './routes/emergencies.ts'
import { feedRoutes } from './routes/feeds.ts'
import { fixtureRoutes } from './routes/fixtures.ts'
import { indicatorRoutes } from './routes/indicators.ts'
import { mapTileRoutes } from './routes/map-tiles.ts'
import { open311Routes } from './routes/open311.ts'
import { orderExportRoutes } from './routes/order-export.ts'
import { orderFileRoutes } from './routes/order-files.ts'
import { orderImportRoutes } from './routes/order-import.ts'
import { orderNoteRoutes } from './routes/order-notes.ts'
import { orderSimilarRoutes } from './routes/order-similar.ts'
import { orderRoutes } from './routes/orders.ts'
import { readingRoutes } from './routes/readings.ts'
import { routingRoutes } from './routes/routing.ts'
import { simulatorRoutes } from './routes/simulator.ts'
import { stageRoutes } from './routes/stage.ts'
import { wallSightRoutes } from './routes/wall-sight.ts'
import { createSimulation } from './simulation.ts'
import { attachGateway, type Gateway } from './socket/gateway.ts'
import { createCityStage } from './stage/city-stage.ts'
import { listenError } from './start-errors.ts'
import type { Store } from './store/store.ts'
import { openTiles } from './tiles/tiles.ts'
import { loadWallSights } from './walls/sight-file.ts'
import { createWalls } from './walls/walls.ts'

export type ServiceOptions = {
  readonly config: Config
  /** Open; closed by whoever opened it, after `close`. */
  readonly store: Store
  readonly clientDir: string
  readonly version: string
  /** Tells of the service's failures that no request waits for. */
  readonly onError: (what: string, error: unknown) => void
  /** Told of catalog files that were fenced off. */
  readonly onCatalogProblems: (problems: readonly CatalogProblem[]) => void
}

/** A running server. */
export type Service = {
  /** `http://host:port` as a browser on this machine opens it. */
  readonly url: string
  /** The first account's password, shown once; null unless this was production's first start. */
  readonly firstAccount: { readonly username: string; readonly password: string } | null
  close(): Promise<void>
}

const ROLL_UP_EVERY_MS = 10_000
const SOURCES_EVERY_MS = 5_000
const TIMERS_EVERY_MS = 1_000
const SCREENS_EVERY_MS = 2_000
const EMERGENCIES_EVERY_MS = 2_000
const STAGE_EVERY_MS = 1_000
const DUTY_EVERY_MS = 60_000
const MEASURES_EVERY_MS = 1_000
const EXPIRE_EVERY_MS = 3_600_000

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address() as AddressInfo | string | null
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  return `http://${shown.includes(':') && !shown.startsWith('[') ? `[${shown}]` : shown}:${port}`
}

const gatewayGauges = (gateway: Gateway | null): Record<string, number> => {
  if (gateway === null) return {}
  const { clients, topics, lagging, tickMs } = gateway.stats()
  return {
    nzh_sockets: clients,
    nzh_stream_topics: topics,
    nzh_sockets_lagging: lagging,
    nzh_stream_tick_ms: tickMs,
  }
}

const gatewayTotals = (gateway: Gateway | null): Record<string, number> => {
  if (gateway === null) return {}
  const { connections, refused, badOrigin, rateLimited, deltas, encoded, bytes, laggedTotal } =
    gateway.stats()
  return {
    nzh_socket_connections_total: connections,
    nzh_sockets_refused_total: refused + badOrigin,
    nzh_sockets_rate_limited_total: rateLimited,
    nzh_sockets_lagged_total: laggedTotal,
    nzh_stream_deltas_total: deltas,
    nzh_stream_encoded_total: encoded,
    nzh_stream_bytes_total: bytes,
  }
}

/**
 * Puts the parts together and listens. What needs long (history, demo accounts) goes on behind it.
 *
 * @throws StartError, AppError CATALOG_INVALID or a storage error when the server cannot start
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, store, onError } = options
  const nowMs = Date.now
  const failed = (what: string) => (error: unknown) => onError(what, error)

  // Read by the storage's own thread while this one loads the catalog.
  const stored = readStored(store)
  stored.catch(() => undefined)
  const catalog = await createCatalogSource({
    extraDir: config.scenariosDir ?? undefined,
    onProblems: options.onCatalogProblems,
  })
  const loaded = catalog.current()
  const rulebook = await loadRulebook(config.scenariosDir)
  const sights = await loadWallSights(config.wallsFile)
  const tiles = await openTiles(config.mapTiles, nowMs)
  const { plans, problems: planProblems } = await loadPlans(
    loaded,
    config.scenariosDir ?? undefined,
  )
  if (planProblems.length > 0) options.onCatalogProblems(planProblems)
  const { stages, problems: stageProblems } = await loadStages(
    loaded,
    config.scenariosDir ?? undefined,
  )
  if (stageProblems.length > 0) options.onCatalogProblems(stageProblems)
  const feedToken =
    config.feedToken ?? (config.profile === 'demo' ? await demoFeedToken(config.dataDir) : null)
  const identity = createIdentity({
    store,
    profile: config.profile,
    feedToken,
    hasDepartment: (code) => catalog.current().departmentByCode.has(code),
    nowMs,
  })
  const hasScenario = (id: string) => catalog.current().scenarioById.has(id)
  const walls = await createWalls({
    store,
    nowMs,
    hasScenario,
    onError: failed('wall log'),
    onRecall: ({ name, version }, by) => {
      const text = `大屏画面「${name}」第 ${version} 版`
      duty.log.add({ kind: 'wall', text }, by).catch(failed('duty log'))
    },
    onMode: (wall, told, by) => {
      conduct.wallTold(wall, told, by).catch(failed('emergency mode'))
    },
  })

  const listed = loadPlaces(loaded.catalog)
  const places = createPlaceRegistry(listed, loaded.catalog.towns)
  const pipeline = createPipeline({ store, catalog, places, nowMs, onError: failed('pipeline') })
  await pipeline.start(stored)
  const meter = createFeedMeter(pipeline)
  const sources = watchSources({
    feed: pipeline,
    catalog,
    known: pipeline.allValues(),
    valuesOf: (indicator) => pipeline.valuesOf(indicator),
    standingAlarms: () => pipeline.standingAlarms(),
    record: (events) => pipeline.record(events),
    nextId: createAlarmIds(randomNoise),
    nowMs,
  })
  const quarantine = createQuarantine(store, failed('quarantine'))
  const { ingest, counts } = countIngest(createIngest({ pipeline, catalog, quarantine, nowMs }))
  const territory = loadTerritory()
  const routing = createRouting({
    store,
    catalog,
    nowMs,
    ...(config.scenariosDir === null ? {} : { file: join(config.scenariosDir, 'routing.json') }),
    onProblem: onError,
  })
  await routing.start()
  const files = createFiles({
    blobs: createBlobs(join(config.dataDir, 'files')),
    store,
    isInDistrict: (position) => territory.holds(position, rulebook.rules.boundaryToleranceM),
    nowMs,
    onAdded: (attachment, order) => notes.attached(attachment, order),
  })
  await files.start()
  const notes = createNotes({ store, catalog, attachmentsOf: files.attachmentsOf, nowMs })
  const orders = createOrderService({
    store,
    record: pipeline.record.bind(pipeline),
    catalog,
    places: {
      has: (place) => places.kindOf(place) !== null,
      townOf: places.townOf,
      positionOf: (place) => places.get(place)?.position ?? null,
    },
    nowMs,
    ...rulebook,
    routing,
    territory,
    attempts: createAttemptLog(store, nowMs),
    alarmOf: async (id) =>
      pipeline.standingAlarms().find((alarm) => alarm.id === id) ?? (await store.alarm(id)),
    photos: files,
    receiptsOf: async (orderId) =>
      (await notes.readers(orderId)).map(({ by, firstAt }) => ({ by, at: firstAt })),
  })
  await orders.start()
  const orderOf = (id: string) => store.order(id)
  const notices = createNotices({
    store,
    orderOf,
    openOrders: orders.openOrders,
    readers: notes.readers,
  })
  const similar = createSimilar({
    store,
    catalog,
    positionOf: (place) => places.get(place)?.position ?? null,
    nowMs,
  })
  const intake = createIntake({
    orders,
    store,
    catalog,
    placeNamed: createPlaceNames(listed, (place) => places.kindOf(place) !== null),
    nowMs,
    onError: failed('import'),
  })
  await intake.start()
  const timers = createOrderTimers({ orders, nowMs })
  const disconnectAlarms = connectAlarmsToOrders({
    pipeline,
    orders,
    catalog,
    onError: failed('order for an alarm'),
  })
  pipeline.onCommit(({ alarms }) => {
    for (const event of alarms) walls.alarmed(event)
  })
  const duty = createDuty({
    store,
    feed: pipeline,
    openOrders: orders.openOrders,
    standingAlarms: () => pipeline.standingAlarms(),
    titleOf: (alarm) => orderTitle(alarm, { pipeline, catalog }),
    silentFeeds: () =>
      sources
        .sources()
        .flatMap(({ source, silentSinceMs }) =>
          silentSinceMs === null ? [] : [{ source, silentSinceMs }],
        ),
    sink: config.notifyUrl === null ? null : webhookSink(config.notifyUrl),
    nowMs,
    onError: failed('notices'),
  })
  await duty.notices.start()
  const measures = createMeasures({
    measures: ORDER_MEASURES,
    catalog,
    store,
    feed: pipeline,
    live: pipeline,
    openOrders: orders.openOrders,
    carried: createCarriedBook(store),
    ingest: (readings) => pipeline.ingest(readings),
    nowMs,
  })
  await measures.start()
  const facts = createKnownFacts({ store, feed: pipeline, live: pipeline })
  const emergencies = await createEmergencies({ store, nowMs, factsOf: facts.of })
  const conduct = createConduct({
    emergencies,
    plans,
    feed: pipeline,
    walls,
    log: duty.log,
    orderOf,
    orders,
    facts,
    isAutomatic: config.emergencyAuto,
    nowMs,
    onError: failed('emergency'),
  })
  await conduct.start()
  const city = await createCityStage({
    store,
    stages,
    catalog,
    live: pipeline,
    emergencies: emergencies.active,
    log: duty.log,
    nowMs,
  })
  const stopOffers = offerPlans({
    plans,
    feed: pipeline,
    city,
    active: emergencies.active,
    standingAlarms: () => pipeline.standingAlarms(),
    titleOf: (alarm) => orderTitle(alarm, { pipeline, catalog }),
    tell: duty.notices.tell,
  })
  const firstAccount = config.profile === 'production' ? await identity.accounts.bootstrap() : null

  const simulation = config.simulator
    ? await createSimulation({
        pipeline,
        orders,
        measures,
        catalog,
        places: listed,
        store,
        seed: config.simulatorSeed,
        nowMs,
        onError,
      })
    : null

  let gateway: Gateway | null = null
  const app = await buildApp({
    config,
    version: options.version,
    store,
    catalog,
    identity,
    walls,
    commits: pipeline,
    clientDir: options.clientDir,
    api: async (api) => {
      await api.register(catalogRoutes, { catalog })
      await api.register(readingRoutes, { ingest })
      await api.register(indicatorRoutes, { pipeline, catalog, store, nowMs })
      await api.register(alarmRoutes, { pipeline, store, nowMs })
      await api.register(feedRoutes, { live: pipeline, catalog, quarantine: store, meter, sources })
      await api.register(orderRoutes, { orders, store, nowMs })
      await api.register(routingRoutes, { routing })
      await api.register(orderExportRoutes, { store, catalog, nowMs })
      await api.register(orderSimilarRoutes, { similar })
      await api.register(orderImportRoutes, { intake, catalog })
      await api.register(orderFileRoutes, { files, orderOf })
      await api.register(orderNoteRoutes, {
        notes,
        notices,
        files,
        orderOf,
        departments: () => [...catalog.current().departmentByCode.keys()],
      })
      await api.register(dutyRoutes, { duty, nowMs })
      await api.register(emergencyRoutes, { emergencies, conduct, plans })
      await api.register(stageRoutes, { city })
      await api.register(wallSightRoutes, { sights })
      await api.register(fixtureRoutes, {
        mapApproval: config.mapApproval,
        hasTiles: tiles !== null,
      })
      await api.register(mapTileRoutes, { tiles })
      await api.register(simulatorRoutes, { simulator: simulation?.simulator ?? null })
    },
    open311: async (open311) => {
      const { report } = orders
      await open311.register(open311Routes, {
        catalog,
        requests: createRequests({ store, catalog, nowMs }),
        filing: createFiling({ store, catalog, report, nowMs }),
        authenticate: identity.authenticate,
        startedAtMs: nowMs(),
      })
    },
    facts: () => (simulation === null ? {} : { history: simulation.status().backfill }),
    gauges: () => ({ nzh_readings_waiting: pipeline.depth(), ...gatewayGauges(gateway) }),
    totals: () => ({ ...counts, ...gatewayTotals(gateway) }),
  })
  await app.ready()
  const stream = attachGateway({
    httpServer: app.server,
    feed: pipeline,
    live: pipeline,
    openOrders: orders.openOrders,
    orderOf,
    catalog,
    walls,
    emergencies,
    stage: city,
    authenticate: identity.authenticateHandshake,
    stillValid: identity.stillValid,
    allowedOrigins: config.origins,
    tickMs: config.tickMs,
    nowMs,
    logger: app.log,
  })
  gateway = stream
  notes.onNote((note, order) => stream.tellNote(note, order))
  identity.onRightsChanged(() => {
    stream.recheck().catch(failed('session check'))
  })

  const jobs = createJobs(onError)
  const close = async (): Promise<void> => {
    jobs.stop()
    await simulation?.close()
    await intake.close()
    disconnectAlarms()
    stopOffers()
    await conduct.close()
    facts.close()
    await duty.close()
    measures.close()
    stream.close()
    meter.close()
    sources.close()
    await app.close()
    await tiles?.close()
    await pipeline.close()
    catalog.close()
  }
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await close()
    throw listenError(error, config.host, config.port)
  }
  if (config.profile === 'demo') {
    const seeds = demoAccounts(loaded.catalog.departments)
    identity.accounts.seedDemo(seeds).catch(failed('demo accounts'))
  }
  simulation?.start(jobs)
  jobs.every(ROLL_UP_EVERY_MS, 'roll-up', () => store.rollUp(nowMs()))
  jobs.every(TIMERS_EVERY_MS, 'order timers', () => timers.look())
  jobs.every(EMERGENCIES_EVERY_MS, 'emergencies', () => emergencies.look())
  jobs.every(STAGE_EVERY_MS, 'stage of the city', () => city.look())
  jobs.every(SCREENS_EVERY_MS, 'wall screens', async () => walls.seats.look(nowMs()))
  jobs.every(MEASURES_EVERY_MS, 'order measures', async () => {
    if (simulation === null || simulation.caughtUp()) await measures.look()
  })
  jobs.every(DUTY_EVERY_MS, 'duty room', async () => {
    duty.notices.tell(
      emergencies.active().flatMap((each) => occasionsOfLateEmergency(each, nowMs())),
    )
    await duty.look()
  })
  jobs.every(SOURCES_EVERY_MS, 'silent sources', () => sources.look())
  jobs.every(EXPIRE_EVERY_MS, 'expire', () => store.expire(nowMs(), config.keepMs))

  return { url: urlOf(app, config.host), firstAccount, close }
}
