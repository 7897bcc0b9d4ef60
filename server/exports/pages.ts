import type { Order } from '../../protocol/order/order.ts'
import type { OrderPage } from '../orders/list.ts'
import type { Cell } from './cells.ts'

/** Orders held at once; a page is worked off in a few milliseconds, so that nobody else waits. */
export const EXPORT_PAGE = 500

/**
 * All orders of a list as rows, a page at a time, so that neither the whole list is in memory nor the event loop held.
 *
 * @param list gives the page after a cursor
 * @param isGone whether nobody waits for the rows any more
 */
export async function* pagesOf(
  list: (cursor: string | undefined) => Promise<OrderPage>,
  cells: (order: Order) => Cell[],
  isGone: () => boolean,
): AsyncGenerator<Cell[][]> {
  let cursor: string | undefined
  while (!isGone()) {
    const { orders, nextCursor } = await list(cursor)
    if (orders.length > 0) yield orders.map(cells)
    if (nextCursor === null) return
    cursor = nextCursor
  }
}
