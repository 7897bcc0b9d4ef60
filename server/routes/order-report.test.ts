import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

let feed: FeedApp
beforeAll(async () => {
  feed = await aFeedApp(createMemoryStore())
})
afterAll(() => feed.close())

const report = async (user: string, more: object) => {
  const headers = await feed.signIn(user)
  const payload = { type: 'city.pothole', title: 'a', ...more }
  const reply = await feed.app.inject({ method: 'POST', url: '/api/v1/orders', headers, payload })
  return { status: reply.statusCode, body: reply.json() }
}

test('a report says nothing of its time, its mark or its state: those fields are left out', async () => {
  const { status, body } = await report('operator', {
    atMs: 0,
    simulated: true,
    state: 'closed',
    id: 'x',
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    state: 'reported',
    simulated: false,
    createdAt: new Date(feed.now()).toISOString(),
  })
})

test('only the desk says which alarm an order answers; the alarm then names the order, and no second one is filed', async () => {
  const { catalog } = feed.catalog.current()
  const rule = catalog.scenarios
    .flatMap(({ alarms }) => alarms)
    .find(({ indicator, for: held }) => {
      const found = feed.catalog.current().indicatorById.get(indicator)
      return held === '0s' && found?.direction === 'lower_better' && found.formula === null
    })
  const at = new Date(feed.now()).toISOString()
  await feed.report([{ indicator: rule?.indicator, at, value: 1e9, quality: 'simulated' }])
  const alarmId = (await feed.get('/alarms')).body.alarms[0].id
  expect(await report('operator', { alarmId })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  })
  const filed = await report('duty', { alarmId })
  expect(filed).toMatchObject({ status: 201, body: { alarmId, simulated: true } })
  const { id } = filed.body
  expect((await feed.get(`/alarms/${alarmId}`)).body.alarm.orderId).toBe(id)
  expect(await report('supervisor', { alarmId })).toMatchObject({
    status: 409,
    body: { code: 'ALARM_HAS_ORDER', alarm: alarmId, order: id },
  })
  expect(await report('duty', { alarmId: 'a-1' })).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  })

  const { events } = (await feed.get(`/alarms/${alarmId}/events`)).body
  expect(events.map(({ kind, by }: { kind: string; by: string }) => [kind, by])).toEqual([
    ['raised', 'system'],
    ['ordered', 'duty'],
  ])
  expect((await feed.get(`/alarms/${alarmId}/events?limit=1`)).body.events).toHaveLength(1)
  expect((await feed.get(`/alarms/${alarmId}/events?limit=0`)).status).toBe(400)
  expect((await feed.get('/alarms/a-1/events')).status).toBe(404)
})

test('a report for an alarm that is sent again is answered with the first order', async () => {
  const alarm = (await feed.get('/alarms')).body.alarms[0]
  const [first, again] = [
    await report('duty', { externalId: 'draft-1' }),
    await report('duty', { externalId: 'draft-1', alarmId: alarm.id }),
  ]
  expect(again).toMatchObject({ status: 201, body: { id: first.body.id } })
})
