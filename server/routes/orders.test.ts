import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Order } from '../../protocol/order/order.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

let feed: FeedApp
beforeAll(async () => {
  feed = await aFeedApp(createMemoryStore())
})
afterAll(() => feed.close())

const asUser = async (name: string) => {
  const headers = await feed.signIn(name)
  const url = (path: string) => `/api/v1/orders${path}`
  return {
    get: async (path: string) => {
      const reply = await feed.app.inject({ url: url(path), headers })
      return { status: reply.statusCode, body: reply.json() }
    },
    post: async (path: string, payload: object) => {
      const reply = await feed.app.inject({ method: 'POST', url: url(path), headers, payload })
      return { status: reply.statusCode, body: reply.json() }
    },
  }
}

const anUrbanOrder = async (title: string): Promise<Order> => {
  const type = feed.catalog.current().catalog.orderTypes.find(({ lead }) => lead === 'urban')?.code
  const duty = await asUser('duty')
  const { status, body } = await duty.post('', { type, title, place: 'chashan' })
  expect(status).toBe(201)
  return body
}

test('an act without the argument it needs is MALFORMED and names it; the order stays as it was', async () => {
  const order = await anUrbanOrder('x')
  const duty = await asUser('duty')
  const act = (args: object) =>
    duty.post(`/${order.id}/actions`, { action: 'refuse', rev: 1, actionId: randomUUID(), ...args })
  const { status, body } = await act({})
  expect([status, body.code]).toEqual([400, 'MALFORMED'])
  expect(JSON.stringify(body)).toMatch(/reason/)
  expect((await duty.get(`/${order.id}`)).body).toMatchObject({ rev: 1, state: 'reported' })
  expect((await act({ reason: '不在职责范围' })).body.order).toMatchObject({ state: 'refused' })
})

test('an order shows its clocks, its deadline and what the asker may do now', async () => {
  const order = await anUrbanOrder('y')
  const duty = await asUser('duty')
  const handler = await asUser('handler-urban')
  const act = { action: 'express', rev: 1, actionId: randomUUID() }
  expect((await duty.post(`/${order.id}/actions`, act)).body.order).toMatchObject({ rev: 4 })
  const { body } = await handler.get(`/${order.id}`)
  expect(body.allowed).toEqual(['sign', 'ask-return'])
  expect(body.due).toMatchObject({ clock: 'T5' })
  const byClock = new Map(body.clocks.map((run: { clock: string }) => [run.clock, run]))
  expect(byClock.get('T5')).toMatchObject({ lamp: 'green', endedAt: null, dueAt: body.due.at })
  expect(byClock.get('T1')).toMatchObject({ usedMs: 0, endedAt: order.createdAt })
  expect(byClock.get('T7')).toMatchObject({ spans: [{ from: order.createdAt, to: null }] })
})

test('a helper who ends its own part is answered, again too, and does not see the order any more', async () => {
  const { id } = await anUrbanOrder('协办')
  const [duty, lead, helper] = [
    await asUser('duty'),
    await asUser('handler-urban'),
    await asUser('handler-police'),
  ]
  const act = (action: string, rev: number, args = {}) => ({
    action,
    rev,
    actionId: randomUUID(),
    ...args,
  })
  await duty.post(`/${id}/actions`, act('express', 1))
  await lead.post(`/${id}/actions`, act('sign', 4))
  expect((await helper.get(`/${id}`)).status).toBe(404)
  await lead.post(`/${id}/actions`, act('add-cohandler', 5, { department: 'police' }))
  expect((await helper.get(`/${id}`)).body.allowed).toEqual(['release-cohandler'])
  expect((await helper.get('')).body.orders.map((order: Order) => order.id)).toContain(id)
  const release = act('release-cohandler', 6, { department: 'police', result: '已疏导' })
  const [first, again] = [
    await helper.post(`/${id}/actions`, release),
    await helper.post(`/${id}/actions`, release),
  ]
  expect(first.body.order).toMatchObject({ id, rev: 7 })
  expect(again).toEqual(first)
  expect((await helper.get(`/${id}`)).status).toBe(404)
})

