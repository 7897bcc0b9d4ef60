import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createRouting } from '../orders/routing.ts'
import { person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOrderApp, type OrderApp } from '../testing/an-order-app.ts'
import { routingRoutes } from './routing.ts'

let server: OrderApp
let supervisor: Record<string, string>
let town: string
beforeEach(async () => {
  server = await anOrderApp(createMemoryStore(), (parts) => async (app) => {
    await app.register(routingRoutes, parts)
  })
  supervisor = await server.signIn('supervisor')
  town = server.catalog.current().catalog.towns[0]?.code ?? ''
})

const TYPE = 'city.exposed-garbage'
const send = (
  method: 'GET' | 'PUT' | 'POST',
  url: string,
  payload?: object,
  headers = supervisor,
) =>
  server.app.inject({
    method,
    url: `/api/v1/routing${url}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
const put = (version: number, ...rows: object[]) => send('PUT', '', { version, rows })
const report = (place?: string) =>
  server.orders.report(
    { type: TYPE, title: '垃圾', ...(place === undefined ? {} : { place }) },
    person('duty', 'duty'),
  )

test('a new order goes where the table says, and its history says by which row and version', async () => {
  expect((await report(town)).department).toBe('urban')
  await put(0, { id: 'r-1', type: TYPE, town, department: 'fire', note: '代管' })
  const order = await report(town)
  expect(order.department).toBe('fire')
  const [first] = await server.store.orderEvents(order.id)
  expect(first?.args['routedBy']).toEqual({ row: 'r-1', version: 1 })
  const other = await report()
  expect(other.department).toBe('urban')
  const [event] = await server.store.orderEvents(other.id)
  expect(event?.args['routedBy']).toEqual({ row: null, version: 1 })
})

test('an order that is dispatched at once goes to the department of the table', async () => {
  await put(0, { id: 'r-1', type: TYPE, department: 'fire' })
  const { id } = await report(town)
  await server.act(id, person('duty', 'duty'), ['express'])
  expect(await server.store.order(id)).toMatchObject({ state: 'dispatched', department: 'fire' })
})

test('a table is put in force whole; whoever looked at an older one is told', async () => {
  const rows = [{ id: 'a', town, department: 'fire' }]
  expect((await put(0, ...rows)).json()).toEqual({
    version: 1,
    rows,
    by: 'supervisor',
    at: '2024-06-07T01:00:00.000Z',
  })
  const stale = await put(0, { id: 'b', department: 'urban' })
  expect([stale.statusCode, stale.json()]).toMatchObject([
    409,
    { code: 'ROUTING_CHANGED_MEANWHILE', version: 1, by: 'supervisor' },
  ])
  expect((await send('GET', '')).json().rows).toEqual(rows)
})

test('of two supervisors who put a table at once, one wins', async () => {
  const replies = await Promise.all(['a', 'b', 'c'].map((id) => put(0, { id, department: 'fire' })))
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409])
  expect((await send('GET', '/versions')).json().versions).toHaveLength(1)
})

test('every former table stays on record, and survives a restart', async () => {
  await put(0, { id: 'a', department: 'fire' })
  await put(1, { id: 'b', department: 'urban' })
  expect((await send('GET', '/versions')).json().versions).toMatchObject([
    { version: 2, by: 'supervisor', rows: 1 },
    { version: 1, by: 'supervisor', rows: 1 },
  ])
  expect((await send('GET', '?version=1')).json().rows).toEqual([{ id: 'a', department: 'fire' }])
  expect((await send('GET', '?version=9')).statusCode).toBe(404)
  const again = createRouting(server)
  await again.start()
  expect(again.current()).toMatchObject({ version: 2, rows: [{ id: 'b' }] })
})

test('a wrong table is refused whole, each wrong row named', async () => {
  const reply = await put(
    0,
    { id: 'a', department: 'fire' },
    { id: 'b', town: 'x', department: 'y' },
  )
  expect([reply.statusCode, reply.json().problems]).toMatchObject([
    400,
    [
      { index: 1, row: 'b', field: 'town', value: 'x' },
      { index: 1, row: 'b', field: 'department', value: 'y' },
    ],
  ])
  expect((await send('GET', '')).json().version).toBe(0)
  for (const wrong of [
    { id: 'a b', department: 'fire' },
    { id: 'a', department: 'fire', severity: 5 },
    { id: 'a' },
  ]) {
    expect((await put(0, wrong)).statusCode).toBe(400)
  }
  const many = Array.from({ length: 2_001 }, (_, i) => ({ id: `r${i}`, department: 'fire' }))
  expect((await put(0, ...many)).statusCode).toBe(400)
})

test('only a shift leader puts a table in force; everybody at work may read it', async () => {
  const duty = await server.signIn('duty')
  expect((await send('PUT', '', { version: 0, rows: [] }, duty)).statusCode).toBe(403)
  expect((await send('GET', '', undefined, duty)).statusCode).toBe(200)
  expect((await send('GET', '', undefined, await server.signIn('auditor'))).statusCode).toBe(403)
})

test('an answer explains itself before an order is there', async () => {
  await put(0, { id: 'r-1', type: TYPE, department: 'fire' })
  const reply = await send('POST', '/explain', { type: TYPE, town })
  expect(reply.json()).toMatchObject({
    department: 'fire',
    row: { id: 'r-1' },
    version: 1,
    reason: { zh: expect.stringContaining('规则 r-1(暴露垃圾)'), en: expect.any(String) },
  })
  expect((await send('POST', '/explain', { type: 'none' })).statusCode).toBe(400)
  expect((await send('POST', '/explain', { type: TYPE, town: 'none' })).statusCode).toBe(400)
})

test('coverage of the shipped catalog has no gap, and names what cannot be reached', async () => {
  await put(
    0,
    { id: 'a', type: TYPE, department: 'fire' },
    { id: 'b', type: TYPE, department: 'urban' },
  )
  const body = (await send('GET', '/coverage')).json()
  expect(body).toMatchObject({ version: 1, gaps: [], unreached: [{ row: 'b', behind: 'a' }] })
})

test('a deployment brings its first table; a broken one is told and leaves the leads in force', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-routing-'))
  const file = join(dir, 'routing.json')
  const problems: string[] = []
  const start = async () => {
    const routing = createRouting({
      ...server,
      store: createMemoryStore(),
      file,
      onProblem: (what) => problems.push(what),
    })
    await routing.start()
    return routing.current()
  }
  expect((await start()).version).toBe(0)
  await writeFile(file, JSON.stringify({ rows: [{ id: 'a', department: 'fire' }] }))
  expect(await start()).toMatchObject({ version: 1, by: 'deployment', rows: [{ id: 'a' }] })
  for (const broken of ['{', '{"rows": 5}', '{"rows": [{"id": "a", "department": "nobody"}]}']) {
    await writeFile(file, broken)
    expect((await start()).version).toBe(0)
  }
  expect(problems).toEqual(['routing.json', 'routing.json', 'routing.json'])
})
