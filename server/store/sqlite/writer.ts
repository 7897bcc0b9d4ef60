import { AppError } from '../../../protocol/error/codes.ts'
import type { BackfillColumn, Resolution } from '../store.ts'
import { BackfillWriter } from './backfill.ts'
import { createCollections } from './collections.ts'
import { openWriter, type WriterConnection } from './database.ts'
import { Dictionary } from './dictionary.ts'
import { type ErrorMessage, isFatal, packError, toStoreError } from './errors.ts'
import { AlarmTable, OrderTable } from './events.ts'
import { createRecordTables } from './records.ts'
import { RollUp } from './roll-up.ts'
import { transaction } from './transaction.ts'
import type { PackedBatch } from './wire.ts'
import { ReadingWriter } from './write-readings.ts'

/** What became of one batch of a group. */
export type BatchResult = { readonly outcomes: Uint8Array } | { readonly error: ErrorMessage }

/**
 * Runs the steps of a long job, letting waiting calls in between.
 *
 * @throws AppError STORE_UNAVAILABLE when the store is to close meanwhile; what is left is done another time
 */
async function inSteps<T>(steps: Generator<void, T, void>, closing: () => boolean): Promise<T> {
  for (;;) {
    if (closing()) throw new AppError('STORE_UNAVAILABLE', { detail: { reason: 'closing' } })
    const step = steps.next()
    if (step.done === true) return step.value
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/**
 * The writing half of the engine, on its own thread. Each function is one call of the protocol between the
 * threads; long jobs run one after the other, in steps.
 *
 * @throws AppError as `openWriter`
 */
export function createWriter(dir: string, connection: WriterConnection = openWriter(dir)) {
  const { db } = connection
  const dictionary = new Dictionary(db)
  const rollUp = new RollUp(db, dictionary, () => performance.now())
  const readings = new ReadingWriter(db, dictionary, () => rollUp.closingMs())
  const backfill = new BackfillWriter(db, dictionary, rollUp.closer, (seriesId, atMs) => {
    if (atMs < rollUp.closingMs()) readings.markDirty(seriesId, atMs)
  })
  const alarms = new AlarmTable(db)
  const orders = new OrderTable(db)
  const { meta, putMeta, ...records } = createRecordTables(db)
  let jobs: Promise<unknown> = Promise.resolve()
  let closing = false

  const afterOtherJobs = <T>(steps: () => Generator<void, T, void>): Promise<T> => {
    const job = jobs.then(() => inSteps(steps(), () => closing))
    jobs = job.catch(() => undefined)
    return job
  }

  const writeBatch = (batch: PackedBatch): Uint8Array => {
    const outcomes = readings.write(batch)
    alarms.append(batch.alarms)
    orders.append(batch.orders)
    return outcomes
  }

  /** One batch inside the group's transaction: if it fails by itself, its neighbours go on. */
  const tryBatch = (batch: PackedBatch): BatchResult => {
    const mark = dictionary.mark()
    db.exec('SAVEPOINT batch')
    try {
      const outcomes = writeBatch(batch)
      db.exec('RELEASE batch')
      return { outcomes }
    } catch (error) {
      if (isFatal(error) || !db.isTransaction) throw error
      db.exec('ROLLBACK TO batch')
      db.exec('RELEASE batch')
      dictionary.undo(mark)
      return { error: packError(toStoreError(error, dir)) }
    }
  }

  return {
    /** Group commit: one transaction and one fsync for all batches that were waiting. */
    commit(batches: readonly PackedBatch[]): readonly BatchResult[] {
      for (const batch of batches) readings.learn(batch)
      try {
        const results = transaction(db, () => batches.map(tryBatch))
        dictionary.keep()
        return results
      } catch (error) {
        dictionary.undo(0)
        const packed = packError(toStoreError(error, dir))
        return batches.map(() => ({ error: packed }))
      }
    },
    backfill(columns: readonly BackfillColumn[]): void {
      try {
        transaction(db, () => {
          for (const column of columns) backfill.write(column)
        })
        dictionary.keep()
      } catch (error) {
        dictionary.undo(0)
        throw error
      }
    },
    async rollUp(nowMs: number): Promise<void> {
      await afterOtherJobs(() => rollUp.rollUp(nowMs))
      // Here rather than in a commit that somebody waits for.
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    },
    expire: (nowMs: number, keepMs: Readonly<Record<Resolution, number>>): Promise<number> =>
      afterOtherJobs(() => rollUp.expire(nowMs, keepMs)),
    standingAlarms: () => alarms.standing(),
    alarms: (query: Parameters<AlarmTable['list']>[0]) => alarms.list(query),
    alarm: (id: string) => alarms.one(id),
    alarmEvents: (fromMs: number, toMs: number) => alarms.events(fromMs, toMs),
    eventsOfAlarm: (id: string, limit: number) => alarms.eventsOf(id, limit),
    alarmsAt: (atMs: number) => alarms.at(atMs),
    order: (id: string) => orders.one(id),
    orderByExternalId: (channel: string, externalId: string) =>
      orders.byExternalId(channel, externalId),
    orderEvents: (id: string) => orders.events(id),
    orderEventByActionId: (actionId: string) => orders.eventByActionId(actionId),
    lastOrderId: (prefix: string) => orders.lastId(prefix),
    ...records,
    ...createCollections(db),
    meta,
    putMeta,
    /** Reads one row, so that a file that went away is noticed. */
    ping(): void {
      meta('ping')
    },
    async close(): Promise<void> {
      closing = true
      await jobs
      connection.close()
    },
  }
}

export type Writer = ReturnType<typeof createWriter>
