import { randomUUID } from 'node:crypto'
import type { ReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Attachment } from '../../protocol/order/note.ts'
import type { Order } from '../../protocol/order/order.ts'
import { toIso } from '../../protocol/time.ts'
import type { OrderStore, RecordEntry, RecordStore } from '../store/store.ts'
import type { Blobs, Received } from './blobs.ts'
import { type Claim, cameraFacts, checkClaim, fileName } from './facts.ts'
import { inspect } from './inspect.ts'

/** Most bytes of one file, and most files of one order. */
export const MOST_BYTES = 20 * 1024 * 1024
export const MOST_FILES = 50
/** How long whoever attached a file may take it back. */
export const REGRET_MS = 10 * 60_000

/** Attachments: id, key = order's number. */
const FACTS = 'orders.attachments'
/** Which attachment has which bytes: id = the attachment's, key = SHA-256, body = order's number. */
const HASHES = 'orders.attachment-hashes'
const MOST_SAME = 1_000

export type FilesDeps = {
  readonly blobs: Blobs
  readonly store: RecordStore & Pick<OrderStore, 'orderEvents'>
  readonly isInDistrict: (point: readonly [number, number]) => boolean
  readonly nowMs: () => number
  /** Told of every attachment once it is durable. */
  readonly onAdded?: (attachment: Attachment, order: Order) => void
}

