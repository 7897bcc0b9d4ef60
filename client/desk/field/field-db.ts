import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { keptDatabase } from '../../data/kept-account.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import type { OutItem } from './out-item.ts'

/** An order as the server last told it, with what was said about it. */
export type KeptOrder = {
  readonly detail: OrderDetail
  readonly notes: readonly OrderNote[]
}

type Thumb = { readonly orderId: string; readonly atMs: number; readonly blob: Blob }

interface FieldSchema extends DBSchema {
  /** `asOfMs`: server time up to which the orders were equal to the server's. `offsetMs`: server minus local time. */
  facts: { key: 'asOfMs' | 'offsetMs'; value: number }
  orders: { key: string; value: KeptOrder }
  /** Small pictures of photos that were looked at, by attachment. */
  thumbs: { key: string; value: Thumb; indexes: { atMs: number } }
  outbox: { key: string; value: OutItem }
  /** Bytes of photos that wait, by the number of their item. */
  blobs: { key: string; value: Blob }
}

export type FieldDb = IDBPDatabase<FieldSchema>

/** Opens what is kept of one account. @throws DOMException where the browser keeps nothing */
export const openFieldDb = (user: string): Promise<FieldDb> =>
  openDB<FieldSchema>(keptDatabase(user), 1, {
    upgrade(db) {
      db.createObjectStore('facts')
      db.createObjectStore('orders')
      db.createObjectStore('thumbs').createIndex('atMs', 'atMs')
      db.createObjectStore('outbox')
      db.createObjectStore('blobs')
    },
    // Signing out in another window wipes it: nothing here may hold it back.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })
