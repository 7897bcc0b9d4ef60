import type { AppError } from '../../../protocol/error/codes.ts'
import type { Store } from '../store.ts'
import { WorkerLink } from './link.ts'
import type { Reader } from './reader.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { Writer } from './writer.ts'

export type SqliteOptions = {
  /** Folder of the database (`NZH_DATA_DIR`); made when it is missing. */
  readonly dir: string
  /** Told once when one of the store's threads dies: from then on it refuses everything. */
  readonly onLost?: (reason: AppError) => void
}

/**
 * Opens the embedded database: a writing and a reading thread on one file. A new folder begins empty, an
 * older file is brought up to date.
 *
 * @throws AppError STORE_UNAVAILABLE with `detail.reason` (not writable, damaged, held by another server) or
 *   STORE_TOO_NEW
 */
export async function openSqliteStore({ dir, onLost }: SqliteOptions): Promise<Store> {
  let told = true
  const lost = (reason: AppError): void => {
    if (!told) onLost?.(reason)
    told = true
  }
  const writer = new WorkerLink<Writer>('writer', dir, lost)
  const reader = new WorkerLink<Reader>('reader', dir, lost)
  try {
    await writer.open()
    await reader.open()
    told = false
    return new SqliteStore(writer, reader)
  } catch (error) {
    await Promise.all([writer.terminate(), reader.terminate()])
    throw error
  }
}
