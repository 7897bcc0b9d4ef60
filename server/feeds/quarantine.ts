import type { QuarantineEntry, QuarantineStore } from '../store/store.ts'
import type { RawReading, UnreadableRow } from './feed.ts'
import type { Rejection } from './validate.ts'

const LONGEST_SAMPLE = 500
/** More samples than these are never shown, so they are not kept either. */
const MOST_SAMPLES = 1_000
/** Entries held while the store cannot take them. */
const MOST_WAITING = 20_000

/** @returns a refused reading as text, cut short; a row nested too deeply for that says so */
export function sampleOf(row: unknown): string {
  try {
    return (JSON.stringify(row) ?? String(row)).slice(0, LONGEST_SAMPLE)
  } catch {
    return '(cannot be shown)'
  }
}

/** Where refused readings (隔离区) are counted by source and code, so that a screen can show how much is lost. */
export interface Quarantine {
  /** Never fails: what the store cannot take now is kept for the next time. */
  add(entries: readonly QuarantineEntry[]): Promise<void>
}

export function createQuarantine(
  store: Pick<QuarantineStore, 'quarantine'>,
  onError: (error: unknown) => void,
): Quarantine {
  let waiting: QuarantineEntry[] = []
  return {
    async add(entries) {
      const batch = [...waiting, ...entries]
      waiting = []
      if (batch.length === 0) return
      try {
        await store.quarantine(batch)
      } catch (error) {
        waiting = batch.slice(0, MOST_WAITING)
        onError(error)
      }
    },
  }
}

/** @returns what is to be kept of a request's refused rows */
export function quarantineEntries(
  rejected: readonly Rejection[],
  rows: readonly RawReading[],
  unreadable: readonly UnreadableRow[],
  source: string,
  atMs: number,
): QuarantineEntry[] {
  if (rejected.length === 0) return []
  const rowAt = new Map<number, unknown>()
  const refused = new Set(rejected.slice(-MOST_SAMPLES).map(({ index }) => index))
  for (const { index, row } of rows) if (refused.has(index)) rowAt.set(index, row)
  const textAt = new Map(unreadable.map(({ index, text }) => [index, text]))
  return rejected.map(({ index, code }) => {
    const text = textAt.get(index)?.slice(0, LONGEST_SAMPLE)
    const sample = text ?? (rowAt.has(index) ? sampleOf(rowAt.get(index)) : '')
    return { source, code, atMs, sample }
  })
}
