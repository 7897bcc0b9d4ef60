import { isOpenState } from '../../protocol/order/open.ts'
import type { Order } from '../../protocol/order/order.ts'
import { activeCohandlers } from '../../protocol/order/overlays.ts'
import { wordsOf } from './grams.ts'
import type { OrderListQuery, OrderListSort } from './store.ts'

/** Where an order without a running deadline stands in a list by deadline: behind all that have one. Epoch ms. */
export const NO_DUE_MS = 9e15

export const dueMsOf = ({ due }: Order): number =>
  due === undefined || due === null ? NO_DUE_MS : Date.parse(due.at)

/** What a search looks in. */
export const searchedText = ({ id, title, description, address }: Order): string =>
  `${id}\n${title}\n${description}\n${address}`

/** @returns whether a text holds every word, whatever the letter case */
export function holdsWords(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/** By what an order is sorted: when it was created (newest first) or when it falls due (soonest first). Epoch ms. */
export const sortValue = (order: Order, sort: OrderListSort): number =>
  sort === 'due' ? dueMsOf(order) : Date.parse(order.createdAt)

type Place = { readonly value: number; readonly id: string }

/** Negative when `a` comes before `b`; the number settles a tie. */
export function byPlace(sort: OrderListSort, a: Place, b: Place): number {
  const rising = a.value - b.value || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  return sort === 'due' ? rising : -rising
}

/** Whether an order belongs into a list, wherever in it. The plain words of `OrderListQuery`. */
export function belongs(order: Order, query: OrderListQuery): boolean {
  const { audience, open, states, types, department, town, place, channel, fromMs, toMs } = query
  const { overdueAtMs, notOverdueAtMs, box, text } = query
  const createdMs = Date.parse(order.createdAt)
  const dueMs = dueMsOf(order)
  return (
    (audience === undefined ||
      order.department === audience ||
      activeCohandlers(order).includes(audience)) &&
    (open === undefined || isOpenState(order.state) === open) &&
    (states === undefined || states.includes(order.state)) &&
    (types === undefined || types.includes(order.type)) &&
    (department === undefined || order.department === department) &&
    (town === undefined || order.town === town) &&
    (place === undefined || order.place === place) &&
    (channel === undefined || order.channel === channel) &&
    (fromMs === undefined || createdMs >= fromMs) &&
    (toMs === undefined || createdMs < toMs) &&
    (overdueAtMs === undefined || dueMs < overdueAtMs) &&
    (notOverdueAtMs === undefined || dueMs >= notOverdueAtMs) &&
    (box === undefined || isIn(box, order.position)) &&
    (text === undefined || holdsWords(searchedText(order), wordsOf(text)))
  )
}

function isIn([west, south, east, north]: Box, position: Order['position']): boolean {
  if (position === null) return false
  const [lon, lat] = position
  return lon >= west && lon <= east && lat >= south && lat <= north
}
type Box = NonNullable<OrderListQuery['box']>
