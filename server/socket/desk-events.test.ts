import type { Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OrderNote } from '../../protocol/order/note.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { PresenceState, WatchReply } from '../../protocol/stream/events.ts'
import { ask, openStage, pause, SOON, type Stage, stopReading } from './stage.ts'
import { anOrder, aPrincipal, aValue } from './testing.ts'

const URBAN = anOrder({ id: 'U1', department: 'urban', state: 'handling' })
const POLICE = anOrder({ id: 'P1', department: 'police', state: 'handling' })
const known = new Map<string, Order>()

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

let stage: Stage
beforeEach(async () => {
  known.clear()
  for (const order of [URBAN, POLICE]) known.set(order.id, order)
  const handler = (department: string) =>
    aPrincipal({ name: `handler-${department}`, roles: ['handler'], department })
  stage = await openStage(
    {
      duty: aPrincipal({ name: 'duty', roles: ['duty'] }),
      leader: aPrincipal({ name: 'leader', roles: ['leader'] }),
      urban: handler('urban'),
      police: handler('police'),
      wall: aPrincipal({ kind: 'screen', name: 'screen', roles: ['screen'] }),
    },
    { presenceMs: 10, pingIntervalMs: 100, pingTimeoutMs: 200, slowBytes: 64 * 1024 },
    { orderOf: async (id) => known.get(id) ?? null },
  )
})
afterEach(() => stage.close())

/** A desk that watches orders and keeps what it was told last. */
async function aDesk(name: string, topics = ['orders']) {
  const socket = await stage.connected(name)
  const desk = { socket, state: null as PresenceState | null, told: 0, notes: [] as string[] }
  socket.on('presence', (state: PresenceState) => {
    desk.state = state
    desk.told++
  })
  socket.on('note', (note: OrderNote) => desk.notes.push(note.id))
  const reply = await ask(socket, { topics })
  if (!reply.ok) throw new Error(reply.message)
  return desk
}
const enters = (socket: Socket, order: unknown) => socket.emit('presence', { order })
const names = ({ state }: { state: PresenceState | null }) =>
  Object.fromEntries(
    Object.entries(state?.orders ?? {}).map(([id, list]) => [id, list.map(({ name }) => name)]),
  )
const aNote = (id: string, orderId: string): OrderNote => ({
  id,
  orderId,
  at: URBAN.createdAt,
  by: 'duty',
  department: null,
  kind: 'comment',
  text: 'x',
  mentions: [],
})

test('desks see each other in an order; who comes later is told at once; a closed page is gone', async () => {
  const duty = await aDesk('duty')
  enters(duty.socket, 'U1')
  await expect.poll(() => names(duty), SOON).toEqual({ U1: ['duty'] })
  const leader = await aDesk('leader')
  await expect.poll(() => names(leader), SOON).toEqual({ U1: ['duty'] })
  enters(leader.socket, 'U1')
  await expect.poll(() => names(duty), SOON).toEqual({ U1: ['duty', 'leader'] })
  duty.socket.disconnect()
  await expect.poll(() => names(leader), SOON).toEqual({ U1: ['leader'] })
})

test('[S5] a department neither learns of foreign orders nor enters them, whatever it names', async () => {
  const [duty, urban] = [await aDesk('duty'), await aDesk('urban')]
  const heard: string[] = []
  urban.socket.onAny((...args) => heard.push(JSON.stringify(args)))
  enters(duty.socket, 'P1')
  await expect.poll(() => names(duty), SOON).toEqual({ P1: ['duty'] })
  const odd = ['P1', 'NONE', '__proto__', 7, {}, ['U1'], 'x'.repeat(5_000), 'orders', 'json|orders']
  for (const name of odd) enters(urban.socket, name)
  urban.socket.emit('presence')
  urban.socket.emit('presence', null)
  enters(urban.socket, 'U1')
  await expect.poll(() => names(urban), SOON).toEqual({ U1: ['handler-urban'] })
  expect(names(duty)).toEqual({ P1: ['duty'], U1: ['handler-urban'] })
  stage.gateway.tellNote(aNote('n1', 'P1'), POLICE)
  stage.gateway.tellNote(aNote('n2', 'U1'), URBAN)
  await expect.poll(() => [duty.notes, urban.notes], SOON).toEqual([['n1', 'n2'], ['n2']])
  expect(heard.join()).not.toMatch(/P1|n1/)
})

test('whoever an order is taken from is in it no longer, and its new department hears who is', async () => {
  const [duty, urban, police] = [await aDesk('duty'), await aDesk('urban'), await aDesk('police')]
  enters(urban.socket, 'U1')
  enters(duty.socket, 'U1')
  await expect.poll(() => names(urban), SOON).toEqual({ U1: ['handler-urban', 'duty'] })
  stage.city.commit([], [], [event({ ...URBAN, rev: 2, department: 'police' })])
  await expect.poll(() => names(police), SOON).toEqual({ U1: ['duty'] })
  await expect.poll(() => names(urban), SOON).toEqual({})
  expect(names(duty)).toEqual({ U1: ['duty'] })
})

test('the last of quick moves is where somebody is, and a machine is nowhere', async () => {
  const duty = await aDesk('duty')
  const wall = await aDesk('wall')
  enters(wall.socket, 'P1')
  for (const order of ['U1', 'P1', 'U1', null, 'P1']) enters(duty.socket, order)
  await expect.poll(() => names(duty), SOON).toEqual({ P1: ['duty'] })
  // All in all no more than the rate allows, though five moves came at once.
  expect(duty.told).toBeLessThan(6)
})

test('[R16] a desk that vanished without a word is taken out of its order', async () => {
  const [leader, duty] = [await aDesk('leader'), await aDesk('duty')]
  enters(duty.socket, 'U1')
  await expect.poll(() => names(leader), SOON).toEqual({ U1: ['duty'] })
  stopReading(duty.socket)
  await expect.poll(() => names(leader), SOON).toEqual({})
})

test('whoever does not watch orders is told nothing of people and notes', async () => {
  const [duty, other] = [await aDesk('duty'), await aDesk('leader', ['alarms'])]
  enters(duty.socket, 'U1')
  await expect.poll(() => names(duty), SOON).toEqual({ U1: ['duty'] })
  stage.gateway.tellNote(aNote('n1', 'U1'), URBAN)
  await expect.poll(() => duty.notes, SOON).toEqual(['n1'])
  await pause(30)
  expect([other.told, other.notes]).toEqual([0, []])
})

test('a bare watch leaves orders out of its snapshots and gets every delta', async () => {
  stage.city.commit([aValue()], [], [event(URBAN)])
  const socket = await stage.connected('duty')
  const deltas: string[] = []
  socket.on('delta', ({ orders = [] }) => {
    for (const { orderId } of orders) deltas.push(orderId)
  })
  const orders = (reply: WatchReply, topic: string) => {
    const answer = reply.ok ? reply.topics[topic] : undefined
    return answer !== undefined && 'snapshot' in answer ? answer.snapshot.orders?.length : null
  }
  const topics = ['orders', 'scenario:city-test']
  const bare = await ask(socket, { topics, bare: true })
  expect(topics.map((topic) => orders(bare, topic))).toEqual([0, 0])
  stage.city.commit([], [], [event({ ...POLICE, type: 'city.other' })])
  await expect.poll(() => deltas, SOON).toEqual(['P1'])
  const whole = await ask(socket, { topics })
  expect(orders(whole, 'orders')).toBe(2)
  expect(await ask(socket, { topics, bare: 'yes' })).toMatchObject({ code: 'MALFORMED' })
})
