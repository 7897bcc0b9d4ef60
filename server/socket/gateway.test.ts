import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StreamTables } from '../../client/socket/apply.ts'
import type { Principal } from '../../protocol/access/role.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import type { LaggingSnapshot, WatchReply } from '../../protocol/stream/events.ts'
import { snapshotOf } from '../../protocol/stream/topic-state.ts'
import { aScenario } from '../../protocol/testing/builders.ts'
import { attachGateway, type Gateway, LIMITS } from './gateway.ts'
import { aCatalog, anOrder, aPrincipal, aValue, FakeCity, INDICATORS, SILENT } from './testing.ts'
import { NODE_CODEC } from './wire.ts'

const TICK_MS = 5
/** How long a busy machine may take for what is a matter of milliseconds. */
const SOON = { timeout: 10_000, interval: 5 }
let city: FakeCity
let http: HttpServer
let gateway: Gateway
let url: string
let sockets: Socket[]
let principals: Map<string, Principal>
let revoked: Set<Principal>

async function start(limits: Partial<typeof LIMITS> = {}): Promise<void> {
  http = createServer()
  gateway = attachGateway({
    ...city,
    httpServer: http,
    logger: SILENT,
    tickMs: TICK_MS,
    nowMs: () => 1_000_000,
    authenticate: async ({ token }) => (token === null ? null : (principals.get(token) ?? null)),
    stillValid: async (principal) => !revoked.has(principal),
    limits,
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

async function stop(): Promise<void> {
  gateway.close()
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
}

beforeEach(async () => {
  city = new FakeCity()
  sockets = []
  revoked = new Set()
  principals = new Map([
    ['operator', aPrincipal()],
    ['sysadmin', aPrincipal({ name: 'sysadmin', roles: ['sysadmin'] })],
    ['screen', aPrincipal({ kind: 'screen', roles: ['screen'], wall: 'east' })],
  ])
  await start()
})

afterEach(async () => {
  for (const socket of sockets) socket.disconnect()
  await stop()
})

function open(token: string | null, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const auth = token === null ? {} : { token }
  const socket = io(url, { auth, transports: ['websocket'], forceNew: true, ...options })
  sockets.push(socket)
  return socket
}

type Emitter = { once(event: string, listener: (value: unknown) => void): unknown }

const heard = (emitter: Emitter, event: string): Promise<unknown> =>
  new Promise((resolve) => emitter.once(event, resolve))

async function connected(token: string, options = {}): Promise<Socket> {
  const socket = open(token, { reconnection: false, ...options })
  await heard(socket, 'connect')
  return socket
}

const ask = (socket: Socket, request: unknown): Promise<WatchReply> =>
  socket.timeout(5_000).emitWithAck('watch', request)

async function watching(
  socket: Socket,
  topics: string[],
  format = 'json',
  tables = new StreamTables(NODE_CODEC),
) {
  socket.on('delta', (delta) => tables.delta(delta))
  socket.on('packed', (delta) => tables.packed(delta))
  socket.on('snapshot', (snapshot) => tables.snapshot(snapshot))
  const reply = await ask(socket, { ...tables.request(topics, 'json'), format })
  if (!reply.ok) throw new Error(reply.message)
  tables.accept(reply)
  return { tables, reply }
}

/** Until the client holds what the server published last. */
async function caughtUp(tables: StreamTables, topic: string): Promise<void> {
  await expect.poll(() => tables.states().get(topic)?.seq, SOON).toBe(city.live.seq())
}

const seen = (tables: StreamTables, topic: string) => {
  const state = tables.states().get(topic)
  return state === undefined ? null : snapshotOf(state)
}

const orderEvent = (rev: number, description = ''): OrderEvent => {
  const order = anOrder({ rev, state: 'handling', description })
  const at = order.createdAt
  return { orderId: 'O1', rev, action: 'note', actor: 'a', at, recordedAt: at, args: {}, order }
}

test('[S1] a socket without identity is refused with a code and hears nothing', async () => {
  const socket = open(null)
  const events: string[] = []
  socket.onAny((event) => events.push(event))
  const error = await heard(socket, 'connect_error')
  expect(error).toMatchObject({ data: { code: 'UNAUTHENTICATED' } })
  city.commit([aValue()])
  await expect.poll(() => gateway.stats().clients, SOON).toBe(0)
  expect(events).toEqual([])
})

test('[S2] a page of another origin is refused, one of the own host is not', async () => {
  const handshake = (origin: string) =>
    fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })
  const forged = await handshake('http://evil.example')
  expect(forged.status).toBe(403)
  expect(await forged.json()).toMatchObject({ message: 'BAD_ORIGIN' })
  expect((await handshake('null')).status).toBe(403)
  expect((await handshake(url)).status).toBe(200)
})

test.each(['json', 'binary'])(
  'in %s, snapshot and deltas give the state of the server',
  async (format) => {
    city.commit([aValue({ value: 1 }), aValue({ place: 'chashan', value: 2 })])
    const topics = ['scenario:city-test', 'city', 'orders']
    const { tables, reply } = await watching(await connected('operator'), topics, format)
    expect(reply.topics['scenario:city-test']).toMatchObject({ seq: 1 })
    expect(reply.serverTime).toBe(new Date(1_000_000).toISOString())
    for (let i = 0; i < 20; i++) {
      city.commit([
        aValue({ value: i / 3 }),
        aValue({ place: `point:p${i}`, value: null, atMs: null }),
      ])
      if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
    city.commit([], [], [orderEvent(1)])
    await caughtUp(tables, 'scenario:city-test')
    expect(seen(tables, 'scenario:city-test')).toEqual(
      gateway.hub.channel('scenario:city-test')?.snapshot(),
    )
    expect(seen(tables, 'scenario:city-test')?.orders).toHaveLength(1)
    expect(seen(tables, 'city')?.city?.freshness).toEqual({
      fresh: 1,
      stale: 0,
      missing: 2,
      total: 3,
    })
  },
)

test('a client that was cut off is sent exactly the deltas it missed', async () => {
  const socket = await connected('operator')
  const { tables } = await watching(socket, ['orders'])
  socket.disconnect()
  for (const rev of [1, 2, 3]) {
    city.commit([], [], [orderEvent(rev)])
    await new Promise((resolve) => setTimeout(resolve, TICK_MS * 2))
  }
  const back = await connected('operator')
  const revs: number[] = []
  back.on('delta', ({ orders }) => revs.push(...orders.map((o: OrderEvent) => o.rev)))
  const { reply } = await watching(back, ['orders'], 'json', tables)
  expect(reply.topics['orders']).toEqual({ seq: 3, resumed: true })
  await caughtUp(tables, 'orders')
  expect(revs).toEqual([1, 2, 3])
})

test('after a restart of the server a client gets a snapshot', async () => {
  const socket = await connected('operator')
  const { tables } = await watching(socket, ['orders'])
  await stop()
  city.forgetListeners()
  await start()
  city.commit([], [], [orderEvent(7)])
  const { reply } = await watching(await connected('operator'), ['orders'], 'json', tables)
  expect(reply.topics['orders']).toMatchObject({ snapshot: { orders: [{ rev: 7 }] } })
})

test('orders and alarms that fall into one tick all arrive, in order', async () => {
  const socket = await connected('operator')
  const revs: number[] = []
  socket.on('delta', ({ orders }) => revs.push(...orders.map((o: OrderEvent) => o.rev)))
  const { tables } = await watching(socket, ['orders'])
  for (let rev = 1; rev <= 50; rev++) city.commit([], [], [orderEvent(rev)])
  await caughtUp(tables, 'orders')
  expect(revs).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
})

test('[R15] a client that stops reading costs the others nothing and starts afresh once it reads again', async () => {
  await stop()
  await start({ slowBytes: 200_000 })
  const quick = await connected('operator')
  const quickRevs: number[] = []
  quick.on('delta', ({ orders }) => quickRevs.push(...orders.map((o: OrderEvent) => o.rev)))
  const { tables: quickTables } = await watching(quick, ['orders'])
  const slow = await connected('operator')
  const { tables: slowTables } = await watching(slow, ['orders'])
  const snapshots: LaggingSnapshot[] = []
  slow.on('snapshot', (snapshot) => snapshots.push(snapshot))

  const wire = Reflect.get(slow.io.engine.transport, 'ws')
  wire.pause()
  const text = 'x'.repeat(200_000)
  for (let rev = 1; rev <= 80; rev++) {
    city.commit([], [], [orderEvent(rev, text)])
    await new Promise((resolve) => setTimeout(resolve, TICK_MS * 2))
  }
  await caughtUp(quickTables, 'orders')
  expect(quickRevs).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
  expect(gateway.stats()).toMatchObject({ lagging: 1, laggedTotal: 1, clients: 2 })

  wire.resume()
  await caughtUp(slowTables, 'orders')
  expect(snapshots.map(({ lagging }) => lagging)).toContain(true)
  expect(seen(slowTables, 'orders')).toEqual(gateway.hub.channel('orders')?.snapshot())
  expect(gateway.stats().lagging).toBe(0)
})

test('[R15] a client that never reads again is disconnected', async () => {
  await stop()
  await start({ slowBytes: 50_000, slowPatienceMs: 300 })
  const slow = await connected('operator')
  await watching(slow, ['orders'])
  Reflect.get(slow.io.engine.transport, 'ws').pause()
  const text = 'x'.repeat(500_000)
  for (let rev = 1; rev <= 40; rev++) {
    city.commit([], [], [orderEvent(rev, text)])
    await new Promise((resolve) => setTimeout(resolve, TICK_MS * 2))
  }
  await expect.poll(() => gateway.stats().clients, { timeout: 10_000 }).toBe(0)
})

test('[R16] a peer that vanished without a word is noticed by its silence', async () => {
  await stop()
  await start({ pingIntervalMs: 100, pingTimeoutMs: 200 })
  const [gone, alive] = [await connected('operator'), await connected('operator')]
  Reflect.get(gone.io.engine.transport, 'ws').pause()
  await expect.poll(() => gateway.stats().clients, { timeout: 5_000 }).toBe(1)
  expect(alive.connected).toBe(true)
  expect(LIMITS.pingIntervalMs + LIMITS.pingTimeoutMs).toBeLessThanOrEqual(20_000)
})

test('[S5] names that are no topics are refused whole, and nothing is joined by them', async () => {
  const socket = await connected('operator')
  const events: string[] = []
  socket.onAny((event) => events.push(event))
  const names = ['json|orders', 'binary|orders', 'orders ', 'ORDERS', '', '__proto__', 'scenario:']
  const fuzz = fc.sample(fc.string({ maxLength: 40 }), 30)
  for (const name of [...names, 'wall:none', 'room:none', socket.id ?? '', ...fuzz]) {
    const reply = await ask(socket, { topics: ['orders', name] })
    expect(reply).toMatchObject({ ok: false, code: 'UNKNOWN_TOPIC', topic: name })
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  city.commit([aValue()], [], [orderEvent(1)])
  await ask(socket, { topics: [] })
  expect(events.filter((event) => event !== 'clock')).toEqual([])
})

test('[S19] a malformed question is answered MALFORMED and harms nobody', async () => {
  const socket = await connected('operator')
  const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`
  const answered = heard(socket.io.engine, 'message')
  socket.io.engine.write(`27["watch",{"topics":${deep}}]`)
  expect(await answered).toContain('37[{"ok":false,"code":"MALFORMED"')
  const bad: unknown[] = [
    null,
    7,
    'city',
    [],
    {},
    { topics: 'city' },
    { topics: [7] },
    { topics: [[]] },
  ]
  bad.push({ topics: ['city'], format: 'xml' }, { topics: ['city'], resume: 3 })
  bad.push({ topics: ['city'], resume: { epoch: 'e', seqs: { city: 'x' } } })
  for (const request of bad) {
    expect(await ask(socket, request)).toMatchObject({ ok: false, code: 'MALFORMED' })
  }
  const polluting = JSON.parse(
    '{"topics":["city"],"__proto__":{"polluted":1},"resume":{"epoch":"e","seqs":{"__proto__":1}}}',
  )
  expect(await ask(socket, polluting)).toMatchObject({ ok: true })
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  const many = Array.from({ length: 65 }, () => 'city')
  expect(await ask(socket, { topics: many })).toMatchObject({ ok: false, code: 'TOO_MANY_TOPICS' })
})

test('[S23] who sends too much or too large a message is closed, and the others go on', async () => {
  const bystander = await connected('operator')
  const { tables } = await watching(bystander, ['orders'])
  const flooder = await connected('operator')
  for (let i = 0; i < 1_000; i++) flooder.emit('watch', { topics: ['city'] })
  await heard(flooder, 'disconnect')
  const huge = await connected('operator')
  huge.emit('watch', { topics: ['x'.repeat(200_000)] })
  await heard(huge, 'disconnect')
  city.commit([], [], [orderEvent(1)])
  await caughtUp(tables, 'orders')
  expect(gateway.stats()).toMatchObject({ clients: 1, rateLimited: 1 })
})

test('[S23] packets that break the protocol end their own connection only', async () => {
  const bystander = await connected('operator')
  const attachment = '51-["watch",{"_placeholder":true,"num":9}]'
  for (const packet of ['2["watch"', '9', '2{}', attachment, '2["connect"]']) {
    const vandal = await connected('operator')
    const ended = heard(vandal, 'disconnect')
    vandal.io.engine.write(packet)
    vandal.io.engine.write('2["watch"')
    await ended
  }
  expect(await ask(bystander, { topics: ['city'] })).toMatchObject({ ok: true })
})

test('roles decide what may be watched, and a screen sees no other wall', async () => {
  const sysadmin = await connected('sysadmin')
  expect(await ask(sysadmin, { topics: ['city'] })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await ask(sysadmin, { topics: ['wall:main'] })).toMatchObject({ ok: true })
  const screen = await connected('screen')
  expect(await ask(screen, { topics: ['wall:main'] })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await ask(screen, { topics: ['city'] })).toMatchObject({ ok: true })
})

test('rights that end close the socket, at the next look and at the next command', async () => {
  const [first, second] = [await connected('operator'), await connected('operator')]
  await ask(first, { topics: ['orders'] })
  const principal = principals.get('operator')
  if (principal !== undefined) revoked.add(principal)
  expect(await ask(second, { topics: ['orders'] })).toMatchObject({ code: 'UNAUTHENTICATED' })
  const ended = heard(first, 'disconnect')
  await gateway.recheck()
  await ended
  await expect.poll(() => gateway.stats().clients, SOON).toBe(0)
})

test('sockets of one person are ended on demand', async () => {
  const [sysadmin, operator] = [await connected('sysadmin'), await connected('operator')]
  const ended = heard(sysadmin, 'disconnect')
  expect(gateway.disconnectWhere(({ name }) => name === 'sysadmin')).toBe(1)
  await ended
  expect(operator.connected).toBe(true)
})

test('a wall hears its last state when it joins and every new one, and its report is taken', async () => {
  const screen = await connected('operator')
  const events: unknown[] = []
  screen.on('wall', (state) => events.push(state))
  await ask(screen, { topics: ['wall:main'] })
  await ask(screen, { topics: ['wall:main', 'city'] })
  const next = {
    wall: 'main',
    seq: 1,
    commands: [{ command: 'show' as const, scenario: 'city-test' }],
  }
  city.walls.tell(next)
  await expect.poll(() => events, SOON).toEqual([{ wall: 'main', seq: 0, commands: [] }, next])
  expect(await screen.emitWithAck('wall-state', { wall: 'main' })).toEqual({ ok: true })
  expect(city.walls.reports).toEqual([{ wall: 'main' }])
})

test('when a scenario changes, its watchers get what it holds now, under a new epoch', async () => {
  city.commit([aValue({ indicator: 'city.test.other', value: 4 })])
  const socket = await connected('operator')
  const { tables, reply } = await watching(socket, ['scenario:city-test'])
  const versions: string[] = []
  socket.on('catalog', ({ version }) => versions.push(version))
  const changed = heard(socket, 'snapshot')
  city.changeCatalog(aCatalog(INDICATORS, [aScenario({ headline: ['city.test.other'] })]))
  expect(await changed).toMatchObject({ lagging: false, snapshot: { readings: [{ value: 4 }] } })
  city.commit([aValue({ indicator: 'city.test.other', value: 5 })])
  await caughtUp(tables, 'scenario:city-test')
  expect(seen(tables, 'scenario:city-test')?.readings.map((r) => r.value)).toEqual([5])
  expect(versions).toHaveLength(1)
  expect(gateway.hub.epoch).not.toBe(reply.epoch)
})
