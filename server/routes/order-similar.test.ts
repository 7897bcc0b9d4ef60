import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimilar } from '../orders/similar.ts'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, type OrderApp } from '../testing/an-order-app.ts'
import { orderSimilarRoutes } from './order-similar.ts'

let server: OrderApp
let duty: Record<string, string>
let first: string
const desk = person('duty', 'duty')
const GARBAGE = {
  type: 'city.exposed-garbage',
  title: '垃圾',
  description: '菜场东门路口有一堆垃圾没人清理',
  position: [119.98, 31.78] as const,
}
beforeAll(async () => {
  server = await anOrderApp(createMemoryStore(), (parts) => async (app) => {
    const { store, catalog, nowMs } = parts
    const similar = createSimilar({
      store,
      catalog,
      nowMs,
      positionOf: () => null,
    })
    await app.register(orderSimilarRoutes, { similar })
  })
  duty = await server.signIn('duty')
  first = (await server.orders.report(GARBAGE, desk)).id
  await server.orders.report({ ...GARBAGE, position: [119.9, 31.7] }, desk)
})
afterAll(() => server.app.close())

const draft = (payload: object, headers = duty) =>
  server.app.inject({ method: 'POST', url: '/api/v1/orders/similar', headers, payload })
const ids = (reply: { json(): { orders: { order: { id: string } }[] } }) =>
  reply.json().orders.map(({ order }) => order.id)

test('a draft is told of the order near by, with reasons, best first', async () => {
  const reply = await draft({
    ...GARBAGE,
    position: [119.9804, 31.7802],
    description: '东门一堆垃圾',
  })
  expect(ids(reply)).toEqual([first])
  expect(reply.json().orders[0]).toMatchObject({
    metres: 44,
    sameType: true,
    reasons: { zh: expect.stringMatching(/^44 米 · 同类型/), en: expect.stringMatching(/^44 m/) },
  })
})

test('an order that has ended is offered too, one that was void is not', async () => {
  const ended = await server.orders.report({ ...GARBAGE, position: [119.95, 31.75] }, desk)
  await server.act(ended.id, desk, ['refuse', { reason: '不属本区' }])
  expect(ids(await draft({ ...GARBAGE, position: [119.95, 31.75] }))).toEqual([ended.id])
  const wrong = await server.orders.report({ ...GARBAGE, position: [119.93, 31.73] }, desk)
  await server.act(wrong.id, person('s', 'supervisor'), ['void', { reason: '误报' }])
  expect(ids(await draft({ ...GARBAGE, position: [119.93, 31.73] }))).toEqual([])
})

test('without a place nothing is offered, and an order is not like itself', async () => {
  expect(ids(await draft({ type: GARBAGE.type, title: '垃圾' }))).toEqual([])
  const reply = await server.app.inject({ url: `/api/v1/orders/${first}/similar`, headers: duty })
  expect([reply.statusCode, ids(reply)]).toEqual([200, []])
})

test('a department is not told of orders that it may not see', async () => {
  const fire = await server.signIn('handler-fire')
  expect(ids(await draft(GARBAGE, fire))).toEqual([])
  const reply = await server.app.inject({ url: `/api/v1/orders/${first}/similar`, headers: fire })
  expect(reply.statusCode).toBe(404)
})

test.each([
  { position: [200, 0] },
  { position: [1] },
  { title: 5 },
  { description: 'x'.repeat(10_001) },
])('a draft that is none is refused: %#', async (wrong) => {
  expect((await draft({ ...GARBAGE, ...wrong })).statusCode).toBe(400)
})
