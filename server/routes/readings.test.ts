import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import { createCatalogSource } from '../catalog.ts'
import { createIngest } from '../feeds/ingest.ts'
import { createFeedMeter } from '../feeds/meter.ts'
import { createQuarantine } from '../feeds/quarantine.ts'
import { createPipeline, type Pipeline } from '../indicators/pipeline.ts'
import { createPlaceRegistry } from '../indicators/places.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { anApp, type TestApp } from '../testing/an-app.ts'
import { alarmRoutes } from './alarms.ts'
import { feedRoutes } from './feeds.ts'
import { indicatorRoutes } from './indicators.ts'
import { readingRoutes } from './readings.ts'

const TOKEN = 'a-feed-token-of-some-length-0123456789'
const RENTAL = 'safety.rental.orders'
let nowMs = Date.UTC(2026, 5, 3, 4)

let store: Store
let catalog: CatalogSource
let pipeline: Pipeline
let server: TestApp

/** A server with the routes of readings, values, alarms and feeds, on a store in memory. */
async function start(mostWaiting = 200_000): Promise<void> {
  store = createMemoryStore()
  catalog = await createCatalogSource()
  pipeline = createPipeline({
    store,
    catalog,
    places: createPlaceRegistry([], catalog.current().catalog.towns),
    nowMs: () => nowMs,
    sweepMs: 1_000_000,
  })
  await pipeline.start()
  const quarantine = createQuarantine(store, () => undefined)
  const ingest = createIngest({ pipeline, catalog, quarantine, nowMs: () => nowMs, mostWaiting })
  const shared = { pipeline, catalog, store, nowMs: () => nowMs }
  const meter = createFeedMeter(pipeline)
  server = await anApp(store, {
    feedToken: TOKEN,
    api: async (app) => {
      await app.register(readingRoutes, { ingest })
      await app.register(indicatorRoutes, shared)
      await app.register(alarmRoutes, shared)
      await app.register(feedRoutes, {
        live: pipeline,
        catalog,
        quarantine: store,
        meter,
        sources: { sources: () => [] },
      })
    },
  })
}

beforeAll(() => start())
afterAll(async () => {
  await pipeline.close()
  catalog.close()
  await server.app.close()
})

const bearer = { authorization: `Bearer ${TOKEN}` }

const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/v1/readings',
    headers: { ...bearer, 'content-type': 'application/json', ...headers },
    payload,
  })

const report = (readings: readonly object[]) => post(JSON.stringify({ readings }))

const get = async (path: string) => {
  const reply = await server.app.inject({ url: `/api/v1${path}`, headers: bearer })
  return { status: reply.statusCode, body: reply.json() }
}

const round2 = (value: number): number => Math.round(value * 100) / 100

test('8652 orders, 8642 signed and 2685 closed give 99.88 and 31.03; without the total there is no value', async () => {
  const at = new Date(nowMs).toISOString()
  const part = (name: string, value: number) => ({ indicator: `${RENTAL}.${name}`, value, at })
  expect((await report([part('signed', 8642), part('closed', 2685)])).statusCode).toBe(202)
  const missing = await get(`/indicators/${RENTAL}.signed-rate`)
  expect(missing.body).toMatchObject({ value: null, status: 'missing', level: null })

  expect((await report([part('total', 8652)])).json()).toEqual({
    accepted: 1,
    duplicates: 0,
    corrections: 0,
    rejected: [],
  })
  const signed = await get(`/indicators/${RENTAL}.signed-rate?place=district`)
  const closed = await get(`/indicators/${RENTAL}.closed-rate`)
  expect(round2(signed.body.value)).toBe(99.88)
  expect(round2(closed.body.value)).toBe(31.03)
  expect(closed.body).toMatchObject({
    at,
    quality: 'good',
    status: 'fresh',
    formula: `${RENTAL}.closed / ${RENTAL}.total * 100`,
    inputs: [
      { indicator: `${RENTAL}.closed`, value: 2685, at },
      { indicator: `${RENTAL}.total`, value: 8652, at },
    ],
  })
})

