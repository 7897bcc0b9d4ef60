import { afterEach, beforeEach, expect, test } from 'vitest'
import { StreamTables } from '../../client/socket/apply.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { Delta } from '../../protocol/stream/events.ts'
import { caughtUp, openStage, pause, type Stage, seen, TICK_MS, watching } from './stage.ts'
import { anOrder, aPrincipal, aValue } from './testing.ts'
import { NODE_CODEC } from './wire.ts'

const handler = (department: string | null) =>
  aPrincipal({ name: `handler-${department}`, roles: ['handler'], department })

let stage: Stage

beforeEach(async () => {
  stage = await openStage({
    operator: aPrincipal(),
    urban: handler('urban'),
    police: handler('police'),
    stray: handler(null),
    'urban-feed': aPrincipal({ kind: 'token', roles: ['feed'], department: 'urban' }),
  })
})
afterEach(() => stage.close())

const event = (order: Order): OrderEvent => ({
  orderId: order.id,
  rev: order.rev,
  action: 'handle',
  actor: 'a',
  at: order.createdAt,
  recordedAt: order.createdAt,
  args: {},
  order,
})

const order = (id: string, department: string, fields: Partial<Order> = {}) =>
  event(anOrder({ id, department, state: 'handling', ...fields }))

const aTable = () => new StreamTables(NODE_CODEC)
const TOPICS = ['orders', 'scenario:city-test']

test.each(['json', 'binary'] as const)(
  '[S3] in %s, a handler receives the orders of his department only, by snapshot and by delta',
  async (format) => {
    stage.city.commit([aValue()], [], [order('U1', 'urban'), order('P1', 'police')])
    const everything: string[] = []
    const names = ['operator', 'urban', 'police', 'stray', 'urban-feed']
    const tables: StreamTables[] = []
    for (const name of names) {
      const socket = await stage.connected(name)
      if (name === 'urban') socket.onAny((...args) => everything.push(JSON.stringify(args)))
      tables.push((await watching(socket, TOPICS, aTable(), format)).tables)
    }
    const ids = () =>
      tables.map((t) => TOPICS.map((topic) => seen(t, topic)?.orders?.map(({ id }) => id)))
    const both = (list: string[]) => [list, list]
    expect(ids()).toEqual([both(['U1', 'P1']), both(['U1']), both(['P1']), both([]), both(['U1'])])

    stage.city.commit([], [], [order('P2', 'police', { title: '机密' }), order('U2', 'urban')])
    stage.city.commit([], [], [order('U1', 'urban', { rev: 2, state: 'closed' })])
    stage.city.commit([aValue({ value: 2 })])
    for (const t of tables) await caughtUp(t, 'scenario:city-test', stage.city.live.seq())
    const after = [['P1', 'U2', 'P2'].sort(), ['U2'], ['P1', 'P2'], [], ['U2']]
    expect(ids().map(([orders]) => [...(orders ?? [])].sort())).toEqual(after)
    expect(everything.join()).not.toMatch(/P1|P2|机密/)
  },
)

test('[S3] a handler who was cut off is sent the missed deltas of his department only', async () => {
  const socket = await stage.connected('urban')
  const { tables } = await watching(socket, ['orders'], aTable())
  // Somebody who sees all keeps the topic's whole chain alive beside the department's.
  const { tables: whole } = await watching(await stage.connected('operator'), ['orders'], aTable())
  socket.disconnect()
  for (const [i, department] of ['police', 'urban', 'police', 'urban'].entries()) {
    stage.city.commit([], [], [order(`${department}-${i}`, department)])
    await pause(TICK_MS * 2)
  }
  await caughtUp(whole, 'orders', 4)
  const back = await stage.connected('urban')
  const missed: string[] = []
  back.on('delta', ({ orders = [] }: Delta) => missed.push(...orders.map((o) => o.orderId)))
  const { reply } = await watching(back, ['orders'], tables)
  expect(reply.topics['orders']).toEqual({ seq: 4, resumed: true })
  await caughtUp(tables, 'orders', 4)
  expect(missed).toEqual(['urban-1', 'urban-3'])
})

test.each(['json', 'binary'] as const)(
  '[S3] in %s, an order handed to another department leaves the former one’s list, and tells it nothing new',
  async (format) => {
    stage.city.commit([aValue()], [], [order('X1', 'urban', { title: '井盖' })])
    const socket = await stage.connected('urban')
    const heard: string[] = []
    socket.onAny((...args) => heard.push(JSON.stringify(args)))
    const urban = (await watching(socket, ['orders'], aTable(), format)).tables
    const police = (await watching(await stage.connected('police'), ['orders'], aTable(), format))
      .tables
    const handed = order('X1', 'police', { rev: 2, title: '机密' })
    stage.city.commit([], [], [{ ...handed, args: { note: '机密' } }])
    stage.city.commit([], [], [order('X1', 'police', { rev: 3, title: '机密' })])
    await caughtUp(police, 'orders', stage.city.live.seq())
    await pause(TICK_MS * 3)
    expect(seen(urban, 'orders')?.orders).toEqual([])
    expect(seen(police, 'orders')?.orders).toMatchObject([{ id: 'X1', department: 'police' }])
    expect(urban.takeChanges().orders.get('X1') ?? null).toBeNull()
    expect(heard.join()).not.toMatch(/机密/)
  },
)

test('[S3] a department that helps with an order sees it until it is released', async () => {
  const helper = { department: 'police', task: '', since: '2024-06-07T04:00:00Z', releasedAt: null }
  stage.city.commit([aValue()], [], [order('H1', 'urban', { overlays: { cohandlers: [helper] } })])
  const { tables } = await watching(await stage.connected('police'), ['orders'], aTable())
  expect(seen(tables, 'orders')?.orders).toMatchObject([{ id: 'H1' }])
  const released = { cohandlers: [{ ...helper, releasedAt: '2024-06-07T05:00:00Z' }] }
  stage.city.commit([], [], [order('H1', 'urban', { rev: 2, overlays: released })])
  await caughtUp(tables, 'orders', stage.city.live.seq())
  expect(seen(tables, 'orders')?.orders).toEqual([])
})

test('a topic without orders is encoded once, whatever departments watch it', async () => {
  for (const name of ['operator', 'urban', 'police']) {
    await watching(await stage.connected(name), ['alarms', 'city'], aTable())
  }
  expect(stage.gateway.stats().topics).toBe(2)
  await watching(await stage.connected('urban'), ['orders'], aTable())
  await watching(await stage.connected('urban'), ['orders'], aTable())
  expect(stage.gateway.stats().topics).toBe(3)
})
