import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'
import type { RecordStore } from '../store/store.ts'

/** An act that was refused: who tried what on which version, and why it was not done. */
export type Attempt = {
  readonly by: string
  readonly at: string
  readonly action: string
  /** The version the actor was looking at. */
  readonly rev: number
  readonly code: ErrorCode
}

export type AttemptLog = {
  /** Writes an attempt down. Best effort: a full disk turns no refusal into another error. */
  note(orderId: string, attempt: Omit<Attempt, 'at'>): Promise<void>
  /** The newest attempts on an order, oldest first. */
  of(orderId: string): Promise<readonly Attempt[]>
}

const COLLECTION = 'orders.attempts'
const MOST_SHOWN = 100

/** Refused attempts on orders (操作审计), kept beside their events: they change nothing. */
export const createAttemptLog = (
  store: Pick<RecordStore, 'putRecords' | 'records'>,
  nowMs: () => number,
): AttemptLog => {
  let noted = 0
  return {
    async note(orderId, attempt) {
      const atMs = nowMs()
      const body: Attempt = { ...attempt, at: toIso(atMs) }
      // Of two in the same millisecond the first stays the first.
      const id = `${String(++noted).padStart(12, '0')}-${randomUUID()}`
      const entry = { collection: COLLECTION, id, key: orderId, atMs, body }
      await store.putRecords([entry]).catch(() => undefined)
    },
    async of(orderId) {
      const query = { collection: COLLECTION, key: orderId, newestFirst: true, limit: MOST_SHOWN }
      const entries = await store.records(query)
      return entries.map(({ body }) => body as Attempt).reverse()
    },
  }
}
