import type { Audience } from '../../protocol/access/audience.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { Snapshot } from '../../protocol/stream/events.ts'
import type { Commit } from '../commit.ts'
import type { ChainLink } from './chain.ts'
import { weightOf } from './chain.ts'
import { Channel } from './channel.ts'
import type { StreamSources } from './ports.ts'
import { nextTick, type Tick } from './tick.ts'
import { EMPTY, keyOf, type Selection, selectionOf, selectionPrint } from './topics.ts'
import { wireReading } from './wire.ts'

export type HubOptions = StreamSources & {
  readonly tickMs: number
  /** Longest tick under load, ms. */
  readonly widestTickMs: number
  /** Memory for the missed deltas of one topic, bytes; also the most replayed to one client at once. */
  readonly chainBytes: number
  /** How long a topic that nobody watches keeps its chain, ms. */
  readonly idleKeepMs: number
  readonly newEpoch: () => string
  /** Never goes back, ms. */
  readonly monotonicMs: () => number
  /** Runs `run` after `ms` (0: when the present turn is over). @returns a function that calls it off */
  readonly after: (ms: number, run: () => void) => () => void
  /** Sends one topic's delta to whoever watches it. */
  readonly send: (channel: Channel, link: ChainLink) => void
  /** The catalog changed what topics hold: every watcher needs a snapshot under the new epoch. */
  readonly onReset: (channels: readonly Channel[]) => void
}

/** How one topic begins for a client: with a snapshot, or with the deltas that it missed. */
export type Opening = {
  readonly channel: Channel
  readonly seq: number
  readonly snapshot: Snapshot | null
  readonly missed: readonly ChainLink[]
}

export type Resume = { readonly epoch: string; readonly seqs: ReadonlyMap<string, number> }

type Routes = { readonly everywhere: Channel[]; readonly district: Channel[] }

/** All topics of the stream: takes commits, ends ticks, opens topics. Knows no socket. */
export class Hub {
  readonly #options: HubOptions
  readonly #channels = new Map<string, Channel>()
  readonly #waiting = new Set<Channel>()
  readonly #unsubscribe: (() => void)[]
  #routes = new Map<string, Routes>()
  #epoch: string
  #print: string
  #tick: Tick
  #lagMs = 0
  #timer: { readonly dueMs: number; readonly cancel: () => void } | null = null