test('the list takes every filter of the contract, and says which one it cannot read', async () => {
  const duty = await asUser('duty')
  const order = await anUrbanOrder('解放路 路灯不亮')
  const ids = async (query: string) =>
    (await duty.get(query)).body.orders.map(({ id }: Order) => id)
  expect(await ids('?q=路灯')).toEqual([order.id])
  expect(await ids('?q=路灯&town=chashan&department=urban&state=reported')).toEqual([order.id])
  expect(await ids('?q=路灯&overdue=true')).toEqual([])
  expect(await ids('?q=路灯&overdue=false')).toEqual([order.id])
  feed.pass(11 * 60_000)
  expect(await ids('?q=路灯&overdue=true')).toEqual([order.id])
  for (const bad of ['?state=lost', '?bbox=1,2', '?overdue=maybe', '?limit=0']) {
    expect((await duty.get(bad)).body.code, bad).toBe('MALFORMED')
  }
})

test('the rates come with numerator, denominator and kind, to a handler of the own department only', async () => {
  await anUrbanOrder('z')
  feed.pass(1_000)
  const duty = await asUser('duty')
  const { status, body } = await duty.get('/stats?by=town')
  expect([status, body.by]).toEqual([200, 'town'])
  const names = body.total.rates.map(({ name }: { name: string }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['signed', 'closed-due', 'closed-stock', 'repeated']),
  )
  const [signed] = body.total.rates
  expect(signed).toMatchObject({ name: 'signed', kind: 'stock', numerator: 1 })
  expect(signed.denominator).toBe(body.total.reported)
  expect(body.groups).toMatchObject([{ key: 'chashan', reported: body.total.reported, rank: null }])
  const police = await asUser('handler-police')
  expect((await police.get('/stats')).body).toMatchObject({ total: { reported: 0 }, groups: [] })
  const { body: past } = await duty.get('/stats?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z')
  expect(past.total.rates[0]).toMatchObject({ denominator: 0, value: null })
  expect((await duty.get('/stats?from=yesterday')).body.code).toBe('BAD_TIME')
  expect(
    (await duty.get('/stats?from=2020-02-01T00:00:00Z&to=2020-01-01T00:00:00Z')).body.code,
  ).toBe('MALFORMED')
  expect((await duty.get('/stats?by=weather')).body.code).toBe('MALFORMED')
})

test('a unit’s act without a link is recorded with its own time on the version that stands now, and marked', async () => {
  const { id } = await anUrbanOrder('离线')
  const [duty, lead] = [await asUser('duty'), await asUser('handler-urban')]
  const act = (action: string, rev: number, args = {}) => ({
    action,
    rev,
    actionId: randomUUID(),
    ...args,
  })
  const sent = await duty.post(`/${id}/actions`, act('express', 1))
  const dispatchedMs = Date.parse(sent.body.order.changedAt)
  feed.pass(3 * 3_600_000)
  await duty.post(`/${id}/actions`, act('urge', 4))
  const doneAt = new Date(dispatchedMs + 600_000).toISOString()
  const late = { doneAt, basedOn: 4 }
  expect((await duty.post(`/${id}/actions`, act('urge', 5, late))).body.code).toBe('FORBIDDEN')
  const early = { doneAt: new Date(dispatchedMs - 1).toISOString(), basedOn: 4 }
  expect((await lead.post(`/${id}/actions`, act('sign', 5, early))).body).toMatchObject({
    code: 'LATE_ACT',
    earliest: new Date(dispatchedMs).toISOString(),
  })
  const bad = await lead.post(`/${id}/actions`, act('sign', 5, { doneAt: 'yesterday' }))
  expect(bad.body.code).toBe('BAD_TIME')
  const sign = act('sign', 5, late)
  const [first, again] = [
    await lead.post(`/${id}/actions`, sign),
    await lead.post(`/${id}/actions`, sign),
  ]
  expect(first.body.order).toMatchObject({ state: 'handling', rev: 6, since: doneAt })
  expect(again).toEqual(first)
  const { body } = await duty.get(`/${id}`)
  const signed = body.events.at(-1)
  expect(signed).toMatchObject({ action: 'sign', at: doneAt, args: { offline: true } })
  expect(signed.recordedAt).toBe(new Date(feed.now()).toISOString())
  // In time by its own word: the desk is told so, and the order does not count as changed before it was.
  expect(body.flags.map(({ flag }: { flag: string }) => flag)).toContain('recorded-late')
  expect(body.flags.map(({ flag }: { flag: string }) => flag)).not.toContain('signed-unread')
  expect(Date.parse(body.changedAt)).toBe(dispatchedMs + 3 * 3_600_000)
})
