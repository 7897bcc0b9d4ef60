import type { IncomingHttpHeaders } from 'node:http'
import { MOST_INFLATED_BYTES } from './inflate.ts'

/** Bodies that may be held in memory at once, inflated. */
const MOST_HELD_BYTES = 256 * 1024 * 1024
/** What a body is counted as that does not say its length. */
const UNTOLD_BYTES = 8 * 1024 * 1024
/** How much readings shrink under gzip, about. */
const USUAL_RATIO = 10

/** @returns bytes a body will take once it is taken apart, as far as its headers tell */
export function expectedBytes(headers: IncomingHttpHeaders): number {
  const told = Number(headers['content-length'] ?? UNTOLD_BYTES)
  const length = Number.isFinite(told) && told >= 0 ? told : UNTOLD_BYTES
  const grows = headers['content-encoding'] === undefined ? 1 : USUAL_RATIO
  return Math.min(length * grows, MOST_INFLATED_BYTES)
}

/** Keeps a flood of large bodies from filling the memory: who finds no room is asked to come again. */
export type Flow = {
  /** @returns false when there is no room; otherwise `leave` must follow */
  enter(bytes: number): boolean
  leave(bytes: number): void
}

export function createFlow(mostBytes = MOST_HELD_BYTES): Flow {
  let held = 0
  return {
    enter(bytes) {
      // One body always fits, however large: it is bounded itself.
      if (held > 0 && held + bytes > mostBytes) return false
      held += bytes
      return true
    },
    leave(bytes) {
      held -= bytes
    },
  }
}