test('a repetition, a correction and a late reading are told apart, and only the correction shows', async () => {
  const indicator = 'city.traffic.parking-total'
  const reading = { indicator, place: 'chashan', at: nowMs, value: 10 }
  await report([reading])
  const again = await report([reading, { ...reading, value: 11 }, { ...reading, at: nowMs - 1 }])
  expect(again.json()).toEqual({ accepted: 1, duplicates: 1, corrections: 1, rejected: [] })
  const { body } = await get(`/indicators/${indicator}?place=chashan`)
  expect(body).toMatchObject({ value: 11, origin: 'measured' })
  const history = await get(`/indicators/${indicator}/history?place=chashan`)
  expect(history.body.points.map(({ last }: { last: number }) => last)).toEqual([10, 11])
})

test('history of several series comes in one answer, in the order asked for', async () => {
  const ids = `${RENTAL}.total,${RENTAL}.closed`
  const { body } = await get(`/history?ids=${ids}&places=district,chashan&points=10`)
  expect(
    body.series.map((s: { indicator: string; place: string }) => [s.indicator, s.place]),
  ).toEqual(
    ids.split(',').flatMap((id) => [
      [id, 'district'],
      [id, 'chashan'],
    ]),
  )
  expect((await get(`/history?ids=${RENTAL}.none`)).status).toBe(404)
  const towns = Array.from({ length: 61 }, (_, i) => `point:${i}`).join(',')
  expect((await get(`/history?ids=${RENTAL}.total&places=${towns}`)).status).toBe(413)
  expect((await get(`/indicators/${RENTAL}.total/history?from=yesterday`)).status).toBe(400)
})

test('the snapshot holds every indicator, the missing ones too, now and then', async () => {
  const now = await get('/snapshot')
  const then = await get(`/snapshot?at=${new Date(nowMs - 86_400_000).toISOString()}`)
  const ids = ({ body }: typeof now) =>
    new Set(body.values.map(({ indicator }: { indicator: string }) => indicator)).size
  expect([ids(now), ids(then)]).toEqual([628, 628])
  const known = now.body.values.filter(({ value }: { value: unknown }) => value !== null)
  expect(known.length).toBeGreaterThan(0)
  expect(then.body.values.every(({ status }: { status: string }) => status === 'missing')).toBe(
    true,
  )
})

test('a past moment shows what stood then, with the levels that stood then', async () => {
  const definition = catalog
    .current()
    .catalog.indicators.find(
      ({ aggregate, direction, warn_red }) =>
        aggregate === 'mean' && direction === 'lower_better' && typeof warn_red === 'number',
    )
  const indicator = definition?.id
  const red = Number(definition?.warn_red)
  await report([
    { indicator, place: 'point:chashan-1', at: nowMs, value: red },
    { indicator, place: 'point:diaozhuang-1', at: nowMs, value: -red },
  ])
  const thenMs = nowMs
  nowMs += 1_000
  await report([{ indicator, place: 'point:chashan-1', at: nowMs, value: -red }])
  const levels = async (path: string) =>
    Object.fromEntries(
      (await get(path)).body.values
        .filter((value: { indicator: string }) => value.indicator === indicator)
        .map(({ place, value, level }: { place: string; value: number; level: string }) => [
          place,
          [value, level],
        ]),
    )
  const then = await levels(`/snapshot?at=${thenMs}`)
  expect(then['district']).toEqual([0, 'red'])
  expect(then['chashan']).toEqual([red, 'red'])
  expect(then['diaozhuang']).toEqual([-red, null])
  expect((await levels('/snapshot'))['district']).toEqual([-red, null])
})

