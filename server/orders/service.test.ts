import { beforeEach, expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { createOrderService, type OrderService } from './service.ts'

const NOW = Date.parse('2024-06-07T04:00:00Z')
const loaded = await requireCatalog()
const catalog: CatalogSource = {
  current: () => loaded,
  problems: () => [],
  onChange: () => () => undefined,
  close: () => undefined,
}
const places = {
  has: (place: string) => place === 'district' || loaded.townCodes.has(place),
  townOf: (place: string) => (loaded.townCodes.has(place) ? place : null),
  positionOf: () => null,
}
const person = (
  name: string,
  role: Principal['roles'][number],
  department: string | null = null,
): Principal => ({
  kind: 'user',
  name,
  roles: [role],
  department,
  wall: null,
})
const duty = person('duty', 'duty')
const supervisor = person('supervisor', 'supervisor')
const checker = person('checker', 'checker')

let store: Store
let orders: OrderService
let published: OrderEvent[]
beforeEach(async () => {
  store = createMemoryStore()
  published = []
  orders = createOrderService({
    store,
    catalog,
    places,
    nowMs: () => NOW,
    record: async ({ orders: events }) => {
      await store.commit({ readings: [], computed: [], alarms: [], orders: events })
      published.push(...events)
    },
  })
  await orders.start()
})

const typeWith = (needsPhoto: boolean) => {
  const type = loaded.catalog.orderTypes.find((candidate) => candidate.needs_photo === needsPhoto)
  if (type === undefined) throw new Error('the catalog has both kinds')
  return type
}
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

test('an order goes from report to close, and each act is on record in order', async () => {
  const type = typeWith(true)
  const handler = person(`handler-${type.lead}`, 'handler', type.lead)
  let order = await orders.report({ type: type.code, title: '井盖缺失', place: 'chashan' }, duty)
  expect(order).toMatchObject({
    id: 'CG20240607-000001',
    state: 'reported',
    rev: 1,
    town: 'chashan',
  })
  const steps = [
    ['accept', duty],
    ['file', duty],
    ['dispatch', duty],
    ['sign', handler],
    ['submit', handler],
    ['send-to-check', supervisor],
    ['pass-check', checker],
    ['close', supervisor],
  ] as const
  for (const [i, [action, actor]] of steps.entries()) {
    expect(orders.allowed(order, actor)).toContain(action)
    const args = action === 'submit' ? { result: '已更换' } : {}
    order = await orders.act(order.id, { action, rev: order.rev, actionId: uuid(i), args }, actor)
  }
  expect(order.state).toBe('closed')
  expect(orders.openOrders()).toEqual([])
  expect(published.map((event) => event.action)).toEqual([
    'report',
    ...steps.map(([action]) => action),
  ])
  expect((await store.orderEvents(order.id)).map((event) => event.rev)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ])
})

test('[ORD-f] of two officers who act on the same order, the second is shown what changed', async () => {
  const order = await orders.report({ type: typeWith(true).code, title: 'x' }, duty)
  const act = (n: number) =>
    orders.act(order.id, { action: 'accept', rev: 1, actionId: uuid(n) }, duty)
  const [first, second] = await Promise.allSettled([act(1), act(2)])
  expect(first.status).toBe('fulfilled')
  expect(second).toMatchObject({
    reason: { code: 'ORDER_CHANGED_MEANWHILE', detail: { order: { rev: 2, state: 'accepted' } } },
  })
})

test('[ORD-g] the same action sent again is answered as the first time and done once', async () => {
  const order = await orders.report({ type: typeWith(true).code, title: 'x' }, duty)
  const act = () => orders.act(order.id, { action: 'accept', rev: 1, actionId: uuid(1) }, duty)
  expect(await act()).toEqual(await act())
  expect(published).toHaveLength(2)
})

test('a report from the same channel with the same number is the same order', async () => {
  const report = () =>
    orders.report(
      { type: typeWith(true).code, title: 'x', channel: 'hotline', externalId: 'H1' },
      duty,
    )
  const [a, b] = await Promise.all([report(), report()])
  expect(b.id).toBe(a.id)
  expect(published).toHaveLength(1)
})

test('an alarm opens at most one order of a type for its place, dispatched at once', async () => {
  const type = typeWith(true)
  const alarm = (id: string) =>
    ({ id, place: 'chashan', raises: type.code, simulated: true }) as Alarm
  const first = await orders.openFor(alarm('A1'), '积水')
  const second = await orders.openFor(alarm('A2'), '积水')
  expect(first).toMatchObject({
    state: 'dispatched',
    channel: 'alarm',
    alarmId: 'A1',
    simulated: true,
  })
  expect(second.id).toBe(first.id)
})

test('a handler acts on orders of his own department only', async () => {
  const type = typeWith(true)
  const order = await orders.openFor(
    { id: 'A', place: 'chashan', raises: type.code, simulated: false } as Alarm,
    'x',
  )
  const foreign = person('handler-x', 'handler', 'some-other')
  const sign = { action: 'sign', rev: order.rev, actionId: uuid(1) } as const
  await expect(orders.act(order.id, sign, foreign)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(orders.allowed(order, foreign)).toEqual([])
})

test('an act that the state does not allow is refused with what is allowed', async () => {
  const order = await orders.report({ type: typeWith(true).code, title: 'x' }, duty)
  await expect(
    orders.act(order.id, { action: 'close', rev: 1, actionId: uuid(1) }, supervisor),
  ).rejects.toMatchObject({
    code: 'ORDER_ACTION_NOT_ALLOWED',
    detail: {
      state: 'reported',
      allowed: expect.arrayContaining(['accept', 'refuse', 'express', 'send-to-verify', 'void']),
    },
  })
})

test('an express order has its three events, and one act is one act', async () => {
  const order = await orders.report({ type: typeWith(true).code, title: 'x' }, duty)
  const act = () => orders.act(order.id, { action: 'express', rev: 1, actionId: uuid(1) }, duty)
  expect(await act()).toMatchObject({ state: 'dispatched', rev: 4 })
  expect(await act()).toMatchObject({ state: 'dispatched', rev: 4 })
  expect(published.map(({ action }) => action)).toEqual(['report', 'accept', 'file', 'dispatch'])
})

test('an unknown type or place files nothing', async () => {
  await expect(orders.report({ type: 'no.such', title: 'x' }, duty)).rejects.toMatchObject({
    code: 'MALFORMED',
  })
  await expect(
    orders.report({ type: typeWith(true).code, title: 'x', place: 'atlantis' }, duty),
  ).rejects.toMatchObject({ code: 'UNKNOWN_PLACE' })
  expect(published).toEqual([])
})

test('open orders are there again after a restart', async () => {
  const order = await orders.report({ type: typeWith(true).code, title: 'x' }, duty)
  const again = createOrderService({
    store,
    catalog,
    places,
    nowMs: () => NOW,
    record: async () => undefined,
  })
  await again.start()
  expect(again.openOrders()).toEqual([order])
})
