import { afterEach, describe, expect, test } from 'vitest'
import type { RecordEntry, Store } from './store.ts'

const entry = (id: string, atMs: number, key = 'a', body: unknown = { id }): RecordEntry => ({
  collection: 'notes',
  id,
  key,
  atMs,
  body,
})

/** What every engine owes for records by collection. */
export function collectionContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: collections`, () => {
    let store: Store | undefined
    afterEach(async () => {
      await store?.close()
      store = undefined
    })

    test('a record is read back as it was put, replaced by its id and gone after its deletion', async () => {
      store = await open()
      await store.putRecords([entry('n1', 5), entry('n2', 5, 'b', ['文', 1, null])])
      expect(await store.record('notes', 'n2')).toEqual(entry('n2', 5, 'b', ['文', 1, null]))
      await store.putRecords([entry('n1', 9, 'b', 'other')])
      expect(await store.record('notes', 'n1')).toEqual(entry('n1', 9, 'b', 'other'))
      await store.deleteRecords('notes', ['n1', 'nobody'])
      expect(await store.record('notes', 'n1')).toBeNull()
      expect(await store.record('others', 'n2')).toBeNull()
    })

    test('records are listed by key and time, page by page, both ways', async () => {
      store = await open()
      const all = [entry('c', 1), entry('b', 2), entry('a', 3), entry('d', 3)]
      await store.putRecords([...all.toReversed(), entry('x', 2, 'b')])
      const query = { collection: 'notes', key: 'a', limit: 10 }
      expect(await store.records(query)).toEqual(all)
      expect(await store.records({ ...query, newestFirst: true })).toEqual(all.toReversed())
      expect(await store.records({ ...query, fromMs: 2, toMs: 3 })).toEqual([all[1]])
      const [first] = await store.records({ ...query, limit: 1 })
      expect(await store.records({ ...query, ...(first && { after: first }) })).toEqual(
        all.slice(1),
      )
      const [newest] = await store.records({ ...query, newestFirst: true, limit: 1 })
      expect(
        await store.records({ ...query, newestFirst: true, ...(newest && { after: newest }) }),
      ).toEqual(all.toReversed().slice(1))
      expect(await store.records({ collection: 'notes', limit: 10 })).toHaveLength(5)
    })
  })
}
