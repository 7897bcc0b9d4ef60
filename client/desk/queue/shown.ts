import { createStore } from 'zustand/vanilla'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { sessionStore } from '../../data/session.ts'
import { deskNowMs } from '../data/link-store.ts'
import { openRow, queueStore } from '../data/queue-store.ts'
import { ROW_ORDER } from '../data/row-order.ts'
import { deskStore } from '../desk-store.ts'
import { asksServer, isFiltered, type Reader, rowTest, textTest } from './filter.ts'
import { foundStore } from './found.ts'

/** The rows that the queue shows now, in their order; the keys move in them. */
export const shownStore = createStore<{ readonly rows: readonly OrderRow[] }>(() => ({ rows: [] }))

const LOOK_AGAIN_MS = 5_000

const reader = (): Reader => {
  const session = sessionStore.getState()
  return session.state === 'in' ? session.session : { roles: [], department: null }
}

/** A found row as the stream knows it, where it knows it better. */
const newest = (row: OrderRow): OrderRow => {
  const held = openRow(row.id)
  return held !== undefined && held.rev > row.rev ? held : row
}

/** What was found on the server, what still has to be done first. */
function foundRows(found: readonly OrderRow[], test: (row: OrderRow) => boolean): OrderRow[] {
  const compare = ROW_ORDER[deskStore.getState().sort]
  const isOver = ({ state }: OrderRow): number => Number(!isOpenState(state))
  return found
    .map(newest)
    .filter(test)
    .sort((a, b) => isOver(a) - isOver(b) || compare(a, b))
}

function rowsNow(): readonly OrderRow[] {
  const { filter } = deskStore.getState()
  const { rows } = queueStore.getState()
  // Most of the time nothing is filtered, and tens of thousands of rows are not copied at every event.
  if (!isFiltered(filter)) return rows
  const test = rowTest(filter, reader(), deskNowMs())
  if (!asksServer(filter)) return rows.filter(test)
  const { filter: answered, rows: found } = foundStore.getState()
  if (answered === filter) return foundRows(found, test)
  // Until the server has answered: what can be seen from here.
  return filter.q === undefined ? [] : rows.filter(test).filter(textTest(filter.q))
}

/** Keeps the shown rows true to the filter, the orders and the clock. @returns the end of it */
export function followQueue(): () => void {
  const look = (): void => shownStore.setState({ rows: rowsNow() })
  look()
  const stops = [
    queueStore.subscribe((state, before) => {
      if (state.rows !== before.rows) look()
    }),
    deskStore.subscribe((state, before) => {
      if (state.filter !== before.filter || state.sort !== before.sort) look()
    }),
    foundStore.subscribe(look),
  ]
  const timer = setInterval(() => {
    if (deskStore.getState().filter.overdue === true) look()
  }, LOOK_AGAIN_MS)
  return () => {
    clearInterval(timer)
    for (const stop of stops) stop()
    shownStore.setState({ rows: [] })
  }
}
