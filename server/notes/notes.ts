import { randomUUID } from 'node:crypto'
import { seesOrder } from '../../protocol/access/audience.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { mentionsIn } from '../../protocol/order/mentions.ts'
import type { Attachment, OrderNote } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import { toIso } from '../../protocol/time.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { RecordEntry, RecordStore } from '../store/store.ts'
import { plainText } from './text.ts'

type Comment = Extract<OrderNote, { readonly kind: 'comment' }>
type Reading = Extract<OrderNote, { readonly kind: 'read' }>

/** A comment as it was sent. */
export type Said = {
  readonly text: string
  /** Codes of departments mentioned beside those that the text names. */
  readonly listed: readonly string[]
  /** The sender's own number for it, by which it is said once; left out: any. */
  readonly id?: string
  /** When it was written, where that was before it could be sent; null: now. */
  readonly saidAtMs?: number | null
}

/** A note with the order it belongs to, so that whoever passes it on knows who may see it. */
export type NoteListener = (note: OrderNote, order: Order) => void

const COMMENTS = 'orders.comments'
const READS = 'orders.reads'
/** Where a department was mentioned: id = `<comment>|<department>`, key = department, body = the comment. */
export const MENTIONS = 'orders.mentions'
export const MOST_COMMENTS = 2_000
const MOST_READERS = 1_000
const MOST_MENTIONS = 20
/** How far a sender's clock may be ahead of ours. */
const AHEAD_MS = 5 * 60_000

export const readId = (orderId: string, name: string): string => `${orderId}|${name}`
export { READS }

export type NotesDeps = {
  readonly store: RecordStore
  readonly catalog: CatalogSource
  readonly attachmentsOf: (orderId: string) => Promise<readonly Attachment[]>
  readonly nowMs: () => number
}

/** Comments, who has read, and files as they came: what people say about an order beside acting on it. */
export function createNotes({ store, catalog, attachmentsOf, nowMs }: NotesDeps) {
  const listeners = new Set<NoteListener>()
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }
  const tell = (note: OrderNote, order: Order): void => {
    for (const listener of listeners) listener(note, order)
  }

  const attachmentNote = (attachment: Attachment): OrderNote => {
    const { id, orderId, at, by, department } = attachment
    return { id, orderId, at, by, department, kind: 'attachment', attachment }
  }

  const mentioned = (text: string, listed: readonly string[]): string[] => {
    const { catalog: current, departmentByCode } = catalog.current()
    const unknown = listed.find((code) => !departmentByCode.has(code))
    if (unknown !== undefined) {
      throw new AppError('MALFORMED', {
        detail: { field: 'mentions', reason: `no department ${unknown.slice(0, 60)}` },
      })
    }
    const all = [...new Set([...mentionsIn(text, current.departments), ...listed])]
    if (all.length > MOST_MENTIONS) {
      throw new AppError('MALFORMED', {
        detail: { field: 'mentions', reason: `more than ${MOST_MENTIONS}` },
      })
    }
    return all
  }

  const readers = async (orderId: string): Promise<readonly Reading[]> => {
    const entries = await store.records({ collection: READS, key: orderId, limit: MOST_READERS })
    return entries.map(({ body }) => body as Reading)
  }

  const comments = async (orderId: string): Promise<readonly Comment[]> => {
    const query = { collection: COMMENTS, key: orderId, limit: MOST_COMMENTS }
    return (await store.records(query)).map(({ body }) => body as Comment)
  }

  const saidBefore = async (order: Order, id: string, by: Principal): Promise<Comment | null> => {
    const known = (await store.record(COMMENTS, id))?.body as Comment | undefined
    if (known === undefined) return null
    if (known.orderId === order.id && known.by === by.name) return known
    throw new AppError('MALFORMED', { detail: { field: 'id', reason: 'taken' } })
  }

  return {
    /** @returns a function that ends the subscription */
    onNote(listener: NoteListener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Everything said about an order, oldest first. */
    async list(orderId: string): Promise<OrderNote[]> {
      const [said, read, files] = await Promise.all([
        comments(orderId),
        readers(orderId),
        attachmentsOf(orderId),
      ])
      const notes = [...said, ...read, ...files.map(attachmentNote)]
      return notes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    },

    /**
     * Says something about an order.
     *
     * @returns the comment, and which of the mentioned departments do not get to see the order
     * @throws AppError MALFORMED naming `text`, `mentions` or an `id` that is taken; FUTURE_TIME; TOO_LARGE when the order has all the comments it may have
     */
    comment: (
      order: Order,
      { text: sent, listed, id = randomUUID(), saidAtMs = null }: Said,
      by: Principal,
    ): Promise<{ readonly note: Comment; readonly unseen: readonly string[] }> =>
      inTurn(async () => {
        const unseen = (codes: readonly string[]) => codes.filter((code) => !seesOrder(code, order))
        const known = await saidBefore(order, id, by)
        if (known !== null) return { note: known, unseen: unseen(known.mentions) }
        const text = plainText(sent)
        const mentions = mentioned(text, listed)
        if ((await comments(order.id)).length >= MOST_COMMENTS) {
          throw new AppError('TOO_LARGE', { detail: { mostComments: MOST_COMMENTS } })
        }
        const atMs = nowMs()
        if (saidAtMs !== null && saidAtMs > atMs + AHEAD_MS) {
          throw new AppError('FUTURE_TIME', { detail: { field: 'saidAt' } })
        }
        const note: Comment = {
          id,
          orderId: order.id,
          at: toIso(atMs),
          by: by.name,
          department: by.department,
          kind: 'comment',
          text,
          mentions,
          ...(saidAtMs === null ? {} : { saidAt: toIso(Math.min(saidAtMs, atMs)) }),
        }
        const entries: RecordEntry[] = [
          { collection: COMMENTS, id: note.id, key: order.id, atMs, body: note },
          ...mentions.map((code) => ({
            collection: MENTIONS,
            id: `${note.id}|${code}`,
            key: code,
            atMs,
            body: note,
          })),
        ]
        await store.putRecords(entries)
        tell(note, order)
        return { note, unseen: unseen(mentions) }
      }),

    /** Notes that somebody has read an order: one record for each person, with the first and the latest time. */
    read: (order: Order, by: Principal): Promise<Reading> =>
      inTurn(async () => {
        const id = readId(order.id, by.name)
        const before = (await store.record(READS, id))?.body as Reading | undefined
        const atMs = nowMs()
        const note: Reading = {
          id,
          orderId: order.id,
          at: toIso(atMs),
          by: by.name,
          department: by.department,
          kind: 'read',
          firstAt: before?.firstAt ?? toIso(atMs),
        }
        await store.putRecords([{ collection: READS, id, key: order.id, atMs, body: note }])
        tell(note, order)
        return note
      }),

    /** Passes on that a file was attached. */
    attached(attachment: Attachment, order: Order): void {
      tell(attachmentNote(attachment), order)
    },

    readers,
  }
}

export type Notes = ReturnType<typeof createNotes>
