import type {
  Delta,
  LaggingSnapshot,
  PackedDelta,
  ServerToClientEvents,
  WallReport,
  WatchReply,
} from '../../protocol/stream/events.ts'
import { applyAlarms } from '../stores/alarms.ts'
import { applyCity, applyClockOffset, applyLink } from '../stores/connection.ts'
import { applyEmergencies } from '../stores/emergencies.ts'
import { applyReadings } from '../stores/indicators.ts'
import { applyOrders } from '../stores/orders.ts'
import { applyStage } from '../stores/stage.ts'
import { type Applied, StreamTables } from './apply.ts'
import { createClockOffset } from './clock-offset.ts'
import { BROWSER_CODEC } from './decode.ts'
import { oncePerFrame } from './frame.ts'
import { watchSilence } from './silence.ts'
import type { WireSocket } from './wire-socket.ts'

export type WallEvent = Parameters<ServerToClientEvents['wall']>[0]

export type StreamOptions = {
  readonly socket: WireSocket
  readonly format: 'json' | 'binary'
  readonly onWall: (event: WallEvent) => void
  readonly onCatalog: (version: string) => void
}

const REPLY_WITHIN_MS = 10_000

/**
 * Keeps the stores equal to the server's topics: asks, applies, asks again after a gap or a cut. The last
 * good values stay while the link is down and are replaced when the answer is there, never emptied before.
 */
export class Stream {
  readonly #options: StreamOptions
  readonly #tables = new StreamTables(BROWSER_CODEC)
  readonly #clock = createClockOffset()
  readonly #silence: ReturnType<typeof watchSilence>
  readonly #write = oncePerFrame(() => this.#flush())
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #topics: readonly string[] = []
  /** Topics that the server refused; not asked for until the set changes. */
  readonly #refused = new Set<string>()
  #asking = false
  #askAgain = false
  #closed = false

  constructor(options: StreamOptions) {
    this.#options = options
    this.#silence = watchSilence({
      onSilent: (sinceMs) => applyLink({ state: 'lost', sinceMs }),
      onHeard: () => this.#heardAgain(),
    })
    this.#listen(options.socket)
    options.socket.connect()
  }

  /** Replaces what is watched. Values of topics left out go once the answer for the others is there. */
  setTopics(topics: readonly string[]): void {
    this.#topics = [...new Set(topics)]
    this.#refused.clear()
    this.#ask()
  }

  sendWallReport(report: WallReport, onTaken?: () => void): void {
    if (!this.#options.socket.connected) return
    this.#options.socket.emit('wall-state', report, ({ ok }) => {
      if (ok) onTaken?.()
    })
  }

  close(): void {
    this.#closed = true
    this.#silence.close()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#options.socket.removeAllListeners()
    this.#options.socket.disconnect()
  }

  #listen(socket: WireSocket): void {
    const { onWall, onCatalog } = this.#options
    socket.on('connect', () => {
      this.#silence.heard()
      socket.io.engine.on('packet', () => this.#silence.heard())
      this.#asking = false
      this.#ask()
    })
    socket.on('disconnect', (reason) => {
      applyLink({ state: 'lost', sinceMs: Date.now() })
      // Ended by the server (session over, too slow): Socket.IO leaves the next try to us.
      if (reason === 'io server disconnect') this.#later(1_000, () => socket.connect())
    })
    socket.on('connect_error', (error) => {
      const code = codeOf(error)
      if (code === null) return
      applyLink({ state: 'refused', code })
      // Signing in may happen elsewhere (another tab, the pairing of this screen): try again at leisure.
      this.#later(10_000, () => socket.connect())
    })
    socket.on('delta', (delta: Delta) => this.#applied(this.#tables.delta(delta)))
    socket.on('packed', (delta: PackedDelta) => this.#applied(this.#tables.packed(delta)))
    socket.on('snapshot', (snapshot: LaggingSnapshot) => {
      this.#tables.snapshot(snapshot)
      this.#write()
    })
    socket.on('clock', ({ serverTime }) => this.#time(serverTime))
    socket.on('catalog', ({ version }) => onCatalog(version))
    socket.on('wall', onWall)
    socket.on('emergencies', ({ active }) => applyEmergencies(active))
    socket.on('stage', applyStage)
  }

  #applied(applied: Applied): void {
    if (applied === 'gap') this.#ask()
    else if (applied === 'applied') this.#write()
  }

  /** One question at a time; a change meanwhile asks once more. */
  #ask(): void {
    const { socket, format } = this.#options
    if (!socket.connected) return
    if (this.#asking) {
      this.#askAgain = true
      return
    }
    this.#asking = true
    this.#askAgain = false
    const topics = this.#topics.filter((topic) => !this.#refused.has(topic))
    const askedAtMs = Date.now()
    const request = this.#tables.request(topics, format)
    socket
      .timeout(REPLY_WITHIN_MS)
      .emit('watch', request, (error: Error | null, reply: WatchReply) => {
        this.#asking = false
        if (this.#closed || !socket.connected) return
        if (error !== null) return this.#ask()
        this.#answered(reply, askedAtMs)
        if (this.#askAgain) this.#ask()
      })
  }

  #answered(reply: WatchReply, askedAtMs: number): void {
    if (!reply.ok) {
      this.#refusedAnswer(reply.topic)
      return
    }
    this.#tables.accept(reply)
    this.#time(reply.serverTime, askedAtMs)
    this.#flush()
    applyLink({ state: 'live' })
  }

  /** One topic is gone (a scenario was taken out): go on without it. Else: again a little later. */
  #refusedAnswer(topic: string | undefined): void {
    if (topic === undefined) {
      this.#later(2_000, () => this.#ask())
    } else {
      this.#refused.add(topic)
      this.#ask()
    }
  }

  #heardAgain(): void {
    if (this.#options.socket.connected && !this.#asking) applyLink({ state: 'live' })
  }

  #time(serverTime: string, askedAtMs?: number): void {
    const serverMs = Date.parse(serverTime)
    if (!Number.isNaN(serverMs)) {
      applyClockOffset(this.#clock.sample(serverMs, Date.now(), askedAtMs))
    }
  }

  #flush(): void {
    const { readings, alarms, orders, city } = this.#tables.takeChanges()
    applyReadings(readings)
    applyAlarms(alarms)
    applyOrders(orders)
    if (city !== undefined) applyCity(city)
  }

  #later(ms: number, run: () => void): void {
    if (this.#closed) return
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        run()
      },
      ms * (0.75 + Math.random() / 2),
    )
    this.#timers.add(timer)
  }
}

/** The server's own refusal has a code; anything else is the network, and Socket.IO tries again by itself. */
function codeOf(error: Error): string | null {
  const data: unknown = Reflect.get(error, 'data')
  const code: unknown =
    typeof data === 'object' && data !== null ? Reflect.get(data, 'code') : undefined
  return typeof code === 'string' ? code : null
}
