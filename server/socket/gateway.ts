import { randomUUID } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import { performance } from 'node:perf_hooks'
import { Server } from 'socket.io'
import { audienceOf } from '../../protocol/access/audience.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { WallReportReply, WatchReply } from '../../protocol/stream/events.ts'
import { refusalOf, replyOf } from './acks.ts'
import type { Channel } from './channel.ts'
import {
  type Client,
  emergenciesEvent,
  emergencyRooms,
  roomsOf,
  type StreamServer,
  type StreamSocket,
  snapshotFor,
  stageRooms,
  tellWhole,
  wallEvent,
  wallRooms,
} from './client.ts'
import { createDeskEvents } from './desk-events.ts'
import { unwatch, watch } from './handlers/watch.ts'
import { parseWatch } from './handlers/watch-request.ts'
import { Hub } from './hub.ts'
import type { StreamSources } from './ports.ts'
import { createPublisher } from './publish.ts'
import { cutConnection } from './queue.ts'
import { RateLimit } from './rate.ts'
import { checkSession, guardHandshake, originAllowed, type SessionOptions } from './session.ts'
import { SlowClients } from './slow.ts'

export type GatewayOptions = Omit<StreamSources, 'hasRoom'> &
  Omit<SessionOptions, 'allowedOrigins'> & {
    readonly httpServer: HttpServer
    /** How often deltas go out at most, ms (`NZH_TICK_MS`). */
    readonly tickMs: number
    /** Wall clock, epoch ms. */
    readonly nowMs: () => number
    /** An order of any state, as the store has it; left out: nobody's presence is told. */
    readonly orderOf?: (id: string) => Promise<Order | null>
    /** Rooms that exist besides `main`. */
    readonly hasRoom?: (roomId: string) => boolean
    readonly allowedOrigins?: readonly string[]
    /** For tests: shorter limits. */
    readonly limits?: Partial<typeof LIMITS>
  }

/** Bounds that keep one client from costing the others. */
export const LIMITS = {
  /** Largest message a client may send. */
  messageBytes: 64 * 1024,
  messagesPerSecond: 50,
  messageBurst: 100,
  /** Commands of one client that may wait, e.g. for an earlier answer to be read. */
  pendingCommands: 32,
  /** Queue at which a client counts as slow; with what one tick adds it stays below 1 MB. */
  slowBytes: 512 * 1024,
  slowPatienceMs: 30_000,
  widestTickMs: 2_000,
  chainBytes: 512 * 1024,
  idleKeepMs: 10 * 60_000,
  /** A vanished peer is noticed after at most the sum of the two. */
  pingIntervalMs: 2_500,
  pingTimeoutMs: 10_000,
  clockMs: 5_000,
  /** Who looks at what is told at most this often. */
  presenceMs: 200,
  recheckMs: 30_000,
}

/** How long an ended socket has to take its last packet, ms. */
const GRACE_MS = 1_000

