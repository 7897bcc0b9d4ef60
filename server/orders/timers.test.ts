import { expect, test } from 'vitest'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOffice, person } from './testing.ts'
import { createOrderTimers } from './timers.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2024-06-07T04:00:00Z')
const duty = person('duty', 'duty')
const leader = person('leader', 'leader')

async function aHandling() {
  const store = createMemoryStore()
  const office = await anOffice(store, NOON)
  const type = office.catalog.orderTypes.find(
    ({ severity_default, handle_hours }) => severity_default <= 2 && handle_hours >= 24,
  )
  if (type === undefined) throw new Error('the catalog has urgent types of a day')
  const unit = person('unit', 'handler', type.lead)
  let order: Order = await office.orders.report({ type: type.code, title: 'x' }, duty)
  const act = async (action: OrderAction, actor = unit, args = {}) => {
    const rev = (await store.order(order.id))?.rev ?? 0
    const request = { action, rev, actionId: office.actionId(), args }
    order = await office.orders.act(order.id, request, actor)
  }
  await act('express', duty)
  await act('sign')
  const timers = (orders = office.orders) => createOrderTimers({ orders, nowMs: office.now })
  const acts = async (action: string) =>
    (await store.orderEvents(order.id)).filter((event) => event.action === action)
  return { store, office, type, act, acts, timers, limitMs: type.handle_hours * HOUR }
}

test('at 80 % of the handling time the unit is urged by the system, once, over restarts too', async () => {
  const { store, office, acts, timers, limitMs } = await aHandling()
  const first = timers()
  office.pass(limitMs * 0.8 - 1)
  await first.look()
  expect(await acts('urge')).toEqual([])
  office.pass(1)
  await first.look()
  await first.look()
  expect(await acts('urge')).toMatchObject([{ actor: 'system' }])
  const again = await anOffice(store, office.now())
  await timers(again.orders).look()
  expect(await acts('urge')).toHaveLength(1)
})

test('a suspension ends at its review date by itself, and the handling clock goes on', async () => {
  const { store, office, act, acts, timers, limitMs } = await aHandling()
  const until = new Date(office.now() + 48 * HOUR).toISOString()
  await act('ask-suspension', undefined, { class: 'works', until })
  await act('grant-suspension', leader)
  const look = timers()
  office.pass(48 * HOUR - 1)
  await look.look()
  expect(await acts('resume')).toEqual([])
  office.pass(1)
  await Promise.all([look.look(), look.look()])
  expect(await acts('resume')).toMatchObject([{ actor: 'system' }])
  const [event] = await acts('resume')
  expect(event?.order).toMatchObject({ state: 'handling', due: { clock: 'T7' } })
  expect(Date.parse(event?.order.due?.at ?? '')).toBe(NOON + 48 * HOUR + limitMs)
  expect(await store.listOrders({ sort: 'newest', open: true, limit: 10 })).toHaveLength(1)
})

test('an order that somebody acts on at the same moment is looked at again', async () => {
  const { office, acts, timers, limitMs } = await aHandling()
  office.pass(limitMs * 0.9)
  const stale = office.orders.openOrders()
  const [order] = stale
  if (order === undefined) throw new Error('the order is open')
  await office.orders.act(
    order.id,
    { action: 'escalate', rev: order.rev, actionId: office.actionId() },
    duty,
  )
  const orders = { ...office.orders, openOrders: () => stale }
  await createOrderTimers({ orders, nowMs: office.now }).look()
  expect(await acts('urge')).toEqual([])
  await timers().look()
  expect(await acts('urge')).toHaveLength(1)
})
