import { expect, test } from 'vitest'
import { foldOrder } from '../../protocol/order/fold.ts'
import type { Actor } from '../../protocol/order/guards.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOffice, person } from './testing.ts'

const NOON = Date.parse('2024-06-07T04:00:00Z')
const duty = person('duty', 'duty')
const supervisor = person('supervisor', 'supervisor')
const leader = person('leader', 'leader')
const forced = { reason: 'x', signature: 'y' }

async function aDesk() {
  const office = await anOffice(createMemoryStore(), NOON)
  const [type] = office.catalog.orderTypes
  if (type === undefined) throw new Error('the catalog has types')
  const unit = person('unit', 'handler', type.lead)
  const report = (reporter?: string) =>
    office.orders.report(
      { type: type.code, title: '井盖缺失', place: 'chashan', ...(reporter ? { reporter } : {}) },
      duty,
    )
  const now = async (order: Order): Promise<Order> => {
    const found = await office.orders.find(order.id)
    if (found === null) throw new Error('the order is there')
    return found
  }
  const act = async (order: Order, action: OrderAction, actor: Actor, args = {}) => {
    office.pass(60_000)
    const { rev } = await now(order)
    return office.orders.act(order.id, { action, rev, actionId: office.actionId(), args }, actor)
  }
  const refusal = (order: Order, action: OrderAction, args = {}) =>
    act(order, action, duty, args).then(
      () => 'done',
      ({ code, detail }) => `${code} ${detail.reason ?? detail.state}`,
    )
  return { office, unit, report, now, act, refusal }
}

test('a merged order and its parent know of each other, in one commit, until it is let go', async () => {
  const { office, report, now, act } = await aDesk()
  const [parent, child] = [await report('王'), await report('李')]
  const merged = await act(child, 'merge', duty, { parent: parent.id })
  expect(merged).toMatchObject({
    state: 'merged',
    overlays: { mergedInto: parent.id, parentState: 'reported', callbackWanted: true },
  })
  expect(await now(parent)).toMatchObject({
    rev: 2,
    state: 'reported',
    overlays: { children: [child.id], callbackWanted: true },
  })
  await act(child, 'unmerge', duty)
  expect(await now(child)).toMatchObject({ state: 'reported', overlays: { mergedInto: null } })
  expect(await now(parent)).toMatchObject({ rev: 3, overlays: { children: [] } })
  for (const order of [parent, child]) {
    const events = await office.store.orderEvents(order.id)
    expect(events.map(({ rev }) => rev)).toEqual(events.map((_, i) => i + 1))
    const { due: _d, timing: _t, handledMs: _h, ...facts } = await now(order)
    expect(foldOrder(events)).toEqual(facts)
  }
})

test('when the parent ends, the child stays merged, says so, and its reporter is owed an answer', async () => {
  const { office, unit, report, now, act } = await aDesk()
  const [parent, child, quiet] = [await report(), await report('李'), await report()]
  await act(child, 'merge', duty, { parent: parent.id })
  await act(quiet, 'merge', duty, { parent: parent.id })
  expect(office.orders.allowed(await now(child), duty)).not.toContain('record-callback')
  await act(parent, 'express', duty)
  await act(parent, 'sign', unit)
  await act(parent, 'force-close', leader, forced)
  const told = await now(child)
  expect(told).toMatchObject({ state: 'merged', overlays: { parentState: 'force-closed' } })
  expect(told.timing?.T11?.[1]).toBeNull()
  expect(office.orders.allowed(told, duty)).toEqual(['record-callback', 'unmerge'])
  expect(office.orders.allowed(await now(quiet), duty)).toEqual(['unmerge'])
  expect((await now(quiet)).timing?.T11).toBeUndefined()
  const answered = await act(child, 'record-callback', duty, { result: 'satisfied', solved: true })
  expect(answered).toMatchObject({ state: 'merged', overlays: { callback: 'satisfied' } })
  expect(answered.timing?.T11?.[1]).not.toBeNull()
  expect(office.orders.allowed(answered, duty)).toEqual(['unmerge'])
})

test('a parent that is taken up again tells its children, and the answer waits for the next end', async () => {
  const { office, unit, report, now, act } = await aDesk()
  const [parent, child] = [await report(), await report('李')]
  await act(child, 'merge', duty, { parent: parent.id })
  await act(parent, 'express', duty)
  await act(parent, 'sign', unit)
  await act(parent, 'force-close', leader, forced)
  await act(parent, 'reopen', duty, { reason: '未解决' })
  const waits = await now(child)
  expect(waits.overlays?.parentState).toBe('handling')
  expect(waits.timing?.T11).toBeUndefined()
  expect(office.orders.allowed(waits, duty)).toEqual(['unmerge'])
  await act(parent, 'force-close', leader, forced)
  expect((await now(child)).timing?.T11?.[1]).toBeNull()
})

test('an order is merged into an open one of its type that is not merged itself: no chains, no circles', async () => {
  const { unit, report, act, refusal } = await aDesk()
  const [a, b, c, d] = [await report(), await report(), await report(), await report()]
  expect(await refusal(a, 'merge', { parent: a.id })).toBe('MALFORMED the order itself')
  expect(await refusal(a, 'merge', { parent: 'CG-none' })).toBe('MALFORMED no such order')
  await act(a, 'merge', duty, { parent: b.id })
  expect(await refusal(c, 'merge', { parent: a.id })).toBe('MALFORMED an order that has ended')
  expect(await refusal(b, 'merge', { parent: c.id })).toBe('ORDER_ACTION_NOT_ALLOWED reported')
  await act(d, 'express', duty)
  await act(d, 'sign', unit)
  await act(d, 'force-close', leader, forced)
  expect(await refusal(c, 'merge', { parent: d.id })).toBe('MALFORMED an order that has ended')
  // Let go, the order may be merged elsewhere.
  await act(a, 'unmerge', duty)
  expect(await refusal(b, 'merge', { parent: c.id })).toBe('done')
})

test('a parent that is voided leaves its children to the desk, which can let them go at any time', async () => {
  const { office, report, now, act } = await aDesk()
  const [parent, child] = [await report(), await report('李')]
  await act(child, 'merge', duty, { parent: parent.id })
  await act(parent, 'void', supervisor, { reason: '误录' })
  expect((await now(child)).overlays?.parentState).toBe('voided')
  expect(office.orders.allowed(await now(child), duty)).toEqual(['unmerge'])
  office.pass(90 * 86_400_000)
  expect(await act(child, 'unmerge', duty)).toMatchObject({ state: 'reported' })
})
