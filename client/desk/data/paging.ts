import type { Order } from '../../../protocol/order/order.ts'
import { type OrderRow, rowOf } from '../../../protocol/order/row.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { getJson } from './desk-api.ts'

export type RowPage = {
  readonly rows: readonly OrderRow[]
  readonly nextCursor: string | null
  /** How many there are in all pages; null: the server does not say. */
  readonly total: number | null
}

const isRow = (item: object): item is OrderRow => 'marks' in item

/** @throws ApiProblem INTERNAL when it is no page of orders */
function pageOf(body: unknown): RowPage {
  if (!isRecord(body) || !Array.isArray(body['orders'])) throw new ApiProblem(502, 'INTERNAL')
  const items: readonly unknown[] = body['orders']
  const { nextCursor, total } = body
  return {
    // The server is of our own build: beyond the outline its word is taken.
    rows: items
      .filter(isRecord)
      .map((item) => (isRow(item) ? item : rowOf(item as unknown as Order))),
    nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
    total: typeof total === 'number' ? total : null,
  }
}

/** One page of `GET /orders`. @throws ApiProblem */
export async function fetchRows(
  query: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<RowPage> {
  const asked = new URLSearchParams({ view: 'row' })
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, value)
  return pageOf(await getJson(`/orders?${asked}`, signal))
}

const PAGE = '1000'

/**
 * Reads all open orders page by page, the most urgent first.
 *
 * @param onPage after each page; `loaded` counts all rows so far
 * @throws ApiProblem; AbortError when `signal` ended it
 */
export async function readOpenRows(
  onPage: (page: RowPage, loaded: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let cursor: string | null = null
  let loaded = 0
  do {
    const page: RowPage = await fetchRows(
      { sort: 'due', state: 'open', limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      signal,
    )
    loaded += page.rows.length
    onPage(page, loaded)
    cursor = page.nextCursor
  } while (cursor !== null)
}
