import type { Alarm, AlarmEvent } from '../alarm/alarm.ts'
import type { Emergency } from '../emergency/emergency.ts'
import type { ErrorCode } from '../error/codes.ts'
import type { CategoryId, Level, Quality, Status } from '../indicator/definition.ts'
import type { OrderNote } from '../order/note.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { StageState } from '../stage/state.ts'
import type { TourClock } from '../wall/tour-clock.ts'

/** One value on the wire; `at` is ISO 8601 in UTC. */
export type WireReading = {
  indicator: string
  place: string
  value: number | null
  at: string | null
  quality: Quality
  level: Level | null
  status: Status
}

/** Only on topic `city`: what the state line says. Counts are of indicators at the district and of standing alarms. */
export type CityState = {
  /** Worst level of standing alarms that nobody shelved, per category; null when calm. */
  worst: Record<CategoryId, Level | null>
  /** Standing alarms by level, all categories. */
  alarms: Record<Level, number>
  freshness: { fresh: number; stale: number; missing: number; total: number }
  /** How many of the fresh or stale district values rest on simulated input. */
  simulated: number
}

export type Snapshot = {
  readings: WireReading[]
  orders?: Order[]
  alarms?: Alarm[]
  city?: CityState
}

/** The changes of one topic between two moments of its chain: `from` equals the `to` before it. */
export type Delta = {
  topic: string
  epoch: string
  from: number
  to: number
  at: string
  readings?: WireReading[]
  orders?: OrderEvent[]
  alarms?: AlarmEvent[]
  city?: CityState
}

/**
 * A `Delta` with its readings packed (docs/wire-format.md). A topic's dictionary is the list of the
 * (indicator, place) pairs of its snapshot, in the snapshot's order; `keys` are appended to it.
 */
export type PackedDelta = Omit<Delta, 'readings'> & {
  /** Length of the dictionary before this delta: a client whose own differs asks for a snapshot. */
  dict: number
  /** New (indicator, place) pairs; they get the next positions. */
  keys?: [indicator: string, place: string][]
  /** The readings' columns, base64; left out when there are none. */
  data?: string
}

/**
 * A topic whole, unasked: to a client that fell behind (`lagging: true`) instead of an endless queue, and to
 * every watcher when the catalog changed what topics hold (`lagging: false`, with a new epoch).
 */
export type LaggingSnapshot = {
  topic: string
  epoch: string
  seq: number
  lagging: boolean
  snapshot: Snapshot
}

export type WatchRequest = {
  topics: string[]
  format?: 'json' | 'binary'
  resume?: { epoch: string; seqs: Record<string, number> }
  /** Snapshots without their orders: for a client that reads the orders page by page over HTTP. */
  bare?: boolean
}

/** Somebody who has an order open. */
export type Present = { readonly name: string; readonly since: string }

/** Who has which order open, by order id; orders that nobody looks at are left out. Whole, at every change. */
export type PresenceState = { readonly orders: Readonly<Record<string, readonly Present[]>> }

export type WatchReply =
  | {
      ok: true
      epoch: string
      serverTime: string
      topics: Record<string, { seq: number; snapshot: Snapshot } | { seq: number; resumed: true }>
    }
  | {
      ok: false
      code: ErrorCode
      message: string
      /** The topic that is unknown or forbidden; the whole request was refused for it. */
      topic?: string
    }

/** What a wall is told to show; kept by the server and applied again when a screen reconnects. */
export type WallCommand =
  | { command: 'show'; scenario: string }
  | { command: 'tour'; scenarios: string[]; seconds: number }
  | { command: 'focus'; position: [number, number]; zoom: number }
  | { command: 'mode'; mode: 'normal' | 'emergency'; orderId?: string }
  | { command: 'replay'; at: string; speed: number }
  | { command: 'live' }
  /** Filters the wings to one town; null: the whole district. */
  | { command: 'town'; town: string | null }
  /** A picture that was saved under a name, as it was recalled: whole, so that a screen needs nothing else. */
  | { command: 'preset'; preset: string; version: number; name: string; picture: WallPicture }

/** A wall's picture (画面): layout, filter, camera, stage, and the tour when one runs. */
export type WallPicture = {
  scenario: string | null
  /** Town that the wings are filtered to; null = the whole district. */
  town: string | null
  /** Where the map looks; null = the district. */
  focus: { position: [number, number]; zoom: number } | null
  mode: 'normal' | 'emergency'
  orderId: string | null
  tour: { scenarios: string[]; seconds: number } | null
}

/** What happened to a screen that mended itself (自愈), told by the screen once it could. */
export type WallHeal = {
  /** Random; a heal told twice is kept once. */
  id: string
  /** What had failed: the map's WebGL context, the tab, a part's script, the server at start, or a build that was swapped. */
  kind: 'webgl' | 'tab' | 'part' | 'start' | 'build'
  /** When it failed, ISO 8601. */
  at: string
  /** From the failure until it was whole again. */
  tookMs: number
  /** Which part, or which builds. */
  what?: string
}

/** What a screen reports of itself. */
export type WallReport = {
  wall: string
  scenario: string | null
  mode: 'normal' | 'emergency'
  link: 'live' | 'lost' | 'replay'
  widthPx: number
  heightPx: number
  fps: number | null
  memoryMb: number | null
  build: string
  clockOffsetMs: number
  /** `seq` of the last command applied. */
  applied: number
  /** Which part of the wall it shows, `col,row/cols,rows`; null or left out: all of it. */
  part?: string | null
  /** Names one load of the page: another one means that it was loaded again. */
  page?: string
  town?: string | null
  focus?: { position: [number, number]; zoom: number } | null
  /** The map: drawn, drawn from simpler parts without a graphics card, its context lost, or no WebGL2 at all. */
  map?: 'drawn' | 'reduced' | 'lost' | 'none'
  /** Parts whose script failed and that are not back yet. */
  broken?: string[]
  /** The page is being closed or left on purpose. */
  leaving?: boolean
  /** What mended itself since the last report. */
  heals?: WallHeal[]
}

export type WallReportReply = { ok: true } | { ok: false; code: ErrorCode; message: string }

export type ServerToClientEvents = {
  delta: (delta: Delta) => void
  /** The same content packed, for watchers of format `binary`. */
  packed: (delta: PackedDelta) => void
  snapshot: (snapshot: LaggingSnapshot) => void
  clock: (clock: { serverTime: string }) => void
  catalog: (catalog: { version: string }) => void
  /**
   * `times`: server time of each command, from which flights and replays count; `at`: of the last one. `tour`: where
   * the tour stands that the server leads.
   */
  wall: (state: {
    wall: string
    seq: number
    commands: WallCommand[]
    times?: string[]
    at?: string | null
    tour?: TourClock | null
  }) => void
  /** To watchers of `emergency`, at once and after each change: the emergencies that are on, whole, the latest first. */
  emergencies: (state: { at: string; active: Emergency[] }) => void
  /** To watchers of `city` or `emergency`, at once and after each change: the stage of the city, whole. */
  stage: (state: StageState) => void
  /** To watchers of `orders` who may see the order: who else has it open, and what was said about it. */
  presence: (state: PresenceState) => void
  note: (note: OrderNote) => void
}

export type ClientToServerEvents = {
  watch: (request: WatchRequest, reply: (reply: WatchReply) => void) => void
  'wall-state': (report: WallReport, reply?: (reply: WallReportReply) => void) => void
  /** The order that the sender has open now; null: none. Ends with the socket. */
  presence: (place: { order: string | null }) => void
}
