import { isOpenState } from '../../../protocol/order/open.ts'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { mergeRows, ROW_ORDER, type RowCompare } from './row-order.ts'

/** How long an order that ended stays in the list of open ones, so that one sees what became of it. */
export const LEAVES_AFTER_MS = 4_000

/**
 * The open orders as the pages and the stream tell them, whichever comes first: of each order the highest `rev` counts.
 * Knows no socket and no clock.
 */
export class RowTable {
  readonly #rows = new Map<string, OrderRow>()
  /** Orders that ended but are still shown: until when. */
  readonly #leaving = new Map<string, number>()
  /** While pages come in: the `rev` at which an order ended or went, which an older page must not bring back. */
  readonly #ended = new Map<string, number>()
  /** While pages come in: the orders that a page or an event named; the others are gone at the end. Null: no paging. */
  #named: Set<string> | null = null
  #sorted: readonly OrderRow[] = []
  #compare: RowCompare = ROW_ORDER.due
  #gone = new Set<OrderRow>()
  #came = new Map<string, OrderRow>()

  row(id: string): OrderRow | undefined {
    return this.#rows.get(id)
  }

  get size(): number {
    return this.#rows.size
  }

  /** Pages from the beginning are on their way. */
  beginPages(): void {
    this.#named = new Set()
    this.#ended.clear()
  }

  /** All pages are here: what neither they nor an event named since is not open any more. */
  endPages(): void {
    const named = this.#named
    this.#named = null
    this.#ended.clear()
    if (named === null) return
    for (const id of [...this.#rows.keys()]) {
      if (!named.has(id) && !this.#leaving.has(id)) this.#take(id)
    }
  }

  page(rows: readonly OrderRow[]): void {
    for (const row of rows) {
      this.#named?.add(row.id)
      if ((this.#ended.get(row.id) ?? -1) < row.rev) this.#put(row)
    }
  }

  /** An order as an event left it. @returns whether it is new here */
  event(row: OrderRow, nowMs: number): boolean {
    this.#named?.add(row.id)
    const isNew = !this.#rows.has(row.id)
    if (isOpenState(row.state)) {
      this.#leaving.delete(row.id)
      this.#put(row)
      return isNew
    }
    this.#ended.set(row.id, row.rev)
    if (isNew) return false
    this.#put(row)
    this.#leaving.set(row.id, nowMs + LEAVES_AFTER_MS)
    return false
  }

  /** The order went to others: it is not ours to see. */
  remove(id: string, rev: number): void {
    this.#ended.set(id, rev)
    this.#take(id)
  }

  /** Takes out what ended a while ago, but for the order that is open in the centre. */
  sweep(nowMs: number, openId: string | null): void {
    for (const [id, untilMs] of this.#leaving) {
      if (untilMs <= nowMs && id !== openId) this.#take(id)
    }
  }

  /** The rows in order; the same list while nothing changed. */
  sorted(): readonly OrderRow[] {
    this.#sorted = mergeRows(this.#sorted, this.#gone, [...this.#came.values()], this.#compare)
    this.#gone = new Set()
    this.#came = new Map()
    return this.#sorted
  }

  /** Another order of the rows: the one time that all are sorted. */
  sortBy(compare: RowCompare): void {
    this.sorted()
    this.#compare = compare
    this.#sorted = [...this.#sorted].sort(compare)
  }

  clear(): void {
    for (const part of [this.#rows, this.#leaving, this.#ended, this.#gone, this.#came])
      part.clear()
    this.#named = null
    this.#sorted = []
  }

  #put(row: OrderRow): void {
    const before = this.#rows.get(row.id)
    if (before !== undefined) {
      if (before.rev >= row.rev) return
      this.#forget(before)
    }
    this.#rows.set(row.id, row)
    this.#came.set(row.id, row)
  }

  #take(id: string): void {
    this.#leaving.delete(id)
    const before = this.#rows.get(id)
    if (before === undefined) return
    this.#rows.delete(id)
    this.#forget(before)
  }

  #forget(row: OrderRow): void {
    if (!this.#came.delete(row.id)) this.#gone.add(row)
  }
}
