import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { expect } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type {
  Delta,
  LaggingSnapshot,
  PackedDelta,
  WatchReply,
} from '../../protocol/stream/events.ts'
import { snapshotOf, type TopicState } from '../../protocol/stream/topic-state.ts'
import { attachGateway, type GatewayOptions, type LIMITS } from './gateway.ts'
import { aPrincipal, FakeCity, SILENT } from './testing.ts'

/** How long a busy machine may take for what is a matter of milliseconds. */
export const SOON = { timeout: 10_000, interval: 5 }
export const TICK_MS = 5

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))

/** A gateway on a port of its own, with a district in memory behind it; the token is the user's name. */
export async function openStage(
  principals: Readonly<Record<string, Principal>> = { operator: aPrincipal() },
  limits: Partial<typeof LIMITS> = {},
  more: Pick<GatewayOptions, 'orderOf' | 'stage'> = {},
) {
  const city = new FakeCity()
  const known = new Map(Object.entries(principals))
  const http = createServer()
  const gateway = attachGateway({
    ...city,
    httpServer: http,
    logger: SILENT,
    tickMs: TICK_MS,
    nowMs: () => 1_000_000,
    authenticate: async ({ token }) => (token === null ? null : (known.get(token) ?? null)),
    stillValid: async () => true,
    limits,
    ...more,
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const sockets: Socket[] = []

  const open = (token: string | null, options: Partial<ManagerOptions & SocketOptions> = {}) => {
    const socket = io(`http://127.0.0.1:${port}`, {
      auth: token === null ? {} : { token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    })
    sockets.push(socket)
    return socket
  }

  return {
    city,
    gateway,
    port,
    open,
    async connected(token: string): Promise<Socket> {
      const socket = open(token)
      await heard(socket, 'connect')
      return socket
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.disconnect()
      gateway.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>

type Emitter = { once(event: string, listener: (value: unknown) => void): unknown }

export const heard = (emitter: Emitter, event: string): Promise<unknown> =>
  new Promise((resolve) => emitter.once(event, resolve))

export const ask = (socket: Socket, request: unknown): Promise<WatchReply> =>
  socket.timeout(5_000).emitWithAck('watch', request)

/** What a page keeps of its topics, as far as a test looks at it. */
export type Tables = {
  delta(delta: Delta): unknown
  packed(delta: PackedDelta): unknown
  snapshot(snapshot: LaggingSnapshot): unknown
  accept(reply: Extract<WatchReply, { ok: true }>): unknown
  request(topics: readonly string[], format: 'json' | 'binary'): object
  states(): ReadonlyMap<string, TopicState>
}

/** Watches topics and keeps `tables` as a page would. */
export async function watching<T extends Tables>(
  socket: Socket,
  topics: string[],
  tables: T,
  format: 'json' | 'binary' = 'json',
) {
  socket.on('delta', (delta) => tables.delta(delta))
  socket.on('packed', (delta) => tables.packed(delta))
  socket.on('snapshot', (snapshot) => tables.snapshot(snapshot))
  const reply = await ask(socket, { ...tables.request(topics, format) })
  if (!reply.ok) throw new Error(reply.message)
  tables.accept(reply)
  return { tables, reply }
}

/** Waits until a page holds what the server's last commit said of a topic. */
export const caughtUp = (tables: Tables, topic: string, seq: number): Promise<void> =>
  expect.poll(() => tables.states().get(topic)?.seq, SOON).toBe(seq)

export const seen = (tables: Tables, topic: string) => {
  const state = tables.states().get(topic)
  return state === undefined ? null : snapshotOf(state)
}

/** The server's end of a client's connection. */
export const connectionOf = ({ gateway }: Stage, socket: Socket): unknown =>
  gateway.io.sockets.sockets.get(socket.id ?? '')?.conn

/** The client reads nothing any more, as a screen whose process hangs. */
export const stopReading = (socket: Socket): { resume(): void } => {
  const wire = Reflect.get(socket.io.engine.transport, 'ws')
  wire.pause()
  return { resume: () => wire.resume() }
}
