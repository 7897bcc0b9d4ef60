import { type Audience, seesOrder } from '../../protocol/access/audience.ts'
import type { OrderNote } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { CommitFeed } from '../commit.ts'
import { type Client, roomOf, type StreamServer } from './client.ts'
import { Presence } from './presence.ts'
import { keyOf } from './topics.ts'

export type DeskEventsOptions = {
  readonly io: Pick<StreamServer, 'to'>
  readonly clients: ReadonlyMap<string, Client>
  readonly feed: CommitFeed
  /** An order of any state, as the store has it. */
  readonly orderOf: (id: string) => Promise<Order | null>
  /** Wall clock, epoch ms. */
  readonly nowMs: () => number
  /** Who looks at what is told at most this often, ms. */
  readonly everyMs: number
}

const LONGEST_ID = 100
const TOPIC = 'orders'

/** Everybody who watches orders, belongs to the audience and keeps up. */
const roomsFor = (audience: Audience): string[] => [
  roomOf('json', keyOf(TOPIC, audience)),
  roomOf('binary', keyOf(TOPIC, audience)),
]

/** What desks tell each other beside the orders themselves: who has which open, and what was said about it. */
export function createDeskEvents(options: DeskEventsOptions) {
  const { io, clients, feed, orderOf, nowMs, everyMs } = options
  const presence = new Presence()
  const told = new Map<Audience, string>()
  let timer: NodeJS.Timeout | null = null

  const watches = ({ topics }: Client): boolean => topics.includes(TOPIC)
  const audiences = (): Set<Audience> =>
    new Set([...clients.values()].filter(watches).map(({ audience }) => audience))

  /** Changes that come together are told together, and only to whom they change anything. */
  function tellPresence(): void {
    timer ??= setTimeout(() => {
      timer = null
      for (const audience of audiences()) {
        const state = presence.stateFor(audience)
        const text = JSON.stringify(state)
        if (told.get(audience) === text) continue
        told.set(audience, text)
        io.to(roomsFor(audience)).emit('presence', state)
      }
    }, everyMs)
  }

  const unsubscribe = feed.onCommit(({ orders }) => {
    // Every one of them, so that all of a commit's orders are known.
    const touched = orders.filter(({ order }) => presence.update(order))
    if (touched.length > 0) tellPresence()
  })

  return {
    /** Takes where somebody is. An order that he may not see does not exist for him, and a machine is nowhere. */
    async enter({ socket, principal, audience }: Client, place: unknown): Promise<void> {
      const id: unknown =
        typeof place === 'object' && place !== null ? Reflect.get(place, 'order') : null
      const isName = typeof id === 'string' && id.length <= LONGEST_ID && principal.kind === 'user'
      const order = isName ? await orderOf(id) : null
      if (!clients.has(socket.id)) return
      const seen = order !== null && seesOrder(audience, order) ? order : null
      const at = new Date(nowMs()).toISOString()
      if (presence.enter(socket.id, principal.name, seen, at, audience)) tellPresence()
    },

    leave(socketId: string): void {
      if (presence.leave(socketId)) tellPresence()
    },

    /** Tells one client who is where now: it begins to watch, or has missed what was told. */
    greet(client: Client): void {
      if (!watches(client)) return
      // He may be told of what is undone again before the others hear of it.
      if (timer !== null) told.delete(client.audience)
      client.socket.emit('presence', presence.stateFor(client.audience))
    },

    /** Passes on what was said about an order, to those who watch orders and may see it. */
    tellNote(note: OrderNote, order: Order): void {
      for (const audience of audiences()) {
        if (seesOrder(audience, order)) io.to(roomsFor(audience)).emit('note', note)
      }
    },

    close(): void {
      unsubscribe()
      if (timer !== null) clearTimeout(timer)
    },
  }
}
