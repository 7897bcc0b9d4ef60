import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Order } from '../../protocol/order/order.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrder } from '../store/testing.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

let feed: FeedApp

beforeAll(async () => {
  feed = await aFeedApp(createMemoryStore())
})
afterAll(() => feed.close())

test('[S3] the snapshot shows a handler and a department’s feed the orders of their department only', async () => {
  const at = new Date(feed.now()).toISOString()
  const orders = ['urban', 'police', 'urban'].map(
    (department, i): Order => ({
      ...anOrder({ id: `WO-${i}`, department, rev: 1, state: 'handling' }),
      createdAt: at,
      changedAt: at,
    }),
  )
  await feed.pipeline.record({
    orders: orders.map((order) => ({
      orderId: order.id,
      rev: order.rev,
      action: 'report',
      actor: 'duty',
      at,
      recordedAt: at,
      args: {},
      order,
    })),
  })
  feed.pass(1_000)
  const seenBy = async (headers: Record<string, string>, query: string) => {
    const reply = await feed.app.inject({ url: `/api/v1/snapshot${query}`, headers })
    return reply
      .json()
      .orders.map(({ id }: Order) => id)
      .sort()
  }
  const { token } = await feed.identity.tokens.issue('urban-feed', 'urban')
  const then = `?at=${new Date(feed.now()).toISOString()}`
  for (const query of ['', then]) {
    expect(await seenBy(await feed.signIn('duty'), query)).toEqual(['WO-0', 'WO-1', 'WO-2'])
    expect(await seenBy(await feed.signIn('handler-urban'), query)).toEqual(['WO-0', 'WO-2'])
    expect(await seenBy(await feed.signIn('handler-police'), query)).toEqual(['WO-1'])
    expect(await seenBy(await feed.signIn('handler-fire'), query)).toEqual([])
    expect(await seenBy({ authorization: `Bearer ${token}` }, query)).toEqual(['WO-0', 'WO-2'])
  }
})

test('[S3] to a handler the orders of others do not exist, by list, by id, by act or by somebody else’s act', async () => {
  const types = feed.catalog.current().catalog.orderTypes
  const duty = await feed.signIn('duty')
  const file = async (department: string): Promise<Order> => {
    const type = types.find(({ lead }) => lead === department)?.code
    const reply = await feed.app.inject({
      method: 'POST',
      url: '/api/v1/orders',
      headers: duty,
      payload: { type, title: `${department} 的工单` },
    })
    expect(reply.statusCode).toBe(201)
    return reply.json()
  }
  const [own, foreign] = [await file('urban'), await file('police')]
  const urban = await feed.signIn('handler-urban')
  const get = (path: string, headers = urban) =>
    feed.app.inject({ url: `/api/v1/orders${path}`, headers })
  const act = (id: string, headers: Record<string, string>, actionId: string, action: string) =>
    feed.app.inject({
      method: 'POST',
      url: `/api/v1/orders/${id}/actions`,
      headers,
      payload: { action, rev: 1, actionId },
    })

  for (const query of ['', '?department=police', '?state=open', '?town=chashan']) {
    const listed: Order[] = (await get(query)).json().orders
    expect(listed.filter(({ department }) => department !== 'urban')).toEqual([])
  }
  expect((await get(`/${own.id}`)).statusCode).toBe(200)
  const [hidden, unknown] = [await get(`/${foreign.id}`), await get('/NO-SUCH-ORDER')]
  expect([hidden.statusCode, hidden.json().code]).toEqual([404, 'NOT_FOUND'])
  expect(hidden.json().title).toBe(unknown.json().title)
  expect((await act(foreign.id, urban, randomUUID(), 'sign')).statusCode).toBe(404)

  const actionId = randomUUID()
  expect((await act(foreign.id, duty, actionId, 'accept')).statusCode).toBe(200)
  const replayed = await act(own.id, urban, actionId, 'sign')
  expect(replayed.statusCode).toBe(404)
  expect(replayed.body).not.toContain('police')
})
