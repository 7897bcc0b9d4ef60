import { createStore } from 'zustand/vanilla'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { type QueueSort, ROW_ORDER } from './row-order.ts'
import { RowTable } from './row-table.ts'

/** How far the open orders have been read. `failed`: the rest is asked for again by itself. */
export type QueueLoad = {
  readonly state: 'waiting' | 'loading' | 'ready' | 'failed'
  readonly loaded: number
  /** Null: the server does not say. */
  readonly total: number | null
  readonly code: string | null
}

export type QueueState = {
  /** All open orders that the caller may see, sorted as chosen. */
  readonly rows: readonly OrderRow[]
  readonly load: QueueLoad
  /** Orders that came while one looked on, and when (local epoch ms). */
  readonly fresh: ReadonlyMap<string, number>
}

/** How long a new order is marked as new. */
export const FRESH_MS = 6_000

const WAITING: QueueLoad = { state: 'waiting', loaded: 0, total: null, code: null }
const START: QueueState = { rows: [], load: WAITING, fresh: new Map() }

export const queueStore = createStore<QueueState>(() => START)

/** The one table behind `queueStore`; written by the stream and the pages, shown by `showRows`. */
export const rowTable = new RowTable()

/** An open order's row, wherever it stands in the queue. */
export const openRow = (id: string): OrderRow | undefined => rowTable.row(id)

/** Puts what changed in the table before the eyes. */
export function showRows(): void {
  const rows = rowTable.sorted()
  if (rows !== queueStore.getState().rows) queueStore.setState({ rows })
}

export const showLoad = (load: QueueLoad): void => queueStore.setState({ load })

/** Marks an order as new, and forgets those that are not new any more. */
export function markFresh(id: string, nowMs: number): void {
  const still = [...queueStore.getState().fresh].filter(([, atMs]) => nowMs - atMs < FRESH_MS)
  queueStore.setState({ fresh: new Map([...still, [id, nowMs]]) })
}

export function sortQueue(sort: QueueSort): void {
  rowTable.sortBy(ROW_ORDER[sort])
  showRows()
}

/** Nothing of one person's orders is left for the next. */
export function clearQueue(): void {
  rowTable.clear()
  queueStore.setState(START)
}
