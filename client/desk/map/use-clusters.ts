import { useEffect, useState } from 'react'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { deskNowMs } from '../data/link-store.ts'
import { OrderClusters } from './clusters.ts'

/** While orders come and change, the marks are made anew at most this often. */
const AGAIN_MS = 1_000
/** Lamps turn by time alone. */
const CLOCK_MS = 15_000

/** The marks of a list, kept true without holding the page at every change of it. */
export function useClusters(rows: readonly OrderRow[]): OrderClusters {
  const [made, setMade] = useState(() => ({ rows, clusters: new OrderClusters(rows, deskNowMs()) }))
  useEffect(() => {
    if (made.rows === rows) return
    // A list that was filtered differs at once; one that lives waits.
    const waitMs = Math.abs(made.rows.length - rows.length) > 10 ? 0 : AGAIN_MS
    const timer = setTimeout(
      () => setMade({ rows, clusters: new OrderClusters(rows, deskNowMs()) }),
      waitMs,
    )
    return () => clearTimeout(timer)
  }, [rows, made])
  useEffect(() => {
    const timer = setInterval(
      () => setMade((now) => ({ ...now, clusters: new OrderClusters(now.rows, deskNowMs()) })),
      CLOCK_MS,
    )
    return () => clearInterval(timer)
  }, [])
  return made.clusters
}
