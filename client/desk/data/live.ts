import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import type { OrderEvent } from '../../../protocol/order/order.ts'
import { rowOf } from '../../../protocol/order/row.ts'
import type {
  Delta,
  LaggingSnapshot,
  PresenceState,
  WatchReply,
} from '../../../protocol/stream/events.ts'
import { createClockOffset } from '../../socket/clock-offset.ts'
import { oncePerFrame } from '../../socket/frame.ts'
import { watchSilence } from '../../socket/silence.ts'
import type { WireSocket } from '../../socket/wire-socket.ts'
import { withChanges } from '../../stores/changed.ts'
import { applyEmergencies } from '../../stores/emergencies.ts'
import { applyStage } from '../../stores/stage.ts'
import { alarmStore } from './alarm-store.ts'
import { applyDeskLink, linkStore, resetLink } from './link-store.ts'
import { OpenRows } from './open-rows.ts'
import { presenceStore } from './presence-store.ts'
import { markFresh, queueStore, rowTable, showRows } from './queue-store.ts'
import { TopicChain } from './topic-chain.ts'

export type DeskLiveOptions = {
  readonly socket: WireSocket
  /** After every order event, in its order; `isNew`: the order was not known here before. */
  readonly onOrder: (event: OrderEvent, isNew: boolean) => void
  /** Something was said about an order, or a file was put to it. */
  readonly onNote: (orderId: string) => void
  /** The link is back, and what lies between cannot be told event by event. */
  readonly onMissed: () => void
  readonly onCatalog: () => void
  /** The order that is open in the centre. */
  readonly openId: () => string | null
}

const TOPICS = ['orders', 'alarms', 'emergency']
const REPLY_WITHIN_MS = 10_000
const SWEEP_EVERY_MS = 1_000

/**
 * Keeps the desk's orders, alarms, emergencies and presence equal to the server's: it listens first, then reads the open orders page
 * by page, and asks again after a gap or a cut. What is on the screen stays while the link is down.
 */
export class DeskLive {
  readonly #options: DeskLiveOptions
  readonly #chain = new TopicChain()
  readonly #clock = createClockOffset()
  readonly #silence: ReturnType<typeof watchSilence>
  readonly #pages = new OpenRows()
  readonly #show = oncePerFrame(() => this.#flush())
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  readonly #sweep: ReturnType<typeof setInterval>
  #alarms = new Map<string, Alarm | null>()
  #asking = false
  #askAgain = false
  #closed = false