test('what is refused is counted by source and code', async () => {
  const bad = { indicator: 'no.such', at: nowMs, value: 1 }
  expect((await report([bad, bad])).json()).toMatchObject({
    accepted: 0,
    rejected: [
      { index: 0, code: 'UNKNOWN_INDICATOR' },
      { index: 1, code: 'UNKNOWN_INDICATOR' },
    ],
  })
  const { body } = await get('/feeds/quarantine')
  const counted = body.counts.find(({ code }: { code: string }) => code === 'UNKNOWN_INDICATOR')
  expect(counted).toMatchObject({ count: 2 })
  expect(body.samples[0]).toMatchObject({ sample: JSON.stringify(bad) })
})

test('a department token feeds its own indicators only; who has no token feeds nothing', async () => {
  const definitions = catalog.current().catalog.indicators.filter(({ formula }) => formula === null)
  const mine = definitions.find(({ department }) => department === 'urban')
  const theirs = definitions.find(({ department }) => department !== 'urban')
  const { token } = await server.identity.tokens.issue('urban-feed', 'urban')
  const reply = await post(
    JSON.stringify({
      readings: [mine, theirs].map((one) => ({ indicator: one?.id, at: nowMs, value: 1 })),
    }),
    { authorization: `Bearer ${token}` },
  )
  expect(reply.json()).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1, code: 'FORBIDDEN_DEPARTMENT' }],
  })
  expect((await post('{"readings":[]}', { authorization: '' })).statusCode).toBe(401)
  const duty = await server.signIn('duty')
  const byHand = await server.app.inject({
    method: 'POST',
    url: '/api/v1/readings',
    headers: duty,
    payload: { readings: [] },
  })
  expect(byHand.statusCode).toBe(403)
})

test('gzip is understood, other encodings and types are not, and a bomb is too large', async () => {
  const body = gzipSync(JSON.stringify({ readings: [] }))
  const gzip = { 'content-encoding': 'gzip' }
  expect((await post(body, gzip)).statusCode).toBe(202)
  const bomb = await post(gzipSync(Buffer.alloc(100 * 1024 * 1024)), gzip)
  expect([bomb.statusCode, bomb.json().code]).toEqual([413, 'TOO_LARGE'])
  expect((await post(body, { 'content-encoding': 'br' })).statusCode).toBe(415)
  const xml = await post('<a/>', { 'content-type': 'application/xml' })
  expect([xml.statusCode, xml.json().code]).toEqual([415, 'UNSUPPORTED_MEDIA'])
  expect(xml.headers['content-type']).toMatch(/^application\/problem\+json/)
})

