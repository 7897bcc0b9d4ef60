import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { countOrders, listOrders, type OrderQuery } from './list.ts'
import { anOffice, person } from './testing.ts'

const duty = person('duty', 'duty')

async function aShelf() {
  const office = await anOffice(createMemoryStore(), Date.parse('2024-06-07T04:00:00Z'))
  const types = office.catalog.orderTypes
  const type = types[0]
  const otherType = types.find(({ lead }) => lead !== type?.lead)
  if (type === undefined || otherType === undefined) throw new Error('the catalog has two units')
  const file = (title: string, position?: [number, number], town = 'chashan', code = type.code) =>
    office.orders.report(
      { type: code, title, place: town, ...(position === undefined ? {} : { position }) },
      duty,
    )
  const titles = async (query: Partial<OrderQuery>, audience: string | null = null) =>
    (
      await listOrders(office.store, { limit: 100, nowMs: office.now(), ...query }, audience)
    ).orders.map(({ title }) => title)
  return { office, type, otherType, file, titles }
}

test('orders are found by text, Chinese too, by box, town, state and type', async () => {
  const { office, type, otherType, file, titles } = await aShelf()
  const first = await file('学院路 井盖缺失', [120.65, 27.99])
  office.pass(1_000)
  await file('Broken LIGHT', [120.7, 27.9], 'diaozhuang')
  office.pass(1_000)
  await file('无位置')
  expect(await titles({ q: '井盖' })).toEqual(['学院路 井盖缺失'])
  expect(await titles({ q: 'light broken' })).toEqual(['Broken LIGHT'])
  expect(await titles({ q: first.id.toLowerCase() })).toEqual(['学院路 井盖缺失'])
  expect(await titles({ bbox: '120.6,27.95,120.68,28' })).toEqual(['学院路 井盖缺失'])
  expect(await titles({ town: 'diaozhuang' })).toEqual(['Broken LIGHT'])
  expect(await titles({ type: otherType.code })).toEqual([])
  expect(await titles({ type: type.code, state: 'open' })).toHaveLength(3)
  expect(await titles({ state: 'closed' })).toEqual([])
  for (const bad of [
    { bbox: '1,2,3' },
    { bbox: '3,0,1,1' },
    { bbox: 'a,,1,1' },
    { state: 'lost' },
    { cursor: 'CG-1' },
    { cursor: 'x~CG-1' },
  ]) {
    await expect(titles(bad)).rejects.toMatchObject({ code: 'MALFORMED' })
  }
})

test('an order whose deadline has passed is overdue, from that moment on', async () => {
  const { office, file, titles } = await aShelf()
  await file('待受理')
  office.pass(10 * 60_000)
  expect(await titles({ overdue: true })).toEqual([])
  expect(await titles({ overdue: false })).toEqual(['待受理'])
  office.pass(1)
  expect(await titles({ overdue: true })).toEqual(['待受理'])
})

test('pages follow each other without a gap or a double, whatever the filter', async () => {
  const { office, file } = await aShelf()
  for (let i = 0; i < 25; i++) {
    await file(`${i % 2 === 0 ? '偶' : '奇'} ${i}`)
    office.pass(1_000)
  }
  const got: string[] = []
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await listOrders(
      office.store,
      { q: '偶', limit: 4, cursor, nowMs: office.now() },
      null,
    )
    got.push(...page.orders.map(({ title }) => title))
    cursor = page.nextCursor ?? undefined
    more = cursor !== undefined
  }
  expect(got).toEqual(Array.from({ length: 13 }, (_, i) => `偶 ${24 - 2 * i}`))
})

test('an order that comes or changes between two pages is not listed twice and costs no other its place', async () => {
  const { office, file } = await aShelf()
  for (let i = 0; i < 6; i++) {
    await file(`旧 ${i}`)
    office.pass(1_000)
  }
  const page = (cursor?: string) =>
    listOrders(office.store, { limit: 3, cursor, nowMs: office.now() }, null)
  const first = await page()
  await file('新来')
  const second = await page(first.nextCursor ?? '')
  expect(first.orders.map(({ title }) => title)).toEqual(['旧 5', '旧 4', '旧 3'])
  expect(second.orders.map(({ title }) => title)).toEqual(['旧 2', '旧 1', '旧 0'])
  expect(await countOrders(office.store, { limit: 3, nowMs: office.now() }, null)).toBe(7)
})

test('by deadline the soonest is first, and one without a deadline last', async () => {
  const { office, file, titles } = await aShelf()
  await file('先到期')
  office.pass(60_000)
  await file('后到期')
  expect(await titles({ sort: 'due' })).toEqual(['先到期', '后到期'])
  expect(await titles({ sort: 'newest' })).toEqual(['后到期', '先到期'])
})

test('a department lists what it leads and what it helps with now', async () => {
  const { office, type, otherType, file, titles } = await aShelf()
  const order = await file('协办')
  await file('别家的', undefined, 'chashan', otherType.code)
  const unit = person('unit', 'handler', type.lead)
  const act = async (action: 'express' | 'sign' | 'add-cohandler', args = {}) => {
    const rev = (await office.store.order(order.id))?.rev ?? 0
    const actor = action === 'express' ? duty : unit
    await office.orders.act(order.id, { action, rev, actionId: office.actionId(), args }, actor)
  }
  await act('express')
  await act('sign')
  expect(await titles({}, otherType.lead)).toEqual(['别家的'])
  await act('add-cohandler', { department: otherType.lead })
  expect((await titles({}, otherType.lead)).sort()).toEqual(['别家的', '协办'].sort())
})
