import type { OrderRow } from '../../../protocol/order/row.ts'
import { deskStore, openOrder } from '../desk-store.ts'
import { placeNear } from './place.ts'
import { shownStore } from './shown.ts'

/** Where the cursor was last. */
let lastAt = 0

/** The place of the cursor, or of another order near it; -1: not in the list. */
export function cursorIn(rows: readonly OrderRow[], id: string | null): number {
  const at = placeNear(rows, id, lastAt)
  if (at !== -1) lastAt = at
  return at
}

/** How many rows a page holds; the list says so when it is drawn. */
let pageRows = 10
export const setPageRows = (rows: number): void => {
  pageRows = Math.max(1, rows)
}
export const rowsPerPage = (): number => pageRows

const select = (rows: readonly OrderRow[], at: number): void => {
  const row = rows[at]
  if (row === undefined) return
  lastAt = at
  deskStore.setState({ selectedId: row.id })
}

/** Moves the cursor; from outside the list to its first row. */
export function moveBy(steps: number): void {
  const { rows } = shownStore.getState()
  const at = cursorIn(rows, deskStore.getState().selectedId)
  select(rows, at === -1 ? 0 : Math.min(Math.max(at + steps, 0), rows.length - 1))
}

export const moveToFirst = (): void => select(shownStore.getState().rows, 0)

export function moveToLast(): void {
  const { rows } = shownStore.getState()
  select(rows, rows.length - 1)
}

export function openSelected(): void {
  const { selectedId } = deskStore.getState()
  if (selectedId !== null) openOrder(selectedId)
}

/** Opens the order before or after the one that is open. */
export function openNeighbour(step: 1 | -1): void {
  const { rows } = shownStore.getState()
  const { openId, selectedId } = deskStore.getState()
  const at = cursorIn(rows, openId ?? selectedId)
  const next = at === -1 ? rows[0] : rows[at + step]
  if (next !== undefined) openOrder(next.id)
}

/** Ticks a row, or takes its tick away. */
export function toggleTick(id: string): void {
  const ticked = new Set(deskStore.getState().tickedIds)
  if (!ticked.delete(id)) ticked.add(id)
  deskStore.setState({ tickedIds: ticked })
}

export function tickSelected(): void {
  const { selectedId } = deskStore.getState()
  if (selectedId !== null) toggleTick(selectedId)
}

/** Ticks the row under the cursor and the next one, so that a run of rows is ticked by holding Shift. */
export function tickAndMove(step: 1 | -1): void {
  const { selectedId, tickedIds } = deskStore.getState()
  const ticked = new Set(tickedIds)
  if (selectedId !== null) ticked.add(selectedId)
  moveBy(step)
  const next = deskStore.getState().selectedId
  if (next !== null) ticked.add(next)
  deskStore.setState({ tickedIds: ticked })
}

export const untickAll = (): void => deskStore.setState({ tickedIds: new Set() })