  constructor(options: DeskLiveOptions) {
    this.#options = options
    this.#silence = watchSilence({
      onSilent: (sinceMs) => applyDeskLink({ state: 'lost', sinceMs }),
      onHeard: () => {
        if (options.socket.connected && !this.#asking) applyDeskLink({ state: 'live' })
      },
    })
    this.#sweep = setInterval(() => {
      rowTable.sweep(Date.now(), options.openId())
      showRows()
    }, SWEEP_EVERY_MS)
    this.#listen(options.socket)
    options.socket.connect()
  }

  /** Tells the server which order is open here, so that others see it. */
  tellPresence(): void {
    const { socket, openId } = this.#options
    if (socket.connected) socket.emit('presence', { order: openId() })
  }

  close(): void {
    this.#closed = true
    this.#pages.stop()
    this.#silence.close()
    clearInterval(this.#sweep)
    for (const timer of this.#timers) clearTimeout(timer)
    this.#options.socket.removeAllListeners()
    this.#options.socket.disconnect()
    resetLink()
  }

  #listen(socket: WireSocket): void {
    socket.on('connect', () => {
      this.#silence.heard()
      socket.io.engine.on('packet', () => this.#silence.heard())
      this.#asking = false
      this.#ask()
      this.tellPresence()
    })
    socket.on('disconnect', (reason) => {
      applyDeskLink({ state: 'lost', sinceMs: Date.now() })
      // Ended by the server (session over, too slow): Socket.IO leaves the next try to us.
      if (reason === 'io server disconnect') this.#later(1_000, () => socket.connect())
    })
    socket.on('connect_error', (error) => {
      const code = codeOf(error)
      if (code === null) {
        if (linkStore.getState().link.state === 'connecting') {
          applyDeskLink({ state: 'lost', sinceMs: Date.now() })
        }
        return
      }
      applyDeskLink({ state: 'refused', code })
      this.#later(10_000, () => socket.connect())
    })
    socket.on('delta', (delta) => this.#delta(delta))
    socket.on('snapshot', (whole) => this.#whole(whole))
    socket.on('clock', ({ serverTime }) => this.#time(serverTime))
    socket.on('catalog', () => this.#options.onCatalog())
    socket.on('note', (note) => this.#options.onNote(note.orderId))
    socket.on('stage', applyStage)
    socket.on('emergencies', ({ active }) => applyEmergencies(active))
    socket.on('presence', (state: PresenceState) => presenceStore.setState(state, true))
  }

  /** One question at a time; a gap meanwhile asks once more. */
  #ask(): void {
    const { socket } = this.#options
    if (!socket.connected) return
    if (this.#asking) {
      this.#askAgain = true
      return
    }
    this.#asking = true
    this.#askAgain = false
    const askedAtMs = Date.now()
    const request = { topics: TOPICS, format: 'json' as const, bare: true, ...this.#chain.resume() }
    socket
      .timeout(REPLY_WITHIN_MS)
      .emit('watch', request, (error: Error | null, reply: WatchReply) => {
        this.#asking = false
        if (this.#closed || !socket.connected) return
        if (error !== null) return this.#ask()
        if (!reply.ok) return this.#later(2_000, () => this.#ask())
        this.#answered(reply, askedAtMs)
        if (this.#askAgain) this.#ask()
      })
  }

  #answered({ epoch, serverTime, topics }: Extract<WatchReply, { ok: true }>, atMs: number): void {
    this.#time(serverTime, atMs)
    for (const [topic, answer] of Object.entries(topics)) {
      if ('snapshot' in answer) this.#whole({ topic, epoch, lagging: false, ...answer })
    }
    applyDeskLink({ state: 'live' })
    // The chain goes on without a break, but the pages may have been cut off with the link.
    if (this.#pages.isIncomplete()) this.#pages.read()
  }

  #whole({ topic, epoch, seq, snapshot }: LaggingSnapshot): void {
    this.#chain.set(topic, { epoch, seq })
    if (topic === 'alarms') {
      this.#alarms.clear()
      const alarms = new Map((snapshot.alarms ?? []).map((alarm) => [alarm.id, alarm]))
      alarmStore.setState({ alarms })
    } else if (topic === 'orders') {
      if (queueStore.getState().load.state !== 'waiting') this.#options.onMissed()
      this.#pages.read()
    }
  }

  #delta(delta: Delta): void {
    const place = this.#chain.take(delta)
    if (place === 'gap') this.#ask()
    if (place !== 'next') return
    for (const event of delta.orders ?? []) this.#event(event)
    for (const { alarm } of delta.alarms ?? []) {
      this.#alarms.set(alarm.id, alarm.state === 'cleared' ? null : alarm)
    }
    this.#show()
  }

  #event(event: OrderEvent): void {
    const nowMs = Date.now()
    let isNew = false
    if (event.gone === true) rowTable.remove(event.orderId, event.rev)
    else isNew = rowTable.event(rowOf(event.order), nowMs)
    // While the first pages come in, everything is new and nothing is news.
    const isNews = isNew && queueStore.getState().load.state === 'ready'
    if (isNews) markFresh(event.orderId, nowMs)
    this.#options.onOrder(event, isNews)
  }

  #flush(): void {
    if (this.#closed) return
    showRows()
    if (this.#alarms.size === 0) return
    const changes = this.#alarms
    this.#alarms = new Map()
    alarmStore.setState(({ alarms }) => ({ alarms: withChanges(alarms ?? new Map(), changes) }))
  }

  #time(serverTime: string, askedAtMs?: number): void {
    const serverMs = Date.parse(serverTime)
    if (Number.isNaN(serverMs)) return
    linkStore.setState({ offsetMs: this.#clock.sample(serverMs, Date.now(), askedAtMs) })
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
