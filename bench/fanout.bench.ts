import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { aScenario } from '../protocol/testing/builders.ts'
import { attachGateway, LIMITS } from '../server/socket/gateway.ts'
import { aCatalog, aPrincipal, aValue, FakeCity, SILENT } from '../server/socket/testing.ts'
import type { BenchLine, BenchOptions } from './bench-line.ts'
import { createSwarm, type Swarm } from './swarm.ts'

/** Readings of one tick: what a scenario changes. */
const READINGS = 40
const TICK_MS = 20

type Cost = {
  /** Microseconds of server CPU per delivered message. */
  readonly cpuUs: number
  readonly bytes: number
}

/** A server with its clients, ready to send one message to all of them. */
type Stage = {
  readonly clients: number
  readonly swarm: Swarm
  readonly tick: () => void
  /** Messages broadcast so far: under load the gateway coalesces, and what was not sent is not counted. */
  readonly sent: () => number
  /** What was sent last. */
  readonly last: () => object
  readonly close: () => void
}

async function listen(server: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return address.port
}

/** CPU of this process while ticks go to everybody, the sending of the last byte included. */
async function round(stage: Stage, ticks: number): Promise<Cost> {
  const { swarm, clients, tick, sent } = stage
  const before = await swarm.settled()
  const sentBefore = sent()
  const start = process.cpuUsage()
  for (let n = 0; n < ticks; n++) {
    tick()
    await new Promise((resolve) => setTimeout(resolve, TICK_MS + 10))
  }
  const after = await swarm.settled()
  const { user, system } = process.cpuUsage(start)
  const deliveries = (sent() - sentBefore) * clients
  return {
    cpuUs: (user + system) / deliveries,
    bytes: (after.bytes - before.bytes) / deliveries,
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Both in turn, so that a busy machine is busy for both; medians of each. */
async function compare(a: Stage, b: Stage, ticks: number) {
  const costs: [Cost, Cost][] = []
  for (let i = 0; i < 4; i++) costs.push([await round(a, ticks), await round(b, ticks)])
  const warm = costs.slice(1)
  const side = (at: 0 | 1): Cost => ({
    cpuUs: median(warm.map((pair) => pair[at].cpuUs)),
    bytes: median(warm.map((pair) => pair[at].bytes)),
  })
  const ratio = median(warm.map(([first, second]) => first.cpuUs / second.cpuUs))
  return { a: side(0), b: side(1), ratio }
}

const ids = Array.from({ length: READINGS }, (_, i) => `city.bench.n${i}`)

/** Our gateway: a commit of 40 readings a tick, watched by everybody. */
async function ours(clients: number): Promise<Stage> {
  const city = new FakeCity(aCatalog(ids, [aScenario({ headline: ids })]))
  const http = createServer()
  const gateway = attachGateway({
    ...city,
    httpServer: http,
    logger: SILENT,
    tickMs: TICK_MS,
    nowMs: Date.now,
    authenticate: async () => aPrincipal(),
    stillValid: async () => true,
    // What is measured is the sending: it must not be made rarer by a busy machine.
    limits: { widestTickMs: TICK_MS },
  })
  let last: object = {}
  const { adapter } = gateway.io.sockets
  const broadcast = adapter.broadcast.bind(adapter)
  adapter.broadcast = (packet, options) => {
    if (packet.data[0] === 'packed') last = packet.data[1]
    broadcast(packet, options)
  }
  const request = { topics: ['scenario:city-test'], format: 'binary' }
  const swarm = await createSwarm(await listen(http), clients, request)
  let n = 0
  return {
    clients,
    swarm,
    tick() {
      n++
      const atMs = Date.now()
      city.commit(ids.map((indicator, i) => aValue({ indicator, value: (n * (i + 1)) / 10, atMs })))
    },
    sent: () => gateway.stats().deltas,
    last: () => last,
    close() {
      swarm.close()
      gateway.close()
      http.closeAllConnections()
      http.close()
    },
  }
}

/** Socket.IO alone: the same message to everybody. */
async function plain(clients: number, message: object): Promise<Stage> {
  const http = createServer()
  const io = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    serveClient: false,
    pingInterval: LIMITS.pingIntervalMs,
    pingTimeout: LIMITS.pingTimeoutMs,
  })
  const swarm = await createSwarm(await listen(http), clients, null)
  let sent = 0
  return {
    clients,
    swarm,
    tick() {
      sent++
      io.emit('packed', message)
    },
    sent: () => sent,
    last: () => message,
    close() {
      swarm.close()
      void io.close()
    },
  }
}

/** P1 and P2, and the choice between text and attachment that docs/wire-format.md argues with. */
export async function run({ smoke }: BenchOptions = { smoke: false }): Promise<BenchLine[]> {
  const [few, some, many] = smoke ? [5, 10, 40] : [20, 500, 2_000]
  const ticks = smoke ? 2 : 20
  const lines: BenchLine[] = []
  const ourSome = await ours(some)
  await round(ourSome, 1)
  const plainSome = await plain(some, ourSome.last())
  const load = `${READINGS} readings a tick to ${some} clients`
  const p1 = await compare(ourSome, plainSome, ticks)
  lines.push(
    {
      id: 'P1',
      name: `server CPU per indicator delivery, ${load} / plain io.emit of the same bytes`,
      value: p1.ratio,
      unit: 'ratio',
      bar: '<= 1.5',
      ok: p1.ratio <= 1.5,
    },
    { id: 'P1', name: `ours, ${load}`, value: p1.a.cpuUs / READINGS, unit: 's CPU per million' },
    { id: 'P1', name: 'plain io.emit', value: p1.b.cpuUs / READINGS, unit: 's CPU per million' },
  )
  const ourMany = await ours(many)
  const p2 = await compare(ourMany, ourSome, ticks)
  ourMany.close()
  ourSome.close()
  lines.push({
    id: 'P2',
    name: `server CPU per delivery, ${many} clients / ${some} clients`,
    value: p2.ratio,
    unit: 'ratio',
    bar: '<= 1.2',
    ok: p2.ratio <= 1.2,
  })
  const text = plainSome.last()
  const bytes = Buffer.from(String(Reflect.get(text, 'data')), 'base64')
  for (const textStage of [await plain(few, text), plainSome]) {
    const { clients } = textStage
    const attached = await plain(clients, { ...text, data: bytes })
    const { a, b, ratio } = await compare(attached, textStage, ticks)
    attached.close()
    textStage.close()
    const name = `binary attachment / base64 in the text packet, ${clients} clients`
    lines.push(
      { id: 'attach', name: `server CPU of a ${name}`, value: ratio, unit: 'ratio' },
      {
        id: 'attach',
        name: `bytes on the wire of a ${name}`,
        value: a.bytes / b.bytes,
        unit: 'ratio',
      },
    )
  }
  return lines
}
