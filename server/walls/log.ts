import { randomUUID } from 'node:crypto'
import { toIso } from '../../protocol/time.ts'
import { createBook } from '../duty/book.ts'
import type { RecordStore } from '../store/store.ts'

export const WALL_LOG_KINDS = [
  'command',
  'recall',
  'saved',
  'removed',
  'held',
  'released',
  'lost',
  'silent',
  'back',
  'heal',
] as const

/** One thing that happened at a wall: told by somebody, or seen of a screen. */
export type WallLogEntry = {
  readonly id: string
  readonly wall: string
  /** ISO 8601. */
  readonly at: string
  readonly kind: (typeof WALL_LOG_KINDS)[number]
  /** Who told the wall, or the screen that it is about. */
  readonly by: string
  readonly what: Readonly<Record<string, unknown>>
}

export type NewWallLogEntry = Omit<WallLogEntry, 'id' | 'at'> & {
  readonly atMs: number
  /** A second entry of the same id replaces the first. */
  readonly id?: string
}

/** A wall's log (大屏日志): what it was told and by whom, which screens were lost, and what mended itself. */
export function createWallLog(store: RecordStore) {
  const book = createBook<WallLogEntry>(store, 'wall.log', ({ id, wall, at }) => ({
    id,
    key: wall,
    atMs: Date.parse(at),
  }))
  return {
    add({ id = randomUUID(), atMs, ...rest }: NewWallLogEntry): Promise<void> {
      return book.put({ id, at: toIso(atMs), ...rest })
    },
    /** Newest first. */
    list: (query: {
      readonly wall: string
      readonly limit: number
      readonly after?: { readonly atMs: number; readonly id: string }
    }): Promise<readonly WallLogEntry[]> =>
      book.list({
        key: query.wall,
        limit: query.limit,
        newestFirst: true,
        ...(query.after === undefined ? {} : { after: query.after }),
      }),
  }
}
