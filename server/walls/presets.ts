import { randomUUID } from 'node:crypto'
import { AppError } from '../../protocol/error/codes.ts'
import type { WallPicture } from '../../protocol/stream/events.ts'
import { toIso } from '../../protocol/time.ts'
import { createBook } from '../duty/book.ts'
import type { RecordStore } from '../store/store.ts'

/** A wall's picture kept under a name (预案画面). Every save is a version of its own; none is lost. */
export type Preset = {
  readonly id: string
  readonly wall: string
  readonly name: string
  readonly version: number
  readonly picture: WallPicture
  readonly savedAt: string
  readonly savedBy: string
}

/** Most presets of one wall: a list that a person still reads. */
const MOST_PRESETS = 200
const MOST_VERSIONS = 1_000

/** Presets by wall, in the store. */
export function createPresets(store: RecordStore, nowMs: () => number) {
  const current = createBook<Preset>(store, 'wall.presets', ({ id, wall, savedAt }) => ({
    id,
    key: wall,
    atMs: Date.parse(savedAt),
  }))
  const versions = createBook<Preset>(store, 'wall.preset-versions', (preset) => ({
    id: `${preset.id}@${preset.version}`,
    key: preset.id,
    atMs: Date.parse(preset.savedAt),
  }))
  const list = async (wall: string): Promise<readonly Preset[]> =>
    (await current.list({ key: wall, limit: MOST_PRESETS })).sort((a, b) =>
      a.name.localeCompare(b.name, 'zh-CN'),
    )
  const one = async (wall: string, id: string): Promise<Preset> => {
    const found = await current.one(id)
    if (found?.wall !== wall) throw new AppError('NOT_FOUND', { detail: { preset: id } })
    return found
  }
  const refuseTaken = async (wall: string, name: string, id: string | null): Promise<void> => {
    const taken = (await list(wall)).some((other) => other.name === name && other.id !== id)
    if (taken) throw new AppError('PRESET_NAME_TAKEN', { detail: { name } })
  }
  const write = async (preset: Preset): Promise<Preset> => {
    await store.putRecords([versions.entry(preset), current.entry(preset)])
    return preset
  }
  // One change at a time: of two who save the same version, the second is told.
  let writing: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = writing.then(act)
    writing = done.catch(() => undefined)
    return done
  }

  return {
    list,
    one,
    /** Newest first. @throws AppError NOT_FOUND */
    async versions(wall: string, id: string): Promise<readonly Preset[]> {
      await one(wall, id)
      return versions.list({ key: id, limit: MOST_VERSIONS, newestFirst: true })
    },
    /** A version of a preset; the newest when none is named. @throws AppError NOT_FOUND */
    async version(wall: string, id: string, version?: number): Promise<Preset> {
      const newest = await one(wall, id)
      if (version === undefined || version === newest.version) return newest
      const found = await versions.one(`${id}@${version}`)
      if (found === null) throw new AppError('NOT_FOUND', { detail: { preset: id, version } })
      return found
    },
    /** @throws AppError PRESET_NAME_TAKEN, TOO_MANY */
    create: (wall: string, name: string, picture: WallPicture, by: string): Promise<Preset> =>
      inTurn(async () => {
        await refuseTaken(wall, name, null)
        if ((await list(wall)).length >= MOST_PRESETS)
          throw new AppError('TOO_MANY', { detail: { most: MOST_PRESETS } })
        const savedAt = toIso(nowMs())
        return write({ id: randomUUID(), wall, name, version: 1, picture, savedAt, savedBy: by })
      }),
    /** @throws AppError NOT_FOUND, PRESET_NAME_TAKEN, PRESET_CHANGED_MEANWHILE when `version` is not the newest */
    update: (
      wall: string,
      id: string,
      change: { version: number; name?: string; picture?: WallPicture },
      by: string,
    ): Promise<Preset> =>
      inTurn(async () => {
        const before = await one(wall, id)
        if (before.version !== change.version) {
          throw new AppError('PRESET_CHANGED_MEANWHILE', {
            detail: { id, version: before.version },
          })
        }
        const name = change.name ?? before.name
        await refuseTaken(wall, name, id)
        return write({
          ...before,
          name,
          picture: change.picture ?? before.picture,
          version: before.version + 1,
          savedAt: toIso(nowMs()),
          savedBy: by,
        })
      }),
    /** Its versions stay in the books. @throws AppError NOT_FOUND */
    remove: (wall: string, id: string): Promise<Preset> =>
      inTurn(async () => {
        const gone = await one(wall, id)
        await current.remove([id])
        return gone
      }),
  }
}
