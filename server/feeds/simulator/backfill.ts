import type { BackfillColumn, MetaStore, ReadingStore } from '../../store/store.ts'
import type { HistorySource } from './history-source.ts'

/** How far the history behind the live feed has come. */
export type BackfillProgress = {
  readonly doneSeries: number
  readonly totalSeries: number
  readonly finished: boolean
}

/** What must be equal for a half-made history to be carried on rather than begun anew. */
export type BackfillIdentity = {
  readonly catalogVersion: string
  readonly seed: number
  readonly units: number
}

type Saved = BackfillIdentity & { readonly untilMs: number; readonly done: number }

const META_KEY = 'simulator.backfill'
/** Most rows handed to the store at once: what it writes in one go holds everything else up. */
const ROWS_AT_ONCE = 4_000
const SAVE_EVERY_MS = 1_000

export type BackfillState = { readonly untilMs: number; readonly done: number }

/** Where an earlier run stopped; a fresh start when there was none or it made another district. */
export async function loadBackfill(
  store: MetaStore,
  identity: BackfillIdentity,
  nowMs: number,
): Promise<BackfillState> {
  const saved = parseSaved(await store.meta(META_KEY))
  if (saved === null) return { untilMs: nowMs, done: 0 }
  const isSame =
    saved.seed === identity.seed &&
    saved.catalogVersion === identity.catalogVersion &&
    saved.units === identity.units
  if (isSame || saved.done >= saved.units) {
    return { untilMs: saved.untilMs, done: isSame ? saved.done : identity.units }
  }
  return { untilMs: saved.untilMs, done: 0 }
}

function parseSaved(text: string | null): Saved | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const saved = value as Partial<Record<keyof Saved, unknown>>
    const { untilMs, done, units, seed, catalogVersion } = saved
    const isWhole =
      typeof untilMs === 'number' &&
      typeof done === 'number' &&
      typeof units === 'number' &&
      typeof seed === 'number' &&
      typeof catalogVersion === 'string'
    return isWhole ? { untilMs, done, units, seed, catalogVersion } : null
  } catch {
    return null
  }
}

export type BackfillJob = {
  readonly source: HistorySource
  readonly store: Pick<ReadingStore, 'backfill'> & MetaStore
  readonly identity: BackfillIdentity
  readonly from: BackfillState
  readonly nowMs: () => number
  readonly onProgress: (doneUnits: number) => void
  readonly isStopped: () => boolean
}

/**
 * Writes the history unit by unit and remembers how far it came. Killed at any point it may be run again from
 * what was remembered: the store never overwrites, so a unit written twice changes nothing.
 *
 * @returns whether it came to the end
 */
export async function runBackfill(job: BackfillJob): Promise<boolean> {
  const { source, store, identity, from, isStopped } = job
  const save = (done: number): Promise<void> =>
    store.putMeta(META_KEY, JSON.stringify({ ...identity, untilMs: from.untilMs, done }))
  await save(from.done)
  let savedMs = job.nowMs()
  let ahead = from.done < identity.units ? source.columns(from.done) : null
  for (let index = from.done; index < identity.units && ahead !== null; index++) {
    const columns = await ahead
    ahead = index + 1 < identity.units ? source.columns(index + 1) : null
    // Looked at later; until then its failure must not count as unhandled.
    ahead?.catch(() => {})
    for (const chunk of chunksOf(columns)) {
      if (isStopped()) return false
      await store.backfill(chunk)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    job.onProgress(index + 1)
    if (job.nowMs() - savedMs >= SAVE_EVERY_MS) {
      await save(index + 1)
      savedMs = job.nowMs()
    }
    if (isStopped()) return false
  }
  await save(identity.units)
  return true
}

/** Cuts columns into groups of about `ROWS_AT_ONCE` rows; no column is cut, none is longer than a month of hours. */
function* chunksOf(columns: readonly BackfillColumn[]): Generator<BackfillColumn[]> {
  let chunk: BackfillColumn[] = []
  let rows = 0
  for (const column of columns) {
    if (rows > 0 && rows + column.atMs.length > ROWS_AT_ONCE) {
      yield chunk
      chunk = []
      rows = 0
    }
    chunk.push(column)
    rows += column.atMs.length
  }
  if (chunk.length > 0) yield chunk
}
