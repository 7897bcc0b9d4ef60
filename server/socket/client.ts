import type { Server, Socket } from 'socket.io'
import type { Principal } from '../../protocol/access/role.ts'
import type { ClientToServerEvents, ServerToClientEvents } from '../../protocol/stream/events.ts'

type NoEvents = Record<string, never>
type SocketData = { principal: Principal }
export type StreamServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>
export type StreamSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>
export type Format = 'json' | 'binary'

/** One connected socket as the stream sees it. */
export type Client = {
  readonly socket: StreamSocket
  readonly principal: Principal
  format: Format
  /** What it watches, in the order in which it asked. */
  topics: readonly string[]
  /** Monotonic ms since when it has been too slow and out of its rooms; null = keeps up. */
  laggingSinceMs: number | null
  /** What its queue may hold beyond the limit after a large answer, until that is drained; bytes. */
  allowanceBytes: number
  /** Its commands are done one after another. */
  work: Promise<void>
}

/** Who gets a topic's deltas in a format. The format leads, so that no topic's name can imitate another room. */
export const roomOf = (format: Format, topic: string): string => `${format}|${topic}`

export const roomsOf = (client: Client): string[] =>
  client.topics.map((topic) => roomOf(client.format, topic))

/** Screens that show a wall, whatever their format. */
export const wallRooms = (wall: string): string[] => [
  roomOf('json', `wall:${wall}`),
  roomOf('binary', `wall:${wall}`),
]
