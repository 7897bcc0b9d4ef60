import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

const MINUTE_MS = 60_000
let store: Store
let feed: FeedApp
/** Reported every minute, by the catalog. */
let minutely: string

beforeEach(async () => {
  store = createMemoryStore()
  feed = await aFeedApp(store)
  const found = feed.catalog
    .current()
    .catalog.indicators.find(
      ({ cadence, formula, warn_red }) =>
        cadence === '1min' && formula === null && warn_red === null,
    )
  minutely = found?.id ?? ''
})
afterEach(() => feed.close())

const report = (source: string, fields: object = {}) =>
  feed.report([{ indicator: minutely, at: feed.now(), value: 1, source, ...fields }])

async function reports(source: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    feed.pass(MINUTE_MS)
    await report(source)
  }
}

const standing = async (): Promise<Alarm[]> => (await feed.get('/alarms')).body.alarms

const sourceNamed = async (name: string) =>
  (await feed.get('/feeds')).body.sources.find(({ source }: { source: string }) => source === name)

test('[R11] a feed that stops is an alarm within two cadences and cleared when it reports again', async () => {
  await reports('交警 路况', 3)
  feed.pass(2 * MINUTE_MS)
  await feed.sources.look()
  expect(await standing()).toEqual([])
  expect(await sourceNamed('交警 路况')).toMatchObject({ cadence: '1min', silentSince: null })

  feed.pass(1)
  await feed.sources.look()
  await feed.sources.look()
  const [alarm, ...others] = await standing()
  expect(others).toEqual([])
  expect(alarm).toMatchObject({
    indicator: 'map.data.indicators-stale',
    scenario: 'map-data',
    level: 'yellow',
    state: 'active',
    simulated: false,
  })
  expect(decodeURIComponent(alarm?.place ?? '')).toBe('source:交警 路况@1min')
  expect((await sourceNamed('交警 路况')).silentSince).toBe(new Date(feed.now() - 1).toISOString())
  // The last value is there, and says that it is old.
  await feed.pipeline.sweep()
  const { body } = await feed.get(`/indicators/${minutely}`)
  expect(body).toMatchObject({ value: 1, status: 'stale' })

  await reports('交警 路况', 1)
  await feed.sources.look()
  expect(await standing()).toEqual([])
  expect((await feed.get('/alarms?state=cleared')).body.alarms).toMatchObject([{ id: alarm?.id }])
  feed.pass(3 * MINUTE_MS)
  await feed.sources.look()
  expect((await standing()).map(({ id }) => id)).not.toContain(alarm?.id)
  expect(await standing()).toHaveLength(1)
})

test('[R11] an alarm for a silent feed can be acknowledged, and outlives a restart', async () => {
  await reports('street', 3)
  feed.pass(3 * MINUTE_MS)
  await feed.sources.look()
  const [alarm] = await standing()
  const duty = await feed.signIn('duty')
  const acked = await feed.app.inject({
    method: 'POST',
    url: `/api/v1/alarms/${alarm?.id}/ack`,
    headers: duty,
    payload: { note: '已联系' },
  })
  expect(acked.json().alarm).toMatchObject({ state: 'acknowledged' })

  const later = feed.now()
  await feed.close()
  feed = await aFeedApp(store)
  feed.pass(later - feed.now() + 1)
  await feed.sources.look()
  expect(await standing()).toMatchObject([{ id: alarm?.id, state: 'acknowledged' }])
  await reports('street', 1)
  await feed.sources.look()
  expect(await standing()).toEqual([])
})

test('[R11] after a restart a feed has its time to come back before anybody is called', async () => {
  await reports('street', 3)
  const later = feed.now() + 60 * MINUTE_MS
  await feed.close()
  feed = await aFeedApp(store)
  feed.pass(later - feed.now())
  await feed.sources.look()
  expect(await standing()).toEqual([])
})

test('what came once by hand, or is reported by somebody else by now, calls nobody', async () => {
  await report('by hand')
  feed.pass(30 * MINUTE_MS)
  await feed.sources.look()
  expect(await standing()).toEqual([])

  await reports('old feed', 3)
  await reports('new feed', 5)
  await feed.sources.look()
  expect(await standing()).toEqual([])
  expect((await sourceNamed('old feed')).silentSince).not.toBeNull()
})

test('what simulated sources sent is marked so in their alarm', async () => {
  for (let i = 0; i < 3; i++) {
    feed.pass(MINUTE_MS)
    await report('model', { quality: 'simulated' })
  }
  feed.pass(3 * MINUTE_MS)
  await feed.sources.look()
  expect(await standing()).toMatchObject([{ simulated: true }])
})

test('a feed that invents endless names for itself fills no memory', async () => {
  const many = Array.from({ length: 1_500 }, (_, i) => ({
    indicator: minutely,
    place: `point:p${i}`,
    at: feed.now(),
    value: 1,
    source: `name ${i}`,
  }))
  await feed.report(many)
  expect(feed.sources.sources()).toHaveLength(1_000)
})
