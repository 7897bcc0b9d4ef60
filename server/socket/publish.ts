import { packDelta } from '../../protocol/stream/delta-codec.ts'
import type { PackedDelta } from '../../protocol/stream/events.ts'
import type { ChainLink } from './chain.ts'
import { weightOf } from './chain.ts'
import type { Channel } from './channel.ts'
import { type Client, roomOf, type StreamServer } from './client.ts'
import { NODE_CODEC } from './wire.ts'

/** Bytes sent to a client between two looks at who is slow. */
const SWEEP_BYTES = 128 * 1024

/** A link of a topic's chain in the packed form. The same bytes for everybody, now or replayed. */
export const packLink = (channel: Channel, { delta, dict }: ChainLink): PackedDelta =>
  packDelta(
    delta,
    dict,
    (reading) => {
      const index = channel.indexOf(reading)
      return index !== undefined && index < dict ? index : undefined
    },
    NODE_CODEC,
  )

/**
 * Sends deltas: encoded once per topic, audience and format, whatever the number of clients, because a broadcast of
 * one text packet is framed once by the adapter. A format that nobody watches is not encoded.
 */
export function createPublisher(io: StreamServer, sweep: () => void) {
  const { rooms } = io.sockets.adapter
  let sinceSweep = Number.POSITIVE_INFINITY
  const counts = { deltas: 0, encoded: 0 }

  return {
    counts,

    /** A tick begins: the next send looks at everybody's queue first. */
    beginTick(): void {
      sinceSweep = Number.POSITIVE_INFINITY
    },

    send(channel: Channel, link: ChainLink): void {
      if (sinceSweep > SWEEP_BYTES) {
        sweep()
        sinceSweep = 0
      }
      sinceSweep += weightOf(link.delta)
      counts.deltas++
      const json = roomOf('json', channel.key)
      if (rooms.has(json)) {
        counts.encoded++
        io.to(json).emit('delta', link.delta)
      }
      const binary = roomOf('binary', channel.key)
      if (rooms.has(binary)) {
        counts.encoded++
        io.to(binary).emit('packed', packLink(channel, link))
      }
    },

    /** Sends one client what it missed of a topic, in order. */
    replay(client: Client, channel: Channel, missed: readonly ChainLink[]): void {
      for (const link of missed) {
        if (client.format === 'json') client.socket.emit('delta', link.delta)
        else client.socket.emit('packed', packLink(channel, link))
      }
    },
  }
}

export type Publisher = ReturnType<typeof createPublisher>