/** Opens the live stream (PROTOCOL §8) on an HTTP server that may already listen. */
export function attachGateway(options: GatewayOptions) {
  const limits = { ...LIMITS, ...options.limits }
  const { logger, nowMs, walls, emergencies, stage, tickMs } = options
  const monotonicMs = () => performance.now()
  const session: SessionOptions = { ...options, allowedOrigins: options.allowedOrigins ?? [] }
  const clients = new Map<string, Client>()
  const counts = { connections: 0, refused: 0, rateLimited: 0, badOrigin: 0, closedBytes: 0 }

  const io: StreamServer = new Server(options.httpServer, {
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.messageBytes,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    connectTimeout: 5_000,
    allowRequest(request, decide) {
      const allowed = originAllowed(request, session.allowedOrigins)
      if (!allowed) counts.badOrigin++
      decide(allowed ? null : 'BAD_ORIGIN', allowed)
    },
  })
  guardHandshake(io, session)

  const slow = new SlowClients({
    limitBytes: limits.slowBytes,
    patienceMs: limits.slowPatienceMs,
    monotonicMs,
    readmit: (client) => restart(client, true),
  })
  const publisher = createPublisher(io, () => slow.sweep(clients.values()))
  const hub = new Hub({
    ...options,
    hasRoom: options.hasRoom ?? ((roomId) => roomId === 'main'),
    tickMs,
    widestTickMs: limits.widestTickMs,
    chainBytes: limits.chainBytes,
    idleKeepMs: limits.idleKeepMs,
    newEpoch: () => randomUUID().slice(0, 8),
    monotonicMs,
    after: (ms, run) => {
      const start = () => {
        publisher.beginTick()
        run()
      }
      if (ms > 0) {
        const timer = setTimeout(start, ms)
        return () => clearTimeout(timer)
      }
      const immediate = setImmediate(start)
      return () => clearImmediate(immediate)
    },
    send: (channel, link) => publisher.send(channel, link),
    onReset: () => {
      for (const client of clients.values()) {
        if (client.laggingSinceMs === null) restart(client, false)
      }
    },
  })

  /** Sends a client all its topics whole, and lets it back in, in one turn. */
  function restart(client: Client, lagging: boolean): void {
    const open = client.topics.map((topic) => hub.channel(topic, client.audience))
    for (const channel of open.filter((c): c is Channel => c !== undefined)) {
      const { topic, seq } = channel
      const snapshot = snapshotFor(client, channel.snapshot())
      client.socket.emit('snapshot', { topic, epoch: hub.epoch, seq, lagging, snapshot })
    }
    client.socket.join(roomsOf(client))
    slow.allow(client)
    tellWhole(client, options, nowMs())
    desk.greet(client)
  }

  const desk = createDeskEvents({
    io,
    clients,
    feed: options.feed,
    orderOf: options.orderOf ?? (async () => null),
    nowMs,
    everyMs: limits.presenceMs,
  })

  /** Ends a socket whose sender lost the right to it; it may still read why, for a moment. */
  function end(client: Client): void {
    client.socket.disconnect(true)
  }

  /** Ends a client that sends more than it may. */
  function endFlood({ socket, principal }: Client): void {
    counts.rateLimited++
    logger.warn({ socket: socket.id, name: principal.name }, 'socket sends too fast; closed')
    cutConnection(socket.conn)
  }

  /**
   * Runs a client's commands one after another, each with its session checked anew. Who has not read its earlier
   * answers waits, so that answers cannot pile up.
   */
  function command(
    client: Client,
    run: () => void | Promise<void>,
    refuse: (error: unknown) => void,
  ): void {
    if (client.pending >= limits.pendingCommands) {
      endFlood(client)
      return
    }
    client.pending++
    const attempt = async () => {
      await checkSession(client.principal, session)
      while (slow.isBehind(client) && client.socket.connected) await pause(100)
      if (client.socket.connected) await run()
    }
    client.work = client.work
      .then(attempt)
      .catch((error: unknown) => {
        refuse(error)
        if (error instanceof AppError && error.code === 'UNAUTHENTICATED') end(client)
      })
      .finally(() => {
        client.pending--
      })
  }

  function accept(socket: StreamSocket): void {
    const { principal } = socket.data
    const client: Client = {
      socket,
      principal,
      audience: audienceOf(principal),
      format: 'json',
      bare: false,
      topics: [],
      laggingSinceMs: null,
      allowanceBytes: 0,
      work: Promise.resolve(),
      pending: 0,
    }
    clients.set(socket.id, client)
    counts.connections++

    const rate = new RateLimit(limits.messagesPerSecond, limits.messageBurst, monotonicMs())
    socket.conn.on('packet', ({ type }) => {
      if (type !== 'message' || rate.take(monotonicMs()) || !clients.has(socket.id)) return
      endFlood(client)
    })
    // A protocol violation closes the connection by itself; without a listener it would end the process.
    socket.on('error', () => end(client))

    socket.on('watch', (request: unknown, reply: unknown) => {
      const acknowledge = replyOf<WatchReply>(reply)
      command(
        client,
        () => {
          watch(client, parseWatch(request), acknowledge, {
            hub,
            publisher,
            slow,
            walls,
            whole: options,
            nowMs,
          })
          desk.greet(client)
        },
        (error) => acknowledge(refusalOf(error, logger)),
      )
    })
    socket.on('wall-state', (report: unknown, reply: unknown) => {
      const acknowledge = replyOf<WallReportReply>(reply)
      command(
        client,
        () => {
          walls.report(socket.id, principal, report)
          acknowledge({ ok: true })
        },
        (error) => acknowledge(refusalOf(error, logger)),
      )
    })
    socket.on('presence', (place: unknown) =>
      command(
        client,
        () => desk.enter(client, place),
        (error) => refusalOf(error, logger),
      ),
    )
    socket.on('disconnect', () => {
      // A peer that vanished answers no closing handshake, and its connection would linger.
      setTimeout(() => cutConnection(socket.conn), GRACE_MS).unref()
      clients.delete(socket.id)
      slow.forget(client)
      unwatch(client, hub)
      walls.gone(socket.id)
      desk.leave(socket.id)
      counts.closedBytes += socket.request.socket.bytesWritten
    })
    socket.emit('clock', { serverTime: new Date(nowMs()).toISOString() })
  }

  /** Looks again at every session; those that ended are closed. */
  async function recheck(): Promise<void> {
    const checks = [...clients.values()].map(async (client) => {
      if (!(await options.stillValid(client.principal))) end(client)
    })
    for (const { status, ...outcome } of await Promise.allSettled(checks)) {
      if (status === 'rejected') logger.error({ ...outcome }, 'session check failed')
    }
  }

  io.on('connection', accept)
  io.engine.on('connection_error', () => counts.refused++)
  const unsubscribe = [
    walls.onState((state) => {
      io.to(wallRooms(state.wall)).emit('wall', wallEvent(state))
    }),
    emergencies?.onChange(() => {
      io.to(emergencyRooms).emit('emergencies', emergenciesEvent(emergencies, nowMs()))
    }) ?? (() => undefined),
    stage?.onChange((state) => {
      io.to(stageRooms).emit('stage', state)
    }) ?? (() => undefined),
    options.catalog.onChange(({ catalog }) => io.emit('catalog', { version: catalog.version })),
  ]
  const timers = [
    setInterval(
      () => io.emit('clock', { serverTime: new Date(nowMs()).toISOString() }),
      limits.clockMs,
    ),
    setInterval(() => void recheck(), limits.recheckMs),
    setInterval(() => hub.expire(), 60_000),
    watchEvents(monotonicMs, (lagMs) => {
      hub.noteLag(lagMs)
      slow.tend()
    }),
  ]

  return {
    io,
    hub,
    recheck,

    tellNote: desk.tellNote,

    /** Ends every socket whose principal fits. @returns how many */
    disconnectWhere(fits: (principal: Principal) => boolean): number {
      const ended = [...clients.values()].filter((client) => fits(client.principal))
      for (const client of ended) end(client)
      return ended.length
    },

    /** Plain numbers for the metrics page. Bytes are those written to the clients' connections. */
    stats() {
      let bytes = counts.closedBytes
      for (const { socket } of clients.values()) bytes += socket.request.socket.bytesWritten
      return {
        clients: clients.size,
        topics: hub.topics,
        connections: counts.connections,
        refused: counts.refused,
        badOrigin: counts.badOrigin,
        rateLimited: counts.rateLimited,
        deltas: publisher.counts.deltas,
        encoded: publisher.counts.encoded,
        bytes,
        lagging: slow.count,
        laggedTotal: slow.total,
        tickMs: hub.tickMs,
      }
    },

    /** Ends all sockets and timers; the HTTP server stays with whoever opened it. */
    close(): void {
      for (const timer of timers) clearInterval(timer)
      desk.close()
      for (const end of unsubscribe) end()
      hub.close()
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

export type Gateway = ReturnType<typeof attachGateway>

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A steady timer that tells by how much the event loop delays it. */
function watchEvents(monotonicMs: () => number, look: (lagMs: number) => void): NodeJS.Timeout {
  const everyMs = 200
  let expectedMs = monotonicMs() + everyMs
  return setInterval(() => {
    const nowMs = monotonicMs()
    look(Math.max(0, nowMs - expectedMs))
    expectedMs = nowMs + everyMs
  }, everyMs)
}
