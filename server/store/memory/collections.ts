import type { RecordEntry, RecordQuery, RecordStore } from '../store.ts'

const copy = (entry: RecordEntry): RecordEntry => structuredClone(entry)

const byTime = (a: Pick<RecordEntry, 'atMs' | 'id'>, b: Pick<RecordEntry, 'atMs' | 'id'>): number =>
  a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Records by collection in maps. */
export class MemoryCollections implements RecordStore {
  readonly #collections = new Map<string, Map<string, RecordEntry>>()

  async putRecords(entries: readonly RecordEntry[]): Promise<void> {
    for (const entry of entries) {
      const entriesById = this.#collections.get(entry.collection) ?? new Map<string, RecordEntry>()
      this.#collections.set(entry.collection, entriesById.set(entry.id, copy(entry)))
    }
  }

  async record(collection: string, id: string): Promise<RecordEntry | null> {
    const entry = this.#collections.get(collection)?.get(id)
    return entry === undefined ? null : copy(entry)
  }

  async records(query: RecordQuery): Promise<readonly RecordEntry[]> {
    const { collection, key, fromMs, toMs, newestFirst = false, after, limit } = query
    const sign = newestFirst ? -1 : 1
    return [...(this.#collections.get(collection)?.values() ?? [])]
      .filter(
        (entry) =>
          (key === undefined || entry.key === key) &&
          (fromMs === undefined || entry.atMs >= fromMs) &&
          (toMs === undefined || entry.atMs < toMs) &&
          (after === undefined || sign * byTime(entry, after) > 0),
      )
      .toSorted((a, b) => sign * byTime(a, b))
      .slice(0, limit)
      .map(copy)
  }

  async deleteRecords(collection: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#collections.get(collection)?.delete(id)
  }
}
