import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { detailOrKept } from '../field/kept.ts'
import { fetchOrder, type OrderDetail } from './order-detail.ts'
import { orderKey } from './query.ts'

/** The order with its clocks, history and allowed acts; asked for again whenever the stream says that it changed. */
export const useOrder = (id: string): UseQueryResult<OrderDetail> =>
  useQuery({
    queryKey: orderKey(id),
    queryFn: ({ signal }) => detailOrKept(id, fetchOrder(id, signal)),
  })
