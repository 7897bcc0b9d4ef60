import type { Order } from '../../../protocol/order/order.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { deskNowMs } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { orderKey, queryClient } from '../data/query.ts'
import { openRow } from '../data/queue-store.ts'
import type { FileClaim } from '../talk/talk-api.ts'
import { factsFor, myself } from './ahead.ts'
import { commitItems, isFull } from './field-session.ts'
import { fieldStore, waitingFor } from './field-store.ts'
import { foldedAhead, stillWanted, without } from './merge.ts'
import type { OutItem } from './out-item.ts'
import { keepsRoom } from './room.ts'
import { sender } from './sender.ts'

const known = (orderId: string): OrderDetail | undefined =>
  queryClient.getQueryData<OrderDetail>(orderKey(orderId))

const base = (orderId: string, id: string) => ({
  id,
  seq: Math.max(0, ...fieldStore.getState().items.map(({ seq }) => seq)) + 1,
  orderId,
  title: known(orderId)?.title ?? openRow(orderId)?.title ?? orderId,
  atMs: deskNowMs(),
  held: null,
})

/** The order alone, without what the server told along with it. */
function plain(detail: OrderDetail): Order {
  const { clocks: _, allowed: __, events: ___, flags: ____, attempts: _____, ...order } = detail
  return order
}

async function add(item: OutItem, bytes?: Blob): Promise<void> {
  const blobs = bytes === undefined ? new Map<string, Blob>() : new Map([[item.id, bytes]])
  try {
    await commitItems((items) => [...items, item], blobs)
  } catch (problem) {
    if (isFull(problem)) fieldStore.setState({ room: 'full' })
    throw problem
  }
  void keepsRoom()
  sender.poke()
}

/** Puts an act by. @throws when it could not be kept, or the order is not known here */
export async function putActBy(
  orderId: string,
  action: OrderAction,
  args: Readonly<Record<string, unknown>>,
  actionId: string,
): Promise<void> {
  const detail = known(orderId)
  const me = myself()
  if (detail === undefined || me === null) throw new Error(`${orderId} is not known here`)
  const { order } = foldedAhead(plain(detail), waitingFor(orderId), me, factsFor)
  const seen = { ...order, rev: detail.rev }
  await add({ ...base(orderId, actionId), kind: 'act', action, args, basedOn: detail.rev, seen })
}

export const putCommentBy = (orderId: string, text: string, id: string): Promise<void> =>
  add({ ...base(orderId, id), kind: 'comment', text })

export function putPhotoBy(orderId: string, file: File, claim: FileClaim): Promise<void> {
  const { kind, id, takenAt = null, position = null } = claim
  const { name, type, size: bytes } = file
  const photo = { kind, name, type, bytes, takenAt, position }
  return add({ ...base(orderId, id), kind: 'photo', photo }, file)
}

/** Takes something back before it is sent. */
export async function withdraw(id: string): Promise<void> {
  await commitItems((items) => without(items, id))
  sender.poke()
}

/** Does an act all the same, on the order as its author has seen it now. */
export async function doStill(id: string, now: OrderDetail): Promise<void> {
  await commitItems((items) => stillWanted(items, id, plain(now)))
  sender.poke()
}

/** Changes how something that is held is sent, and tries it again. */
export async function change(id: string, to: (item: OutItem) => OutItem): Promise<void> {
  await commitItems((items) => items.map((item) => (item.id === id ? to(item) : item)))
  sender.poke()
}
