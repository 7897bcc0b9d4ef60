import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { STATE_WORDS } from '../../protocol/order/state-words.ts'

/** The standard knows two states. */
export const statusOf = ({ state }: Pick<Order, 'state'>): 'open' | 'closed' =>
  isOpenState(state) ? 'open' : 'closed'

/** Acts that end an order with a reason that the reporter is owed. */
const WITH_REASON: Readonly<Record<string, string>> = {
  refuse: 'reason',
  disprove: 'evidence',
  void: 'reason',
  'force-close': 'reason',
  merge: 'parent',
}
const REASONED: ReadonlySet<Order['state']> = new Set([
  'refused',
  'voided',
  'force-closed',
  'merged',
])

/** Whether the order's notes want its history: it ended in a way that needs a reason. */
export const needsReason = ({ state }: Pick<Order, 'state'>): boolean => REASONED.has(state)

/** Why it ended as it did, by its last such act; null: nobody said. */
export function reasonOf(events: readonly Pick<OrderEvent, 'action' | 'args'>[]): string | null {
  const last = events.findLast(({ action }) => Object.hasOwn(WITH_REASON, action))
  const said = last === undefined ? undefined : last.args[WITH_REASON[last.action] ?? '']
  return typeof said === 'string' && said !== '' ? said : null
}

/** The state, and the reason where one is owed, in both languages. */
export function statusNotes(state: Order['state'], reason: string | null): string {
  const { zh, en } = STATE_WORDS[state]
  const words = `${zh} / ${en}`
  return reason === null ? words : `${words}: ${reason}`
}
