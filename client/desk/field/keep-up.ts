import type { OrderRow } from '../../../protocol/order/row.ts'
import { onOrderNote } from '../data/desk-session.ts'
import { linkStore } from '../data/link-store.ts'
import { fetchOrder } from '../data/order-detail.ts'
import { queueStore } from '../data/queue-store.ts'
import { ROW_ORDER } from '../data/row-order.ts'
import { fetchNotes } from '../talk/talk-api.ts'
import { fieldDb, isFull, noteAsOf } from './field-session.ts'
import { fieldStore, waitingFor } from './field-store.ts'

/** Orders kept on a phone, the most urgent first: more than a shift can work. */
export const MOST_KEPT = 300
/** One change of an order seldom comes alone, and fifty phones need not ask for each. */
const SETTLE_MS = 2_000
const AS_OF_EVERY_MS = 10_000

/** The rows to keep, the most urgent first, and those with work that waits whatever they are. */
export function wantedRows(
  rows: readonly OrderRow[],
  hasWork: (id: string) => boolean,
): OrderRow[] {
  return rows.toSorted(ROW_ORDER.due).filter((row, at) => at < MOST_KEPT || hasWork(row.id))
}

/** Keeps the unit's open orders on this device equal to the server's, for as long as there is a link. @returns the end of it */
export function keepUp(): () => void {
  /** Orders about which something was said since they were kept. */
  const stale = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let isRunning = false
  let isEnded = false

  const isLive = (): boolean =>
    !isEnded &&
    linkStore.getState().link.state === 'live' &&
    queueStore.getState().load.state === 'ready'

  const keepOne = async ({ id, rev }: OrderRow): Promise<void> => {
    const db = fieldDb()
    if (db === null) return
    const known = await db.get('orders', id)
    if (known !== undefined && known.detail.rev >= rev && !stale.has(id)) return
    stale.delete(id)
    const [detail, notes] = await Promise.all([fetchOrder(id), fetchNotes(id)])
    await fieldDb()?.put('orders', { detail, notes }, id)
  }

  const round = async (): Promise<void> => {
    const db = fieldDb()
    if (db === null || !isLive()) return
    const { rows } = queueStore.getState()
    const wanted = wantedRows(rows, (id) => waitingFor(id).length > 0)
    let kept = 0
    for (const row of wanted) {
      if (!isLive()) return
      await keepOne(row)
      kept += 1
      if (kept % 10 === 0) fieldStore.setState({ kept, keptOf: rows.length })
    }
    const ids = new Set(wanted.map(({ id }) => id))
    for (const id of await db.getAllKeys('orders')) {
      if (!ids.has(id) && waitingFor(id).length === 0) await db.delete('orders', id)
    }
    fieldStore.setState({ kept, keptOf: rows.length })
    if (isLive()) await noteAsOf()
  }

  const run = async (): Promise<void> => {
    timer = null
    if (isRunning) return later()
    isRunning = true
    try {
      await round()
    } catch (problem) {
      if (isFull(problem)) fieldStore.setState({ room: 'full' })
      else if (isLive()) later(AS_OF_EVERY_MS)
    } finally {
      isRunning = false
    }
  }

  function later(ms = SETTLE_MS): void {
    if (timer === null && !isEnded) timer = setTimeout(() => void run(), ms)
  }

  const stops = [
    queueStore.subscribe((state, before) => {
      if (state.rows !== before.rows || state.load.state !== before.load.state) later()
    }),
    linkStore.subscribe((state, before) => {
      if (state.link.state !== before.link.state) later()
    }),
  ]
  stops.push(
    onOrderNote((orderId) => {
      stale.add(orderId)
      later()
    }),
  )
  const ticking = setInterval(() => later(), AS_OF_EVERY_MS)
  later()
  return () => {
    isEnded = true
    if (timer !== null) clearTimeout(timer)
    clearInterval(ticking)
    for (const stop of stops) stop()
  }
}
