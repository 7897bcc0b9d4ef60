import type { RecordEntry, RecordQuery, RecordStore } from '../store/store.ts'

/** Everything of one kind that the duty room keeps, by id and time. */
export type Book<T> = {
  entry(body: T): RecordEntry
  put(...bodies: readonly T[]): Promise<void>
  one(id: string): Promise<T | null>
  list(query: Omit<RecordQuery, 'collection'>): Promise<T[]>
  remove(ids: readonly string[]): Promise<void>
}

/**
 * A collection of the store as typed entries.
 *
 * @param facts id, key and time of an entry, epoch ms
 */
export function createBook<T>(
  store: RecordStore,
  collection: string,
  facts: (body: T) => { readonly id: string; readonly key: string; readonly atMs: number },
): Book<T> {
  // Written by this book and read back as what it was written from.
  const bodyOf = (entry: RecordEntry): T => entry.body as T
  const entry = (body: T): RecordEntry => ({ collection, ...facts(body), body })
  return {
    entry,
    put: (...bodies) => store.putRecords(bodies.map(entry)),
    async one(id) {
      const found = await store.record(collection, id)
      return found === null ? null : bodyOf(found)
    },
    async list(query) {
      return (await store.records({ collection, ...query })).map(bodyOf)
    },
    remove: (ids) => store.deleteRecords(collection, ids),
  }
}
