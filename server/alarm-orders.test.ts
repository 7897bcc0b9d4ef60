import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Order } from '../protocol/order/order.ts'
import type { OrderAction } from '../protocol/order/table.ts'
import {
  aCatalog,
  anIndicator,
  aReading,
  aRule,
  aScenario,
  NOON_MS,
} from '../protocol/testing/builders.ts'
import { connectAlarmsToOrders } from './alarm-orders.ts'
import { createPipeline, type Pipeline } from './indicators/pipeline.ts'
import { createPlaceRegistry } from './indicators/places.ts'
import { changeableCatalog, loadedFrom } from './indicators/testing.ts'
import { createOrderService } from './orders/service.ts'
import { person } from './orders/testing.ts'
import { createMemoryStore } from './store/memory/memory-store.ts'
import type { Store } from './store/store.ts'

const LIMITS = { warn_blue: 10, warn_yellow: 20, warn_orange: 30, warn_red: 50 }
const [depth, flow] = ['safety.flood.depth', 'safety.flood.flow'].map((id) =>
  anIndicator({
    id,
    category: 'safety',
    direction: 'lower_better',
    grain: 'point',
    aggregate: 'max',
    ...LIMITS,
  }),
)
if (depth === undefined || flow === undefined) throw new Error('two indicators')
const TYPE = {
  code: 'safety.pump',
  category: 'safety',
  name_zh: '排涝',
  name_en: 'Pump out',
  standard: 'x',
  lead: 'water',
  co: [],
  sign_minutes: 15,
  handle_hours: 4,
  severity_default: 1,
  needs_photo: false,
} as const
const rules = [depth, flow].map(({ id }) =>
  aRule({ indicator: id, level: 'yellow', for: '0s', raises: TYPE.code }),
)
const loaded = loadedFrom({
  ...aCatalog({
    indicators: [depth, flow],
    scenarios: [aScenario({ id: 'safety-flood', category: 'safety', alarms: rules })],
  }),
  orderTypes: [{ ...TYPE, co: [] }],
})

const leader = person('leader', 'leader')
const duty = person('duty', 'duty')
let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})

/** A server's alarms and orders over a store, joined. */
async function aJoint(store: Store = createMemoryStore()) {
  let nowMs = NOON_MS
  const catalog = changeableCatalog(loaded)
  const pipeline: Pipeline = createPipeline({
    store,
    catalog,
    places: createPlaceRegistry([], loaded.catalog.towns),
    nowMs: () => nowMs,
    sweepMs: 1_000_000,
  })
  await pipeline.start()
  const orders = createOrderService({
    store,
    record: (changes) => pipeline.record(changes),
    catalog,
    places: { has: () => true, townOf: () => null, positionOf: () => null },
    nowMs: () => nowMs,
    alarmOf: async (id) =>
      pipeline.standingAlarms().find((alarm) => alarm.id === id) ?? (await store.alarm(id)),
  })
  await orders.start()
  const errors: unknown[] = []
  const end = connectAlarmsToOrders({
    pipeline,
    orders,
    catalog,
    onError: (error) => errors.push(error),
  })
  const stop = async () => {
    end()
    await pipeline.close()
  }
  stops.push(stop)
  /** Waits until what follows from the last act has been written. */
  const settled = async () => {
    for (let i = 0; i < 20; i++) await sleep(1)
    expect(errors).toEqual([])
  }
  let acts = 0
  return {
    store,
    orders,
    stop,
    settled,
    alarms: () => pipeline.standingAlarms(),
    pass: (ms: number) => {
      nowMs += ms
    },
    async report(value: number, indicator = depth?.id ?? '', place = 'point:a') {
      nowMs += 1_000
      const reading = { indicator, place, value, atMs: nowMs, receivedAtMs: nowMs }
      await pipeline.ingest([aReading(reading)])
      await settled()
    },
    async act(order: Order, action: OrderAction, args = {}, actor = leader) {
      const rev = (await orders.find(order.id))?.rev ?? 0
      const actionId = `00000000-0000-4000-8000-${String(++acts).padStart(12, '0')}`
      const done = await orders.act(order.id, { action, rev, actionId, args }, actor)
      await settled()
      return done
    },
  }
}
type Joint = Awaited<ReturnType<typeof aJoint>>
const only = (joint: Joint): Order => {
  const [order, ...others] = joint.orders.openOrders()
  if (order === undefined || others.length > 0) throw new Error('not exactly one open order')
  return order
}
const forced = { reason: '无法处置', signature: '张' }
const unit = person('unit', 'handler', 'water')

test('one order answers all alarms of its type and place, and each knows it', async () => {
  const joint = await aJoint()
  await joint.report(25)
  await joint.report(35, flow.id)
  await joint.report(25, depth.id, 'point:b')
  const open = joint.orders.openOrders()
  expect(open.map(({ place }) => place).sort()).toEqual(['point:a', 'point:b'])
  const [atA] = open.filter(({ place }) => place === 'point:a')
  expect(joint.alarms().map(({ place, orderId }) => [place, orderId === atA?.id])).toEqual([
    ['point:a', true],
    ['point:a', true],
    ['point:b', false],
  ])
  expect(joint.alarms().map(({ id }) => id)).toContain(atA?.alarmId)
})

