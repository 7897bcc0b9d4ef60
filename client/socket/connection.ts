import type { WallReport } from '../../protocol/stream/events.ts'
import { Stream, type WallEvent } from './stream.ts'
import { createWireSocket, type WireOptions } from './wire-socket.ts'

export type ConnectOptions = WireOptions & {
  /** `binary` unless somebody wants to read along. */
  readonly format?: 'json' | 'binary'
}

let stream: Stream | null = null
let topics: readonly string[] = []
let lastWall: WallEvent | null = null
const wallListeners = new Set<(event: WallEvent) => void>()
const catalogListeners = new Set<(version: string) => void>()

/** Opens the page's one link to the server, or opens it anew (after signing in). The stores keep what they hold. */
export function connect({ format = 'binary', ...wire }: ConnectOptions = {}): void {
  stream?.close()
  stream = new Stream({
    socket: createWireSocket(wire),
    format,
    onWall(event) {
      lastWall = event
      for (const listener of wallListeners) listener(event)
    },
    onCatalog(version) {
      for (const listener of catalogListeners) listener(version)
    },
  })
  stream.setTopics(topics)
}

/** Ends the link for good, e.g. when the page is left. */
export function disconnect(): void {
  stream?.close()
  stream = null
}

/** What the page shows: replaces the former set. May be called before `connect`. */
export function setTopics(next: readonly string[]): void {
  topics = [...next]
  stream?.setTopics(topics)
}

/** Tells the server what this screen shows. Not kept while the link is down: send the newest again then. */
export function sendWallReport(report: WallReport, onTaken?: () => void): void {
  stream?.sendWallReport(report, onTaken)
}

/** Hears what the wall is told to show; at once the last word, if there was one. @returns ends the subscription */
export function onWall(listener: (event: WallEvent) => void): () => void {
  wallListeners.add(listener)
  if (lastWall !== null) listener(lastWall)
  return () => wallListeners.delete(listener)
}

/** Hears of a new catalog version: load it again. @returns ends the subscription */
export function onCatalog(listener: (version: string) => void): () => void {
  catalogListeners.add(listener)
  return () => catalogListeners.delete(listener)
}
