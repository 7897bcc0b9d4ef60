import type { OrderRow } from '../../../protocol/order/row.ts'

/**
 * Where an order stands in a list, looked for from where it was last seen outwards: in a queue of tens of thousands the
 * cursor has moved a row or two, or has been pushed on by some.
 *
 * @returns -1 when the list does not hold it
 */
export function placeNear(rows: readonly OrderRow[], id: string | null, hint: number): number {
  if (id === null) return -1
  const from = Math.min(Math.max(hint, 0), rows.length - 1)
  for (let away = 0; away < rows.length; away += 1) {
    if (rows[from + away]?.id === id) return from + away
    if (rows[from - away]?.id === id) return from - away
  }
  return -1
}