test('an order filed by hand for an alarm is linked both ways at once, and the alarm opens no second one', async () => {
  const joint = await aJoint()
  // Blue asks for no order by itself; yellow does.
  await joint.report(12)
  await joint.report(15)
  expect(joint.alarms()).toEqual([])
  await joint.report(25)
  const auto = only(joint)
  await joint.act(auto, 'sign', {}, unit)
  await joint.act(auto, 'force-close', forced)
  const [alarm] = joint.alarms()
  if (alarm === undefined) throw new Error('no alarm')
  const report = { type: TYPE.code, title: '再查', place: 'point:z', alarmId: alarm.id }
  const both = await Promise.allSettled([
    joint.orders.report(report, duty),
    joint.orders.report(report, leader),
  ])
  expect(both).toMatchObject([
    { status: 'fulfilled', value: { alarmId: alarm.id, simulated: alarm.simulated } },
    { status: 'rejected', reason: { code: 'ALARM_HAS_ORDER' } },
  ])
  const order = only(joint)
  expect(joint.alarms()).toMatchObject([{ orderId: order.id }])
  expect((await joint.store.eventsOfAlarm(alarm.id, 1))[0]).toMatchObject({
    kind: 'ordered',
    by: 'duty',
  })
  // Worse than what the first order answered: it has an order, so it asks for none.
  await joint.report(55)
  expect(only(joint).id).toBe(order.id)
  await joint.act(order, 'void', { reason: '误录' }, person('s', 'supervisor'))
  expect(joint.alarms()).toMatchObject([{ orderId: null, answered: 'red' }])
})

test('no order is filed for an alarm that is unknown or has been cleared', async () => {
  const joint = await aJoint()
  const report = (alarmId: string) =>
    joint.orders.report({ type: TYPE.code, title: '再查', alarmId }, duty)
  await expect(report('none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await joint.report(25)
  const [alarm] = joint.alarms()
  const auto = only(joint)
  await joint.act(auto, 'sign', {}, unit)
  await joint.act(auto, 'force-close', forced)
  await joint.report(1)
  joint.pass(120_000)
  await joint.report(1)
  expect(joint.alarms()).toEqual([])
  await expect(report(alarm?.id ?? '')).rejects.toMatchObject({ code: 'ALARM_NOT_OPEN' })
  expect(joint.orders.openOrders()).toEqual([])
})

test('an order that ends while its alarm stands lets it go; the alarm asks again when it is worse', async () => {
  const joint = await aJoint()
  await joint.report(25)
  const first = only(joint)
  await joint.act(first, 'sign', {}, unit)
  await joint.act(first, 'force-close', forced)
  expect(joint.alarms()).toMatchObject([{ orderId: null, answered: 'yellow', level: 'yellow' }])
  // As bad as before, or milder and back: nothing new to do.
  await joint.report(26)
  await joint.report(12)
  await joint.report(27)
  expect(joint.orders.openOrders()).toEqual([])
  await joint.report(55)
  const second = only(joint)
  expect(second.id).not.toBe(first.id)
  expect(second).toMatchObject({ state: 'dispatched', alarmId: first.alarmId })
  expect(joint.alarms()).toMatchObject([{ orderId: second.id, level: 'red' }])
})

test('an alarm that is cleared and raised anew opens a new order', async () => {
  const joint = await aJoint()
  await joint.report(25)
  const first = only(joint)
  await joint.act(first, 'sign', {}, unit)
  await joint.act(first, 'force-close', forced)
  await joint.report(1)
  joint.pass(120_000)
  await joint.report(1)
  expect(joint.alarms()).toEqual([])
  joint.pass(120_000)
  await joint.report(25)
  expect(only(joint).id).not.toBe(first.id)
  expect(joint.alarms()).toMatchObject([{ orderId: only(joint).id }])
})

test('an order that ended just before a server stopped lets its alarm go at the next start', async () => {
  const store = createMemoryStore()
  const before = await aJoint(store)
  await before.report(25)
  const order = only(before)
  await before.act(order, 'sign', {}, unit)
  await before.stop()
  // The end of the order is written, what follows from it is not.
  const alone = createOrderService({
    store,
    record: async ({ orders }) => {
      await store.commit({ readings: [], computed: [], alarms: [], orders })
    },
    catalog: changeableCatalog(loaded),
    places: { has: () => true, townOf: () => null, positionOf: () => null },
    nowMs: () => NOON_MS + 60_000,
  })
  await alone.start()
  const rev = (await alone.find(order.id))?.rev ?? 0
  const act = { action: 'force-close', rev, actionId: 'end', args: forced } as const
  await alone.act(order.id, act, leader)
  const after = await aJoint(store)
  await after.settled()
  expect(after.alarms()).toMatchObject([{ orderId: null, answered: 'yellow' }])
  expect(after.orders.openOrders()).toEqual([])
})

test('a merged order hands its alarm to its parent, and a reopened one takes its own back', async () => {
  const joint = await aJoint()
  await joint.report(25)
  const child = only(joint)
  const parent = await joint.orders.report(
    { type: TYPE.code, title: '积水', place: 'point:c' },
    duty,
  )
  await joint.act(child, 'merge', { parent: parent.id }, duty)
  expect(joint.alarms()).toMatchObject([{ orderId: parent.id }])
  await joint.act(parent, 'void', { reason: '误录' }, person('s', 'supervisor'))
  expect(joint.alarms()).toMatchObject([{ orderId: null }])
  await joint.act(child, 'unmerge', {}, duty)
  expect(joint.alarms()).toMatchObject([{ orderId: child.id }])
})
