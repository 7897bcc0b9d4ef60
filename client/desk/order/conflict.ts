import type { Order } from '../../../protocol/order/order.ts'
import { activeCohandlers, overlaysOf } from '../../../protocol/order/overlays.ts'
import type { OrderDetail } from '../data/order-detail.ts'

/** What two versions of an order are held against each other by. */
export const COMPARED = [
  'state',
  'severity',
  'department',
  'cohandlers',
  'person',
  'due',
  'request',
  'supervision',
  'emergency',
  'title',
  'address',
] as const
export type Compared = (typeof COMPARED)[number]

export type Version = Pick<
  Order,
  'state' | 'severity' | 'department' | 'overlays' | 'due' | 'title' | 'address'
>

/** One thing of a version as plain text or codes; null: nothing. Lists are joined with a comma. */
export function comparedOf(order: Version, what: Compared): string | null {
  const over = overlaysOf(order)
  switch (what) {
    case 'state':
    case 'department':
    case 'title':
    case 'address':
      return order[what] === '' ? null : order[what]
    case 'severity':
      return String(order.severity)
    case 'cohandlers':
      return activeCohandlers(order).join(',') || null
    case 'person':
      return over.person
    case 'emergency':
      return over.emergency
    case 'due':
      return order.due?.at ?? null
    case 'request':
      if (over.pendingReturn !== null) return 'return'
      if (over.pendingExtension !== null) return 'extension'
      return over.pendingSuspension === null ? null : 'suspension'
    case 'supervision':
      return over.supervision === null ? null : String(over.supervision.level)
  }
}

export type Difference = {
  readonly what: Compared
  readonly before: string | null
  readonly after: string | null
}

/** What differs between the version that somebody looked at and the one that stands; in a fixed order. */
export const differences = (before: Version, after: Version): Difference[] =>
  COMPARED.map((what) => ({
    what,
    before: comparedOf(before, what),
    after: comparedOf(after, what),
  })).filter((one) => one.before !== one.after)

/** What happened after the version that somebody looked at, oldest first. */
export const eventsSince = ({ events }: Pick<OrderDetail, 'events'>, rev: number) =>
  events.filter((event) => event.rev > rev)
