import type { Principal } from '../../protocol/access/role.ts'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { StageState } from '../../protocol/stage/state.ts'
import type { WallCommand } from '../../protocol/stream/events.ts'
import type { TourClock } from '../../protocol/wall/tour-clock.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { CommitFeed } from '../commit.ts'
import type { LiveState } from '../indicators/live.ts'

/** What a wall is told to show, as kept by the server. */
export type WallState = {
  readonly wall: string
  /** Rises with every command. */
  readonly seq: number
  readonly commands: readonly WallCommand[]
  /** When each of `commands` was accepted, and the last one. ISO 8601. */
  readonly times?: readonly string[]
  readonly at?: string | null
  /** Where the tour stands that the server leads. */
  readonly tour?: TourClock | null
}

/** The walls as the stream needs them. */
export interface WallsPort {
  /** @returns null when there is no such wall */
  state(wallId: string): WallState | null
  /** @returns a function that ends the subscription */
  onState(listener: (state: WallState) => void): () => void
  /** Checks and takes what a screen says of itself. @throws AppError MALFORMED, FORBIDDEN or NOT_FOUND */
  report(socketId: string, principal: Principal, report: unknown): void
  /** The screen's socket ended. Also called for sockets that never reported. */
  gone(socketId: string): void
}

/** The emergencies as the stream needs them. */
export interface EmergenciesPort {
  /** Those that are on, the latest first. */
  active(): readonly Emergency[]
  /** @returns a function that ends the subscription */
  onChange(listener: () => void): () => void
}

/** The stage of the city as the stream needs it. */
export interface StagePort {
  state(): StageState
  /** @returns a function that ends the subscription */
  onChange(listener: (state: StageState) => void): () => void
}

/** What a socket's handshake carries of its sender's identity. */
export type StreamHandshake = {
  /** The raw `cookie` header. */
  readonly cookieHeader: string | null
  /** `auth.token` of the client, or its `authorization: Bearer` header. */
  readonly token: string | null
}

export interface StreamLogger {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

/** Everything the stream reads from. All synchronous, from memory. */
export type StreamSources = {
  readonly feed: CommitFeed
  readonly live: LiveState
  /** Orders that are not ended, as of `live.seq()`. */
  readonly openOrders: () => readonly Order[]
  readonly catalog: CatalogSource
  readonly walls: WallsPort
  /** Left out: there are none. */
  readonly emergencies?: EmergenciesPort
  /** Left out: the city has none. */
  readonly stage?: StagePort
  readonly hasRoom: (roomId: string) => boolean
}