  constructor(options: HubOptions) {
    this.#options = options
    this.#epoch = options.newEpoch()
    this.#print = selectionPrint(options.catalog.current())
    this.#tick = { tickMs: options.tickMs, calm: 0 }
    this.#unsubscribe = [
      options.feed.onCommit((commit) => this.#take(commit)),
      options.catalog.onChange(() => this.#recatalog()),
    ]
  }

  get epoch(): string {
    return this.#epoch
  }

  get tickMs(): number {
    return this.#tick.tickMs
  }

  get topics(): number {
    return this.#channels.size
  }

  /** @returns what a topic carries, or null when there is no such topic */
  selection(topic: string): Selection | null {
    const open = this.#channels.get(topic)
    if (open !== undefined && open.selection !== EMPTY) return open.selection
    return selectionOf(topic, this.#options.catalog.current(), this.#options)
  }

  /** The event loop was late by `lagMs`; counts towards the next tick's length. */
  noteLag(lagMs: number): void {
    this.#lagMs = Math.max(this.#lagMs, lagMs)
  }

  /**
   * Opens topics for one client, each name known to exist. Join the client to the topics in the same turn:
   * the next delta of each follows what is returned here.
   */
  open(topics: readonly string[], resume: Resume | null, audience: Audience = null): Opening[] {
    let left = this.#options.chainBytes
    return topics.map((topic) => {
      const fresh = !this.#channels.has(keyOf(topic, audience))
      const channel = this.#channel(topic, audience)
      const seq = resume?.epoch === this.#epoch && !fresh ? resume.seqs.get(topic) : undefined
      const missed = seq === undefined ? null : missedBy(channel, seq)
      const weight = missed?.reduce((sum, { delta }) => sum + weightOf(delta), 0) ?? 0
      if (missed === null || weight > left) {
        return { channel, seq: channel.seq, snapshot: channel.snapshot(), missed: [] }
      }
      left -= weight
      return { channel, seq: channel.seq, snapshot: null, missed }
    })
  }

  hold(topic: string, audience: Audience = null): void {
    this.#channel(topic, audience).members++
  }

  release(topic: string, audience: Audience = null): void {
    const channel = this.channel(topic, audience)
    if (channel === undefined) return
    channel.members--
    channel.emptySinceMs = this.#options.monotonicMs()
  }

  channel(topic: string, audience: Audience = null): Channel | undefined {
    return this.#channels.get(keyOf(topic, audience))
  }

  /** Forgets topics that nobody has watched for long. */
  expire(): void {
    const { monotonicMs, idleKeepMs } = this.#options
    const before = this.#channels.size
    for (const [key, channel] of this.#channels) {
      if (channel.members <= 0 && monotonicMs() - channel.emptySinceMs > idleKeepMs) {
        this.#channels.delete(key)
        this.#waiting.delete(channel)
      }
    }
    if (this.#channels.size < before) this.#reroute()
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#timer?.cancel()
    this.#timer = null
    this.#channels.clear()
    this.#waiting.clear()
    this.#routes.clear()
  }

  #channel(topic: string, audience: Audience): Channel {
    const known = this.channel(topic, audience)
    if (known !== undefined) return known
    const channel = this.#prime(topic, audience)
    this.#channels.set(channel.key, channel)
    this.#reroute()
    return channel
  }

  #prime(topic: string, audience: Audience): Channel {
    const { catalog, chainBytes, monotonicMs } = this.#options
    const selection = selectionOf(topic, catalog.current(), this.#options) ?? EMPTY
    const channel = new Channel({ topic, audience }, selection, this.#options, chainBytes)
    channel.emptySinceMs = monotonicMs()
    return channel
  }

  #reroute(): void {
    this.#routes = new Map()
    const at = (indicator: string): Routes => {
      const routes = this.#routes.get(indicator) ?? { everywhere: [], district: [] }
      this.#routes.set(indicator, routes)
      return routes
    }
    for (const channel of this.#channels.values()) {
      const { everywhere, district } = channel.selection
      for (const id of everywhere) at(id).everywhere.push(channel)
      for (const id of district) if (!everywhere.has(id)) at(id).district.push(channel)
    }
  }

  #take({ seq, atMs, values, alarms, orders }: Commit): void {
    const city = this.#channels.get('city')
    for (const value of values) {
      const routes = this.#routes.get(value.indicator)
      const isDistrict = value.place === DISTRICT
      if (routes === undefined && (city === undefined || !isDistrict)) continue
      const reading = wireReading(value)
      for (const channel of routes?.everywhere ?? []) channel.takeReading(reading, seq, atMs)
      if (!isDistrict) continue
      for (const channel of routes?.district ?? []) channel.takeReading(reading, seq, atMs)
      city?.count(reading, seq, atMs)
    }
    for (const channel of this.#channels.values()) {
      for (const event of alarms) channel.takeAlarm(event, seq, atMs)
      for (const event of orders) channel.takeOrder(event, seq, atMs)
      if (channel.waiting) this.#waiting.add(channel)
    }
    this.#schedule()
  }

  /** One timer, for the topic that is due first. */
  #schedule(): void {
    if (this.#waiting.size === 0) return
    const nowMs = this.#options.monotonicMs()
    let dueMs = Number.POSITIVE_INFINITY
    for (const channel of this.#waiting) {
      dueMs = Math.min(dueMs, Math.max(nowMs, channel.lastTickMs + this.#tick.tickMs))
    }
    if (this.#timer !== null && this.#timer.dueMs <= dueMs) return
    this.#timer?.cancel()
    const cancel = this.#options.after(dueMs - nowMs, () => {
      this.#timer = null
      this.#flush(dueMs)
    })
    this.#timer = { dueMs, cancel }
  }

  #flush(dueMs: number): void {
    const { monotonicMs, send } = this.#options
    const startMs = monotonicMs()
    for (const channel of this.#waiting) {
      if (channel.lastTickMs + this.#tick.tickMs > Math.max(startMs, dueMs)) continue
      this.#waiting.delete(channel)
      const link = channel.publish(this.#epoch)
      if (link === null) continue
      channel.lastTickMs = startMs
      send(channel, link)
    }
    const lagMs = Math.max(this.#lagMs, startMs - dueMs)
    this.#lagMs = 0
    const workMs = monotonicMs() - startMs
    const { tickMs, widestTickMs } = this.#options
    this.#tick = nextTick(this.#tick, tickMs, workMs, lagMs, widestTickMs)
    this.#schedule()
  }

  /** Under a new epoch a client cannot resume into a topic that now holds something else. */
  #recatalog(): void {
    const print = selectionPrint(this.#options.catalog.current())
    if (print === this.#print) return
    this.#print = print
    this.#epoch = this.#options.newEpoch()
    this.#waiting.clear()
    for (const [key, old] of this.#channels) {
      const channel = this.#prime(old.topic, old.audience)
      channel.members = old.members
      this.#channels.set(key, channel)
    }
    this.#reroute()
    this.#options.onReset([...this.#channels.values()])
  }
}

function missedBy(channel: Channel, seq: number): readonly ChainLink[] | null {
  return seq === channel.seq ? [] : channel.chain.after(seq)
}
