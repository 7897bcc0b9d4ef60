import type { Order } from './order.ts'
import { overlaysOf } from './overlays.ts'

/** What lies over an order and is worth a mark in a list. */
export const ROW_MARKS = [
  'emergency',
  'return-asked',
  'extension-asked',
  'suspension-asked',
  'supervised',
  'escalated',
  'urged',
  'appeal',
  'rework',
] as const
export type RowMark = (typeof ROW_MARKS)[number]

/** An order as a list shows it (`GET /orders?view=row`): a fifth of the whole. */
export type OrderRow = Pick<
  Order,
  | 'id'
  | 'rev'
  | 'state'
  | 'type'
  | 'title'
  | 'department'
  | 'place'
  | 'town'
  | 'position'
  | 'severity'
  | 'channel'
  | 'alarmId'
  | 'simulated'
  | 'createdAt'
  | 'changedAt'
> & {
  readonly due: NonNullable<Order['due']> | null
  readonly marks: readonly RowMark[]
  readonly cohandlers: readonly string[]
}

function marksOf(order: Order): RowMark[] {
  const over = overlaysOf(order)
  const has: Readonly<Record<RowMark, boolean>> = {
    emergency: over.emergency !== null,
    'return-asked': over.pendingReturn !== null,
    'extension-asked': over.pendingExtension !== null,
    'suspension-asked': over.pendingSuspension !== null,
    supervised: over.supervision !== null,
    escalated: over.escalation > 0,
    urged: over.urged > 0,
    appeal: over.appeal !== null,
    rework: over.reworks > 0,
  }
  return ROW_MARKS.filter((mark) => has[mark])
}

/** The row of an order. Pure, so that the server's list and a browser that follows the stream show the same. */
export function rowOf(order: Order): OrderRow {
  const { id, rev, state, type, title, department, place, town, position, severity } = order
  const { channel, alarmId, simulated, createdAt, changedAt } = order
  return {
    id,
    rev,
    state,
    type,
    title,
    department,
    place,
    town,
    position,
    severity,
    channel,
    alarmId,
    simulated,
    createdAt,
    changedAt,
    due: order.due ?? null,
    marks: marksOf(order),
    cohandlers: overlaysOf(order)
      .cohandlers.filter(({ releasedAt }) => releasedAt === null)
      .map(({ department: helper }) => helper),
  }
}
