import { type Client, roomsOf } from './client.ts'
import { cutConnection, queuedBytes } from './queue.ts'

export type SlowOptions = {
  /** More than this waiting makes a client slow. */
  readonly limitBytes: number
  /** How long a slow client has to drain before it is disconnected, ms. */
  readonly patienceMs: number
  readonly monotonicMs: () => number
  /** Sends fresh snapshots, marked lagging, and lets the client back into its rooms. */
  readonly readmit: (client: Client) => void
}

/** Keeps slow clients from costing anybody else: out of the rooms, then a fresh start, or the end. */
export class SlowClients {
  readonly #options: SlowOptions
  readonly #lagging = new Set<Client>()
  /** Times that a client fell behind. */
  total = 0

  constructor(options: SlowOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#lagging.size
  }

  /** Whether a client has much to read before it should be answered again. */
  isBehind(client: Client): boolean {
    return (
      client.laggingSinceMs !== null || queuedBytes(client.socket.conn) > this.#options.limitBytes
    )
  }

  /** Takes every client whose queue is too long out of its rooms. Called before sending. */
  sweep(clients: Iterable<Client>): void {
    const { limitBytes, monotonicMs } = this.#options
    for (const client of clients) {
      if (client.laggingSinceMs !== null) continue
      const queued = queuedBytes(client.socket.conn)
      if (queued <= limitBytes) {
        client.allowanceBytes = 0
        continue
      }
      if (queued <= limitBytes + client.allowanceBytes) continue
      for (const room of roomsOf(client)) client.socket.leave(room)
      client.laggingSinceMs = monotonicMs()
      this.#lagging.add(client)
      this.total++
    }
  }

  /** Looks after those that fell behind. Called a few times a second. */
  tend(): void {
    const { patienceMs, monotonicMs, limitBytes, readmit } = this.#options
    for (const client of this.#lagging) {
      if (client.laggingSinceMs === null || !client.socket.connected) {
        this.#lagging.delete(client)
      } else if (queuedBytes(client.socket.conn) <= limitBytes / 16) {
        this.#lagging.delete(client)
        client.laggingSinceMs = null
        readmit(client)
        this.allow(client)
      } else if (monotonicMs() - client.laggingSinceMs > patienceMs) {
        this.#lagging.delete(client)
        cutConnection(client.socket.conn)
      }
    }
  }

  /** A large answer was just sent on purpose: it does not make the client slow by itself. */
  allow(client: Client): void {
    client.allowanceBytes = queuedBytes(client.socket.conn)
  }

  forget(client: Client): void {
    this.#lagging.delete(client)
  }
}
