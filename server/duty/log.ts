import { randomUUID } from 'node:crypto'
import type { LogEntry } from '../../protocol/duty/log.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'
import type { OrderStore, RecordEntry, RecordStore } from '../store/store.ts'
import { createBook } from './book.ts'

export type NewLogEntry = Pick<LogEntry, 'kind' | 'text'> &
  Partial<Pick<LogEntry, 'orderId' | 'corrects'>>

/** Most entries that one handover reads: a shift writes some dozens. */
const MOST_OF_A_SHIFT = 1_000

/** The duty log (值班日志): append-only, a correction is an entry of its own. */
export function createDutyLog(store: RecordStore & Pick<OrderStore, 'order'>, nowMs: () => number) {
  const book = createBook<LogEntry>(store, 'duty.log', ({ id, at, orderId }) => ({
    id,
    key: orderId ?? '',
    atMs: Date.parse(at),
  }))
  const written = (entry: NewLogEntry, by: string): LogEntry => ({
    id: randomUUID(),
    at: toIso(nowMs()),
    by,
    kind: entry.kind,
    text: entry.text,
    orderId: entry.orderId ?? null,
    corrects: entry.corrects ?? null,
  })
  return {
    /** @throws AppError NOT_FOUND for an order or an entry that is not there */
    async add(entry: NewLogEntry, by: string): Promise<LogEntry> {
      const { orderId = null, corrects = null } = entry
      if (orderId !== null && (await store.order(orderId)) === null) {
        throw new AppError('NOT_FOUND', { detail: { order: orderId } })
      }
      if (corrects !== null && (await book.one(corrects)) === null) {
        throw new AppError('NOT_FOUND', { detail: { entry: corrects } })
      }
      const line = written(entry, by)
      await book.put(line)
      return line
    },
    /** An entry about nothing that was kept before, to be written together with what it tells of. */
    record: (entry: Pick<NewLogEntry, 'kind' | 'text'>, by: string): RecordEntry =>
      book.entry(written(entry, by)),
    /** Newest first; `after` is the last entry of the page before. */
    list: (query: { orderId?: string; limit: number; after?: { atMs: number; id: string } }) =>
      book.list({
        ...(query.orderId === undefined ? {} : { key: query.orderId }),
        ...(query.after === undefined ? {} : { after: query.after }),
        limit: query.limit,
        newestFirst: true,
      }),
    since: (fromMs: number) => book.list({ fromMs, limit: MOST_OF_A_SHIFT }),
  }
}

export type DutyLog = ReturnType<typeof createDutyLog>
