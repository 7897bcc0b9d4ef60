import type { OrderNote } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { fieldDb, isFull } from './field-session.ts'
import { fieldStore } from './field-store.ts'

/** Small pictures kept at most. */
const MOST_THUMBS = 200

const isAway = (problem: unknown): boolean =>
  problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 502)

/** Keeps what may be kept; a full device is told of, and costs nothing else. */
async function kept(work: Promise<unknown> | undefined): Promise<void> {
  try {
    await work
  } catch (problem) {
    if (isFull(problem)) fieldStore.setState({ room: 'full' })
    else console.warn('something could not be kept', problem)
  }
}

/** Keeps an order as it was read, if it is one of those that are kept. */
export async function keepDetail(detail: OrderDetail): Promise<void> {
  const db = fieldDb()
  const known = await db?.get('orders', detail.id)
  if (known !== undefined && known.detail.rev <= detail.rev) {
    await kept(db?.put('orders', { ...known, detail }, detail.id))
  }
}

export async function keepNotes(orderId: string, notes: readonly OrderNote[]): Promise<void> {
  const db = fieldDb()
  const known = await db?.get('orders', orderId)
  if (known !== undefined) await kept(db?.put('orders', { ...known, notes }, orderId))
}

/** The server's answer; where it cannot be reached, what is kept of it. @throws ApiProblem as the server's */
export async function detailOrKept(id: string, asked: Promise<OrderDetail>): Promise<OrderDetail> {
  try {
    const detail = await asked
    void keepDetail(detail)
    return detail
  } catch (problem) {
    const known = isAway(problem) ? await fieldDb()?.get('orders', id) : undefined
    if (known === undefined) throw problem
    return known.detail
  }
}

/** Like `detailOrKept`, of what was said about an order. */
export async function notesOrKept(
  id: string,
  asked: Promise<readonly OrderNote[]>,
): Promise<readonly OrderNote[]> {
  try {
    const notes = await asked
    void keepNotes(id, notes)
    return notes
  } catch (problem) {
    const known = isAway(problem) ? await fieldDb()?.get('orders', id) : undefined
    if (known === undefined) throw problem
    return known.notes
  }
}

/** Keeps a small picture of a photo that was looked at; the oldest ones make room. */
export async function keepThumb(
  attachmentId: string,
  orderId: string,
  draw: () => Promise<Blob | null>,
): Promise<void> {
  const db = fieldDb()
  if (db === null || (await db.getKey('thumbs', attachmentId)) !== undefined) return
  const blob = await draw()
  if (blob === null) return
  await kept(db.put('thumbs', { orderId, atMs: Date.now(), blob }, attachmentId))
  const surplus = (await db.count('thumbs')) - MOST_THUMBS
  if (surplus <= 0) return
  for (const key of await db.getAllKeysFromIndex('thumbs', 'atMs', null, surplus)) {
    await db.delete('thumbs', key)
  }
}

export const keptThumb = async (attachmentId: string): Promise<Blob | null> =>
  (await fieldDb()?.get('thumbs', attachmentId))?.blob ?? null
