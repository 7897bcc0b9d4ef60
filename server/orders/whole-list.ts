import type { Order } from '../../protocol/order/order.ts'
import { sortValue } from '../store/order-list.ts'
import type { OrderListPage, OrderListQuery, OrderStore } from '../store/store.ts'

/** Orders read at once: some MB, a few hundredths of a second. */
const PAGE = 1_000

/** Every order of a list, newest first, read page by page; what changes meanwhile is met once or not at all. */
export async function* wholeList(
  store: Pick<OrderStore, 'listOrders'>,
  query: OrderListQuery,
): AsyncGenerator<Order> {
  const sort = 'newest'
  for (let after: OrderListPage['after']; ; ) {
    const page = await store.listOrders({
      ...query,
      sort,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = { value: sortValue(last, sort), id: last.id }
  }
}