test('an alarm is listed, acknowledged, shelved and counted', async () => {
  const rule = catalog
    .current()
    .catalog.scenarios.flatMap((scenario) => scenario.alarms)
    .find((alarm) => {
      const found = catalog.current().indicatorById.get(alarm.indicator)
      return alarm.for === '0s' && found?.direction === 'lower_better' && found.formula === null
    })
  await report([{ indicator: rule?.indicator, at: nowMs, value: 1e9 }])
  const { body } = await get('/alarms?level=red&limit=1')
  const [alarm] = body.alarms
  expect(alarm).toMatchObject({ indicator: rule?.indicator, state: 'active', level: 'red' })
  const duty = await server.signIn('duty')
  const act = (name: string, payload?: object) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v1/alarms/${alarm.id}/${name}`,
      headers: duty,
      ...(payload === undefined ? {} : { payload }),
    })
  const acked = await act('ack', { note: '已核实' })
  expect(acked.json().alarm).toMatchObject({ acknowledged: { by: 'duty', note: '已核实' } })
  expect((await act('shelve', { minutes: 481, reason: '检修' })).statusCode).toBe(400)
  expect((await act('shelve', { minutes: 30, reason: ' ' })).statusCode).toBe(400)
  const shelved = await act('shelve', { minutes: 30, reason: '检修' })
  expect(shelved.json().alarm).toMatchObject({ state: 'shelved', shelved: { reason: '检修' } })
  expect((await get('/alarms?state=shelved')).body.alarms).toHaveLength(1)
  expect((await act('unshelve')).json().alarm).toMatchObject({ state: 'acknowledged' })
  expect((await get('/alarms?state=none')).status).toBe(400)
  const summary = await get('/alarms/summary')
  expect(summary.body).toMatchObject({ flood: false, priorities: { high: 1 } })
  const feed = await server.app.inject({
    method: 'POST',
    url: `/api/v1/alarms/${alarm.id}/ack`,
    headers: bearer,
    payload: {},
  })
  expect(feed.statusCode).toBe(403)
})

test('feeds are told by department, promise against practice', async () => {
  const at = nowMs
  await report([{ indicator: `${RENTAL}.overdue`, at, value: 1 }])
  nowMs += 60_000
  await report([{ indicator: `${RENTAL}.overdue`, at: nowMs, value: 2 }])
  const { body } = await get('/feeds')
  const counted = body.departments.flatMap(({ indicators }: { indicators: object[] }) => indicators)
  expect(counted).toHaveLength(628)
  expect(
    counted.find(({ indicator }: { indicator: string }) => indicator === `${RENTAL}.overdue`),
  ).toMatchObject({ status: 'fresh', realCadenceS: 60 })
  for (const { total, fresh, stale, missing } of body.departments) {
    expect(fresh + stale + missing).toBe(total)
  }
})

test('a rate of real over simulated numbers says that it mixes two cities, and is simulated', async () => {
  const topic = 'society.elderly'
  const rate = catalog
    .current()
    .catalog.indicators.find(({ id, formula }) => formula !== null && id.startsWith(topic))
  const parts = [...(catalog.current().formulas.get(rate?.id ?? '')?.inputs ?? [])]
  const send = (qualities: readonly string[]) => {
    nowMs += 1_000
    return report(
      parts.map((indicator, i) => ({ indicator, at: nowMs, value: i + 5, quality: qualities[i] })),
    )
  }
  const told = async () => (await get(`/indicators/${rate?.id}`)).body
  await send(parts.map((_, i) => (i === 0 ? 'good' : 'simulated')))
  expect(await told()).toMatchObject({ quality: 'simulated', mixed: true })
  expect((await told()).inputs.map(({ quality }: { quality: string }) => quality)).toContain('good')
  await send(parts.map(() => 'simulated'))
  expect(await told()).toMatchObject({ quality: 'simulated', mixed: false })
  await send(parts.map((_, i) => (i === 0 ? 'good' : 'manual')))
  expect(await told()).toMatchObject({ quality: 'manual', mixed: false })
})

test('[R8] when too much waits, a feed is asked to come again, and the refusal is counted', async () => {
  await start(0)
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let isWriting = false
  const commit = store.commit.bind(store)
  store.commit = async (batch) => {
    isWriting = true
    await held
    return commit(batch)
  }
  const reading = { indicator: `${RENTAL}.total`, at: nowMs, value: 1 }
  const first = report([reading])
  while (!isWriting) await new Promise(setImmediate)
  const second = report([{ ...reading, value: 2 }])
  while (pipeline.depth() === 0) await new Promise(setImmediate)
  const third = await report([{ ...reading, value: 3 }])
  expect([third.statusCode, third.json().code]).toEqual([429, 'TOO_MANY'])
  expect(third.headers['retry-after']).toBe('2')
  release()
  expect((await first).statusCode).toBe(202)
  expect((await second).json()).toMatchObject({ corrections: 1 })
  const { body } = await get('/feeds/quarantine')
  expect(body.counts).toMatchObject([{ code: 'TOO_MANY', count: 1 }])
  const { turnedAway } = (await get('/feeds')).body
  expect(turnedAway).toMatchObject([{ source: body.counts[0].source, count: 1 }])
})
