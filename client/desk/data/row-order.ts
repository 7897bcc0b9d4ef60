import type { OrderRow } from '../../../protocol/order/row.ts'

export const QUEUE_SORTS = ['due', 'severity', 'newest'] as const
export type QueueSort = (typeof QUEUE_SORTS)[number]

export type RowCompare = (a: OrderRow, b: OrderRow) => number

// ISO times of one form compare as text, and much faster than parsed.
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Orders without a running clock come last. */
const byDue: RowCompare = (a, b) => {
  if (a.due === null || b.due === null) return Number(a.due === null) - Number(b.due === null)
  return byText(a.due.at, b.due.at)
}

const byId: RowCompare = (a, b) => byText(a.id, b.id)

/** Total orders of the queue: two different orders never compare as equal. */
export const ROW_ORDER: Readonly<Record<QueueSort, RowCompare>> = {
  due: (a, b) => byDue(a, b) || a.severity - b.severity || byId(a, b),
  severity: (a, b) => a.severity - b.severity || byDue(a, b) || byId(a, b),
  newest: (a, b) => byText(b.createdAt, a.createdAt) || byId(b, a),
}

/** So few changes are put in their place one by one; more are merged in one pass. */
const FEW = 16

/** The first place whose row does not stand before `row`. */
function placeFor(sorted: readonly OrderRow[], row: OrderRow, compare: RowCompare): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const there = sorted[middle]
    if (there !== undefined && compare(there, row) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** As `mergeRows`, by moving what lies behind: the copying of 50,000 rows is then all that is left to do. */
function placeRows(
  sorted: readonly OrderRow[],
  gone: ReadonlySet<OrderRow>,
  came: readonly OrderRow[],
  compare: RowCompare,
): readonly OrderRow[] {
  const placed = [...sorted]
  for (const row of gone) {
    const at = placeFor(placed, row, compare)
    if (placed[at] === row) placed.splice(at, 1)
  }
  for (const row of came) placed.splice(placeFor(placed, row, compare), 0, row)
  return placed
}

/**
 * A sorted list after some rows went and some came, without sorting it again.
 *
 * @param sorted by `compare`, which never calls two rows equal
 * @param gone the very objects to leave out
 * @param came in any order
 */
export function mergeRows(
  sorted: readonly OrderRow[],
  gone: ReadonlySet<OrderRow>,
  came: readonly OrderRow[],
  compare: RowCompare,
): readonly OrderRow[] {
  if (gone.size === 0 && came.length === 0) return sorted
  if (gone.size + came.length <= FEW) return placeRows(sorted, gone, came, compare)
  const added = [...came].sort(compare)
  const merged: OrderRow[] = []
  let at = 0
  for (const row of sorted) {
    if (gone.has(row)) continue
    for (let next = added[at]; next !== undefined && compare(next, row) < 0; next = added[++at]) {
      merged.push(next)
    }
    merged.push(row)
  }
  for (; at < added.length; at++) {
    const next = added[at]
    if (next !== undefined) merged.push(next)
  }
  return merged
}
