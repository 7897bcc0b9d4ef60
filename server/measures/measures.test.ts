import { beforeEach, expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import { ORDER_MEASURES } from '../../scenarios/order-measures.ts'
import { createPipeline, type Pipeline } from '../indicators/pipeline.ts'
import { createPlaceRegistry } from '../indicators/places.ts'
import { createOrderService, type OrderService } from '../orders/service.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { createCarriedBook } from './carried.ts'
import { createMeasures, type Measures } from './measures.ts'

const loaded = await requireCatalog()
const catalog: CatalogSource = {
  current: () => loaded,
  problems: () => [],
  onChange: () => () => undefined,
  close: () => undefined,
}
const RENTAL = 'safety.rental-inspection'
const duty: Principal = {
  kind: 'user',
  name: 'duty',
  roles: ['duty'],
  department: null,
  wall: null,
}
const handler: Principal = { ...duty, name: 'handler', roles: ['handler'], department: 'police' }

let nowMs: number
let store: Store
let pipeline: Pipeline
let orders: OrderService
let measures: Measures

async function start(): Promise<void> {
  const places = createPlaceRegistry([], loaded.catalog.towns)
  pipeline = createPipeline({ store, catalog, places, nowMs: () => nowMs })
  await pipeline.start()
  orders = createOrderService({
    store,
    catalog,
    record: pipeline.record.bind(pipeline),
    places: {
      has: (place) => places.kindOf(place) !== null,
      townOf: places.townOf,
      positionOf: () => null,
    },
    nowMs: () => nowMs,
  })
  await orders.start()
  measures = createMeasures({
    measures: ORDER_MEASURES,
    catalog,
    store,
    feed: pipeline,
    live: pipeline,
    openOrders: orders.openOrders,
    carried: createCarriedBook(store),
    ingest: (readings) => pipeline.ingest(readings),
    nowMs: () => nowMs,
  })
  await measures.start()
}

beforeEach(async () => {
  nowMs = Date.parse('2024-06-07T12:00:00+08:00')
  store = createMemoryStore()
  await start()
})

const value = (indicator: string, place = 'district'): number | null =>
  pipeline.value(indicator, place).value
const look = async (): Promise<void> => {
  nowMs += 1_000
  await measures.look()
}
const act = (order: Order, action: OrderAction, actor: Principal, args = {}): Promise<Order> =>
  orders.act(
    order.id,
    { action, rev: order.rev, actionId: crypto.randomUUID(), args, atMs: nowMs },
    actor,
  )

test('each act moves the indicators by exactly itself, in its town and in the district', async () => {
  const first = await orders.report({ type: RENTAL, title: '一', place: 'chashan' }, duty)
  await orders.report({ type: 'city.pothole', title: '二', place: 'tianning' }, duty)
  await look()
  expect(value('map.orders.safety-events')).toBe(1)
  expect(value('map.orders.city-events', 'tianning')).toBe(1)
  expect(value('map.orders.city-events', 'chashan')).toBe(0)
  expect(value('map.orders.reported')).toBe(2)
  expect(value('map.orders.signed')).toBe(0)
  expect(value('map.orders.in-hand')).toBe(2)
  expect(value('safety.rental.orders.total', 'chashan')).toBe(1)

  const sent = await act(first, 'express', duty)
  await act(sent, 'sign', handler)
  await look()
  expect(value('map.orders.sign-rate')).toBe(50)
  expect(value('safety.rental.orders.signed-rate')).toBe(100)
  expect(value('map.orders.signed', 'chashan')).toBe(1)
})

test('nothing is said before the first order: none kept here is not none in the district', async () => {
  await look()
  expect(pipeline.value('map.orders.in-hand', 'district').status).toBe('missing')
  await orders.report({ type: 'city.pothole', title: '二', place: 'tianning' }, duty)
  await look()
  expect(value('map.orders.in-hand')).toBe(1)
  expect(value('map.orders.safety-events')).toBe(0)
  expect(value('safety.rental.orders.total')).toBeNull()
})

test('a department that feeds the number itself goes first, for as long as its feed is fresh', async () => {
  const fed = (atMs: number) => ({
    indicator: 'safety.rental.orders.total',
    place: 'district',
    atMs,
    value: 8652,
    quality: 'good' as const,
    source: 'police',
    receivedAtMs: atMs,
  })
  await pipeline.ingest([fed(nowMs)])
  await orders.report({ type: RENTAL, title: '一', place: 'chashan' }, duty)
  await look()
  expect(value('safety.rental.orders.total')).toBe(8652)
  nowMs += 3 * 3_600_000
  await pipeline.sweep()
  await look()
  expect(value('safety.rental.orders.total')).toBe(1)
})

test('what was counted before is carried over within its year, and said to be simulated when it is', async () => {
  await measures.carry({
    indicator: 'safety.rental.orders.total',
    values: { district: 8652, chashan: 1200 },
    at: new Date(nowMs).toISOString(),
    simulated: true,
    note: 'test',
  })
  await orders.report({ type: RENTAL, title: '一', place: 'chashan' }, duty)
  await look()
  expect(value('safety.rental.orders.total')).toBe(8653)
  expect(value('safety.rental.orders.total', 'chashan')).toBe(1201)
  expect(pipeline.value('safety.rental.orders.total', 'district').quality).toBe('simulated')
  nowMs = Date.parse('2025-01-01T00:10:00+08:00')
  await look()
  expect(value('safety.rental.orders.total')).toBe(0)
})

test('a new day counts from nothing, what is open stays in hand, and what is past its deadline is overdue', async () => {
  await orders.report({ type: 'city.pothole', title: '一', place: 'chashan' }, duty)
  await look()
  expect(value('map.orders.overdue')).toBe(0)
  nowMs = Date.parse('2024-06-08T00:05:00+08:00')
  await look()
  expect(value('map.orders.city-events')).toBe(0)
  expect(value('map.orders.in-hand')).toBe(1)
  expect(value('map.orders.overdue')).toBe(1)
})

test('a voided order counts nowhere', async () => {
  const order = await orders.report({ type: 'city.pothole', title: '一', place: 'chashan' }, duty)
  await look()
  await act(
    order,
    'void',
    { ...duty, name: 'supervisor', roles: ['supervisor'] },
    { reason: '误录' },
  )
  await look()
  expect(value('map.orders.city-events')).toBe(0)
  expect(value('map.orders.in-hand')).toBe(0)
})

test('what was reported days ago and closed today is closed today after a restart, too', async () => {
  const plain = loaded.catalog.orderTypes.find(({ code, needs_photo }) => {
    const category = loaded.orderTypeByCode.get(code)?.category
    return !needs_photo && category === 'city'
  })
  const order = await orders.report(
    { type: plain?.code ?? '', title: '一', place: 'chashan' },
    duty,
  )
  const unit = { ...handler, department: order.department }
  const signed = await act(await act(order, 'express', duty), 'sign', unit)
  nowMs += 5 * 86_400_000
  const supervisor = { ...duty, name: 'supervisor', roles: ['supervisor'] as const }
  const submitted = await act(signed, 'submit', unit, { result: '已处置' })
  await act(submitted, 'close', supervisor)
  await look()
  expect(value('map.orders.closed')).toBe(1)
  await pipeline.close()
  measures.close()
  await start()
  await orders.report({ type: 'city.pothole', title: '二', place: 'tianning' }, duty)
  await look()
  expect(value('map.orders.closed')).toBe(1)
})

test('in a district where nothing was reported for a week the count is zero, also after a restart', async () => {
  const order = await orders.report({ type: 'city.pothole', title: '一', place: 'chashan' }, duty)
  const supervisor = { ...duty, name: 'supervisor', roles: ['supervisor'] as const }
  await act(order, 'void', supervisor, { reason: '误录' })
  nowMs += 7 * 86_400_000
  await pipeline.close()
  measures.close()
  await start()
  await look()
  expect(value('map.orders.in-hand')).toBe(0)
  expect(value('safety.rental.orders.total')).toBeNull()
})

test('after a restart the same counts stand', async () => {
  const order = await orders.report({ type: RENTAL, title: '一', place: 'chashan' }, duty)
  await act(await act(order, 'express', duty), 'sign', handler)
  await look()
  await pipeline.close()
  measures.close()
  await start()
  await orders.report({ type: RENTAL, title: '二', place: 'chashan' }, duty)
  await look()
  expect(value('safety.rental.orders.total')).toBe(2)
  expect(value('safety.rental.orders.signed')).toBe(1)
  expect(value('map.orders.safety-events')).toBe(2)
})
