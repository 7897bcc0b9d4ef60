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

test('only the desk says which alarm an order answers', async () => {
  expect(await report('operator', { alarmId: 'a-1' })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  })
  expect(await report('duty', { alarmId: 'a-1' })).toMatchObject({
    status: 201,
    body: { alarmId: 'a-1' },
  })
})
