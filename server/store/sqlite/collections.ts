import type { RecordEntry, RecordQuery } from '../store.ts'
import type { Database, SqlValue } from './driver.ts'
import { transaction } from './transaction.ts'

type Row = { id: string; key: string; at_ms: number; body: string }

/** Records by collection, key and time: one table for all parts that have none of their own. */
export function createCollections(db: Database) {
  const put = db.prepare<never>(
    `INSERT INTO records (collection, id, key, at_ms, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (collection, id) DO UPDATE SET key = excluded.key, at_ms = excluded.at_ms,
       body = excluded.body`,
  )
  const one = db.prepare<Row>(
    'SELECT id, key, at_ms, body FROM records WHERE collection = ? AND id = ?',
  )
  const remove = db.prepare<never>('DELETE FROM records WHERE collection = ? AND id = ?')
  const entryOf = (collection: string, { id, key, at_ms, body }: Row): RecordEntry => ({
    collection,
    id,
    key,
    atMs: at_ms,
    body: JSON.parse(body),
  })

  return {
    putRecords: (entries: readonly RecordEntry[]): void =>
      transaction(db, () => {
        for (const { collection, id, key, atMs, body } of entries) {
          put.run(collection, id, key, atMs, JSON.stringify(body))
        }
      }),
    record: (collection: string, id: string): RecordEntry | null => {
      const row = one.get(collection, id)
      return row === undefined ? null : entryOf(collection, row)
    },
    records: (query: RecordQuery): RecordEntry[] => {
      const { collection, key, fromMs, toMs, newestFirst = false, after, limit } = query
      const conditions: [sql: string, values: SqlValue[]][] = [['collection = ?', [collection]]]
      if (key !== undefined) conditions.push(['key = ?', [key]])
      if (fromMs !== undefined) conditions.push(['at_ms >= ?', [fromMs]])
      if (toMs !== undefined) conditions.push(['at_ms < ?', [toMs]])
      if (after !== undefined) {
        conditions.push([`(at_ms, id) ${newestFirst ? '<' : '>'} (?, ?)`, [after.atMs, after.id]])
      }
      const order = newestFirst ? 'DESC' : 'ASC'
      const where = conditions.map(([sql]) => sql).join(' AND ')
      return db
        .prepare<Row>(
          `SELECT id, key, at_ms, body FROM records WHERE ${where}
           ORDER BY at_ms ${order}, id ${order} LIMIT ?`,
        )
        .all(...conditions.flatMap(([, values]) => values), limit)
        .map((row) => entryOf(collection, row))
    },
    deleteRecords: (collection: string, ids: readonly string[]): void =>
      transaction(db, () => {
        for (const id of ids) remove.run(collection, id)
      }),
  }
}
