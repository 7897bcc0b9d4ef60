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
