import { AppError } from '../../../protocol/error/codes.ts'
import { type ActFacts, decideAct } from '../../../protocol/order/act.ts'
import { sinceOf } from '../../../protocol/order/fold.ts'
import { type Actor, refusalFor, targetOf } from '../../../protocol/order/guards.ts'
import type { Order } from '../../../protocol/order/order.ts'
import type { Answer, OutAct, OutItem } from './out-item.ts'

/**
 * How what was done without a link comes together with what others did meanwhile. Pure: reads no clock, no store, no
 * network. Neither side is lost: whatever cannot be done any more stays here until its author decides.
 */

const bySeq = (a: OutItem, b: OutItem): number => a.seq - b.seq

export const itemsOf = (items: readonly OutItem[], orderId: string): OutItem[] =>
  items.filter((item) => item.orderId === orderId).sort(bySeq)

const photosNamed = ({ args }: OutAct): readonly unknown[] =>
  Array.isArray(args['photos']) ? args['photos'] : []

/** Why an item has to wait for another one of its order; null: it has not. */
function isBehind(item: OutItem, earlier: readonly OutItem[], all: readonly OutItem[]): boolean {
  if (item.kind !== 'act') return false
  // Acts of one order are one chain; a photo that did not arrive cannot be named.
  return (
    earlier.some(({ kind }) => kind === 'act') ||
    all.some(({ kind, id }) => kind === 'photo' && photosNamed(item).includes(id))
  )
}

/** @returns what is sent next: orders by their oldest item; of an order its photos first, then the rest as it was made; null: nothing can be */
export function nextToSend(items: readonly OutItem[]): OutItem | null {
  const orders = new Set([...items].sort(bySeq).map(({ orderId }) => orderId))
  for (const orderId of orders) {
    const own = itemsOf(items, orderId)
    const photo = own.find(({ kind, held }) => kind === 'photo' && held === null)
    if (photo !== undefined) return photo
    const next = own.find(
      (item, at) =>
        item.kind !== 'photo' && item.held === null && !isBehind(item, own.slice(0, at), own),
    )
    if (next !== undefined) return next
  }
  return null
}

/**
 * Whether an act that was decided on `seen` still means the same on the order as it stands now: the table and the
 * office allow it, and the order has not left its state or its unit meanwhile, not even to come back.
 */
export function stillMeant(act: OutAct, now: Order, actor: Actor, facts: ActFacts): boolean {
  const { seen, action } = act
  const isSameTurn =
    now.state === seen.state &&
    Date.parse(sinceOf(now)) === Date.parse(sinceOf(seen)) &&
    now.department === seen.department
  return (
    isSameTurn &&
    targetOf(now, action, facts) !== null &&
    refusalFor(actor, action, now, facts.rules) === null
  )
}

const withItem = (items: readonly OutItem[], item: OutItem): OutItem[] =>
  items.map((one) => (one.id === item.id ? item : one))

/** What waits after an answer to `sent`. An answer to something that was withdrawn meanwhile changes nothing. */
export function afterAnswer(
  items: readonly OutItem[],
  sent: OutItem,
  answer: Answer,
  actor: Actor,
  factsFor: (act: OutAct) => ActFacts,
): OutItem[] {
  const item = items.find(({ id }) => id === sent.id)
  if (item === undefined || answer.kind === 'later') return [...items]
  switch (answer.kind) {
    case 'done': {
      const rest = items.filter(({ id }) => id !== item.id)
      const { order } = answer
      if (item.kind !== 'act' || order === null) return rest
      // What was decided on this act is decided on what it has become.
      return rest.map((one) =>
        one.kind === 'act' && one.orderId === item.orderId && one.seq > item.seq
          ? { ...one, seen: order }
          : one,
      )
    }
    case 'refused':
      return withItem(items, { ...item, held: answer.held })
    case 'changed': {
      if (item.kind !== 'act') return [...items]
      if (stillMeant(item, answer.order, actor, factsFor(item))) {
        return withItem(items, { ...item, seen: answer.order })
      }
      const code = 'ORDER_CHANGED_MEANWHILE'
      return withItem(items, { ...item, held: { why: 'changed', code, field: null, reason: null } })
    }
  }
}

/** Takes something out before it is sent. A photo is not named by any act any more. */
export function without(items: readonly OutItem[], id: string): OutItem[] {
  return items
    .filter((item) => item.id !== id)
    .map((item) => {
      if (item.kind !== 'act' || !photosNamed(item).includes(id)) return item
      const photos = photosNamed(item).filter((one) => one !== id)
      const { photos: _, ...args } = item.args
      return { ...item, args: photos.length === 0 ? args : { ...args, photos } }
    })
}

/** Its author has seen how the order stands now and wants it done all the same. */
export const stillWanted = (items: readonly OutItem[], id: string, now: Order): OutItem[] =>
  items.map((item) =>
    item.id === id && item.kind === 'act' ? { ...item, held: null, seen: now } : item,
  )

/** An order with what waits for it folded in, as far as the rules let it. */
export type Ahead = {
  /** As it will stand; `rev` counts the acts that wait. */
  readonly order: Order
  /** How many acts are in it. */
  readonly acts: number
}

/**
 * Folds what waits into the order as the server last told it, so that one act can follow another without a link.
 * Ends at the first act that is held or that the rules do not allow any more.
 */
export function foldedAhead(
  order: Order,
  items: readonly OutItem[],
  actor: Actor,
  factsFor: (act: OutAct) => ActFacts,
): Ahead {
  let ahead = order
  let acts = 0
  for (const item of itemsOf(items, order.id)) {
    if (item.kind !== 'act') continue
    if (item.held !== null) break
    const { action, id, args } = item
    try {
      const events = decideAct(ahead, { action, actionId: id, args }, actor, factsFor(item))
      ahead = events.at(-1)?.order ?? ahead
    } catch (problem) {
      if (problem instanceof AppError) break
      throw problem
    }
    acts += 1
  }
  return { order: ahead, acts }
}
