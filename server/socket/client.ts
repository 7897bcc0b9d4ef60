import type { Server, Socket } from 'socket.io'
import type { Audience } from '../../protocol/access/audience.ts'
import type { Principal } from '../../protocol/access/role.ts'
import type {
  ClientToServerEvents,
  ServerToClientEvents,
  Snapshot,
} from '../../protocol/stream/events.ts'
import type { EmergenciesPort, StreamSources, WallState } from './ports.ts'
import { CITY_TOPIC, EMERGENCY_TOPIC, keyOf } from './topics.ts'

type NoEvents = Record<string, never>
type SocketData = { principal: Principal }
export type StreamServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>
export type StreamSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>
export type Format = 'json' | 'binary'

/** One connected socket as the stream sees it. */
export type Client = {
  readonly socket: StreamSocket
  readonly principal: Principal
  /** Whose orders it sees. */
  readonly audience: Audience
  format: Format
  /** Its snapshots come without their orders. */
  bare: boolean
  /** What it watches, in the order in which it asked. */
  topics: readonly string[]
  /** Monotonic ms since when it has been too slow and out of its rooms; null = keeps up. */
  laggingSinceMs: number | null
  /** What its queue may hold beyond the limit after a large answer, until that is drained; bytes. */
  allowanceBytes: number
  /** Its commands are done one after another. */
  work: Promise<void>
  /** Commands that wait for their turn. */
  pending: number
}

/** Who gets a channel's deltas in a format. The format leads, so that no channel's key can imitate another room. */
export const roomOf = (format: Format, key: string): string => `${format}|${key}`

export const roomsOf = (client: Client): string[] =>
  client.topics.map((topic) => roomOf(client.format, keyOf(topic, client.audience)))

/** A wall's state as its screens are sent it. */
export const wallEvent = ({ commands, times, ...state }: WallState) => ({
  ...state,
  commands: [...commands],
  ...(times === undefined ? {} : { times: [...times] }),
})

/** The emergencies that are on, as watchers of `emergency` are sent them. */
export const emergenciesEvent = (emergencies: Pick<EmergenciesPort, 'active'>, nowMs: number) => ({
  at: new Date(nowMs).toISOString(),
  active: [...emergencies.active()],
})

const bothFormats = (topic: string): string[] => [roomOf('json', topic), roomOf('binary', topic)]

export const emergencyRooms: string[] = bothFormats(EMERGENCY_TOPIC)
/** Who is told the stage of the city: a desk watches emergencies and spares itself the city's readings. */
export const stageRooms: string[] = [...bothFormats(CITY_TOPIC), ...emergencyRooms]

/** Screens that show a wall, whatever their format. */
export const wallRooms = (wall: string): string[] => bothFormats(`wall:${wall}`)

/** Tells a client what is sent whole beside the topics' deltas: it begins to watch, or has missed what was told. */
export function tellWhole(
  { socket, topics }: Client,
  { emergencies, stage }: Pick<StreamSources, 'emergencies' | 'stage'>,
  nowMs: number,
): void {
  if (emergencies !== undefined && topics.includes(EMERGENCY_TOPIC)) {
    socket.emit('emergencies', emergenciesEvent(emergencies, nowMs))
  }
  const isTold = topics.includes(CITY_TOPIC) || topics.includes(EMERGENCY_TOPIC)
  if (stage !== undefined && isTold) socket.emit('stage', stage.state())
}

/** A snapshot as a client wants it. */
export const snapshotFor = ({ bare }: Pick<Client, 'bare'>, snapshot: Snapshot): Snapshot =>
  bare && snapshot.orders !== undefined ? { ...snapshot, orders: [] } : snapshot
