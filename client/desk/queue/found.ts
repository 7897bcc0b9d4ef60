import { createStore } from 'zustand/vanilla'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { ApiProblem } from '../../data/api.ts'
import { onOrderEvent } from '../data/desk-session.ts'
import { fetchRows } from '../data/paging.ts'
import { deskStore, type QueueFilter } from '../desk-store.ts'
import { asksServer, serverQuery } from './filter.ts'

export type FoundState = {
  /** The very filter that `rows` answers; null: nothing was asked. */
  readonly filter: QueueFilter | null
  readonly rows: readonly OrderRow[]
  readonly nextCursor: string | null
  readonly asking: boolean
  /** Code of the refusal; null: none. */
  readonly failed: string | null
}

const NOTHING: FoundState = {
  filter: null,
  rows: [],
  nextCursor: null,
  asking: false,
  failed: null,
}

/** What the server found for the queue's filter, where the open orders held here cannot answer. */
export const foundStore = createStore<FoundState>(() => NOTHING)

const LIMIT = '200'
/** While orders change, what was found is asked for again at most this often. */
const AGAIN_MS = 2_000

let current: AbortController | null = null

async function ask(filter: QueueFilter, cursor: string | null): Promise<void> {
  current?.abort()
  const asking = new AbortController()
  current = asking
  foundStore.setState({ asking: true, failed: null })
  try {
    const page = await fetchRows(
      { ...serverQuery(filter), limit: LIMIT, ...(cursor === null ? {} : { cursor }) },
      asking.signal,
    )
    if (asking.signal.aborted) return
    const before = cursor === null ? [] : foundStore.getState().rows
    const { nextCursor } = page
    const rows = [...before, ...page.rows]
    foundStore.setState({ filter, rows, nextCursor, asking: false, failed: null })
  } catch (problem) {
    if (asking.signal.aborted) return
    const failed = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
    foundStore.setState({ asking: false, failed })
  }
}

export function findMore(): void {
  const { filter, nextCursor } = foundStore.getState()
  if (filter !== null && nextCursor !== null) void ask(filter, nextCursor)
}

/** Asks whenever the filter needs it, and again when orders change. @returns the end of it */
export function followSearch(): () => void {
  let again: ReturnType<typeof setTimeout> | null = null
  const look = (): void => {
    const { filter } = deskStore.getState()
    if (asksServer(filter)) void ask(filter, null)
    else if (foundStore.getState() !== NOTHING) {
      current?.abort()
      foundStore.setState(NOTHING, true)
    }
  }
  look()
  const stops = [
    deskStore.subscribe((state, before) => {
      if (state.filter !== before.filter) look()
    }),
    onOrderEvent(() => {
      if (again !== null || !asksServer(deskStore.getState().filter)) return
      again = setTimeout(() => {
        again = null
        look()
      }, AGAIN_MS)
    }),
  ]
  return () => {
    if (again !== null) clearTimeout(again)
    for (const stop of stops) stop()
    current?.abort()
    foundStore.setState(NOTHING, true)
  }
}
