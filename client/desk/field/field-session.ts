import { keepAccount, keptAccount } from '../../data/kept-account.ts'
import { sessionStore } from '../../data/session.ts'
import { deskNowMs, linkStore } from '../data/link-store.ts'
import { type FieldDb, openFieldDb } from './field-db.ts'
import { fieldStore, resetField } from './field-store.ts'
import type { OutItem } from './out-item.ts'

let db: FieldDb | null = null
let channel: BroadcastChannel | null = null

/** What is kept of whoever works here; null: nothing. */
export const fieldDb = (): FieldDb | null => db

/** Something that could not be kept for want of room. */
export const isFull = (problem: unknown): boolean =>
  problem instanceof DOMException && problem.name === 'QuotaExceededError'

const tellWaiting = (waiting: number): void => {
  const account = keptAccount()
  if (account !== null) keepAccount({ ...account, waiting })
}

async function readItems(): Promise<void> {
  if (db === null) return
  const items = (await db.getAll('outbox')).sort((a, b) => a.seq - b.seq)
  fieldStore.setState({ items })
  tellWaiting(items.length)
}

/** Whoever signed in with the server may work here without it for the length of a shift. */
export function confirmAccount(): void {
  const state = sessionStore.getState()
  if (state.state !== 'in' || state.session.csrf === '') return
  const { user, roles, department } = state.session
  const { items } = fieldStore.getState()
  keepAccount({ user, roles, department, confirmedMs: Date.now(), waiting: items.length })
}

/** Opens what is kept of an account. @throws DOMException where the browser keeps nothing */
export async function openField(user: string): Promise<void> {
  db = await openFieldDb(user)
  const [asOfMs, offsetMs] = await Promise.all([
    db.get('facts', 'asOfMs'),
    db.get('facts', 'offsetMs'),
  ])
  fieldStore.setState({ user, asOfMs: asOfMs ?? null, kept: await db.count('orders') })
  // Until the server tells the time again, its last word counts.
  if (offsetMs !== undefined && linkStore.getState().offsetMs === 0)
    linkStore.setState({ offsetMs })
  await readItems()
  confirmAccount()
  channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`nzh-field:${user}`)
  channel?.addEventListener('message', () => void readItems())
}

export function closeField(): void {
  channel?.close()
  channel = null
  db?.close()
  db = null
  resetField()
}

/**
 * Puts a change of what waits on the disk, then before the eyes.
 *
 * @param bytes of photos that are new, by item
 * @throws DOMException when there is no room
 */
export async function commitItems(
  change: (items: readonly OutItem[]) => readonly OutItem[],
  bytes: ReadonlyMap<string, Blob> = new Map(),
): Promise<void> {
  if (db === null) throw new Error('nothing is kept here')
  const before = fieldStore.getState().items
  const after = change(before)
  const known = new Map(before.map((item) => [item.id, item]))
  const stays = new Set(after.map(({ id }) => id))
  const work = db.transaction(['outbox', 'blobs'], 'readwrite')
  const [outbox, blobs] = [work.objectStore('outbox'), work.objectStore('blobs')]
  const writes: Promise<unknown>[] = []
  for (const item of after) {
    if (known.get(item.id) !== item) writes.push(outbox.put(item, item.id))
  }
  for (const [id, blob] of bytes) writes.push(blobs.put(blob, id))
  for (const { id } of before) {
    if (!stays.has(id)) writes.push(outbox.delete(id), blobs.delete(id))
  }
  await Promise.all([...writes, work.done])
  // Others may have come in between: what is shown is what changed, not what was read before.
  fieldStore.setState(({ items }) => ({ items: change(items) }))
  tellWaiting(fieldStore.getState().items.length)
  channel?.postMessage('items')
}

/** Notes up to when the kept orders are the server's. */
export async function noteAsOf(): Promise<void> {
  const asOfMs = deskNowMs()
  fieldStore.setState({ asOfMs })
  await db?.put('facts', asOfMs, 'asOfMs')
  await db?.put('facts', linkStore.getState().offsetMs, 'offsetMs')
}