/** Files of orders: bytes on the disk, facts in the records. */
export function createFiles({ blobs, store, isInDistrict, nowMs, onAdded }: FilesDeps) {
  let turn: Promise<unknown> = Promise.resolve()

  /**
   * One after the other: of two that add the fiftieth file one is told so, bytes are not removed while somebody
   * else's record comes to name them, and no more than one file is in memory to be looked at.
   */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }

  const attached = async (orderId: string): Promise<readonly Attachment[]> => {
    const entries = await store.records({ collection: FACTS, key: orderId, limit: MOST_FILES })
    return entries.map(({ body }) => body as Attachment)
  }

  const takenBefore = async (
    order: Order,
    id: string | undefined,
    sha256: string,
    by: Principal,
  ): Promise<Attachment | null> => {
    const entry = id === undefined ? null : await store.record(FACTS, id)
    if (entry === null) return null
    const known = entry.body as Attachment
    if (known.orderId === order.id && known.by === by.name && known.sha256 === sha256) return known
    throw new AppError('MALFORMED', { detail: { field: 'id', reason: 'taken' } })
  }

  const ordersWith = async (sha256: string): Promise<readonly string[]> => {
    const query = { collection: HASHES, key: sha256, limit: MOST_SAME }
    const same = await store.records(query)
    return [...new Set(same.map(({ body }) => String(body)))]
  }

  const otherOrdersWith = async (sha256: string, orderId: string): Promise<readonly string[]> =>
    (await ordersWith(sha256)).filter((id) => id !== orderId)

  const add = async (
    order: Order,
    received: Received,
    claim: Claim,
    by: Principal,
  ): Promise<Attachment> => {
    if (received.bytes === 0) throw new AppError('FILE_KIND', { detail: { reason: 'empty' } })
    const known = await takenBefore(order, claim.id, received.sha256, by)
    if (known !== null) return known
    const found = await inspect(await blobs.read(received))
    checkClaim(claim, isInDistrict, nowMs())
    const before = await attached(order.id)
    if (before.length >= MOST_FILES) {
      throw new AppError('TOO_LARGE', { detail: { mostFiles: MOST_FILES } })
    }
    const { sha256, bytes } = received
    const others = await otherOrdersWith(sha256, order.id)
    const attachment: Attachment = {
      id: claim.id ?? randomUUID(),
      orderId: order.id,
      kind: claim.kind,
      name: fileName(claim.name),
      type: found.type,
      bytes,
      sha256,
      ...cameraFacts(claim, found, isInDistrict),
      ...(found.pixels === null ? {} : { pixels: found.pixels }),
      ...(others.length === 0 ? {} : { reused: true as const }),
      by: by.name,
      department: by.department,
      at: toIso(nowMs()),
    }
    await blobs.keep(received)
    const atMs = nowMs()
    const entries: RecordEntry[] = [
      { collection: FACTS, id: attachment.id, key: order.id, atMs, body: attachment },
      { collection: HASHES, id: attachment.id, key: sha256, atMs, body: order.id },
    ]
    try {
      await store.putRecords(entries)
    } catch (error) {
      if ((await ordersWith(sha256).catch(() => [order.id])).length === 0) {
        await blobs.remove(sha256)
      }
      throw error
    }
    await blobs.settle(sha256)
    onAdded?.(attachment, order)
    return attachment
  }

  const find = async (orderId: string, id: string): Promise<Attachment> => {
    const entry = await store.record(FACTS, id)
    if (entry === null || entry.key !== orderId) throw new AppError('NOT_FOUND')
    return entry.body as Attachment
  }

  const isNamed = async (attachment: Attachment): Promise<boolean> => {
    const events = await store.orderEvents(attachment.orderId)
    return events.some(({ args }) => {
      const photos = args['photos']
      return Array.isArray(photos) && photos.includes(attachment.id)
    })
  }

  const remove = async (orderId: string, id: string, by: Principal): Promise<void> => {
    const attachment = await find(orderId, id)
    const refuse = (reason: string) => new AppError('FORBIDDEN', { detail: { reason } })
    if (attachment.by !== by.name) throw refuse('another author')
    if (nowMs() - Date.parse(attachment.at) > REGRET_MS) throw refuse('older than ten minutes')
    if (await isNamed(attachment)) throw refuse('an act names it')
    const { sha256 } = attachment
    await blobs.doubt(sha256)
    await store.deleteRecords(FACTS, [id])
    await store.deleteRecords(HASHES, [id])
    if ((await ordersWith(sha256)).length === 0) await blobs.remove(sha256)
    else await blobs.settle(sha256)
  }

  return {
    /** Clears away what a crash left; call once, before anything is received. */
    start: (): Promise<void> =>
      blobs.sweep(async (sha256) => (await ordersWith(sha256)).length > 0),

    /** Takes bytes in; give the result to `add` or `discard`. @throws AppError STORE_FULL, STORE_UNAVAILABLE */
    receive: (source: Readable): Promise<Received> => blobs.receive(source),
    discard: (received: Received): Promise<void> => blobs.discard(received),

    /**
     * Hangs received bytes on an order; resolves once both bytes and facts are durable. The same id, bytes and sender
     * again are answered as the first time.
     *
     * @throws AppError MALFORMED when the id is taken, FILE_KIND, ARCHIVE_TOO_LARGE, TOO_LARGE (too many files), POSITION_OUTSIDE, FUTURE_TIME,
     *   STORE_FULL or STORE_UNAVAILABLE; the bytes are gone then
     */
    add: (order: Order, received: Received, claim: Claim, by: Principal): Promise<Attachment> =>
      inTurn(async () => {
        try {
          return await add(order, received, claim, by)
        } finally {
          await blobs.discard(received)
        }
      }),

    /** @throws AppError NOT_FOUND, also for an attachment of another order */
    find,

    stream: (
      { sha256 }: Attachment,
      range?: { readonly start: number; readonly end: number },
    ): ReadStream => blobs.stream(sha256, range),

    /** @throws AppError NOT_FOUND, or FORBIDDEN with the reason */
    remove: (orderId: string, id: string, by: Principal): Promise<void> =>
      inTurn(() => remove(orderId, id, by)),

    attachmentsOf: attached,

    /** Numbers of other orders that the same bytes hang on. */
    otherOrdersWith,
  }
}

export type Files = ReturnType<typeof createFiles>
