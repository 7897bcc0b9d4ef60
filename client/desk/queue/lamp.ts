import type { Lamp } from '../../../protocol/order/clocks.ts'
import type { OrderRow } from '../../../protocol/order/row.ts'

/** How a deadline stands; `none`: no clock runs. */
export type RowLamp = Lamp | 'none'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Green under 80 % of the limit, amber up to it, red past it (ORDERS §3). */
export function lampOf(due: OrderRow['due'], nowMs: number): RowLamp {
  if (due === null) return 'none'
  if (Date.parse(due.at) < nowMs) return 'red'
  return Date.parse(due.amberAt) <= nowMs ? 'amber' : 'green'
}

export type LampCounts = Readonly<Record<RowLamp, number>>

/** How many rows stand how, by comparing times as text: it is counted every second over all rows. */
export function countLamps(rows: readonly OrderRow[], nowMs: number): LampCounts {
  const now = new Date(nowMs).toISOString()
  const counts: Record<RowLamp, number> = { red: 0, amber: 0, green: 0, none: 0 }
  for (const { due } of rows) {
    if (due === null) counts.none += 1
    else if (due.at < now) counts.red += 1
    else counts[due.amberAt <= now ? 'amber' : 'green'] += 1
  }
  return counts
}

/** A span in its two largest units, rounded towards zero: `{ days: 1, hours: 3 }`. */
export type Span =
  | { readonly unit: 'days'; readonly days: number; readonly hours: number }
  | { readonly unit: 'hours'; readonly hours: number; readonly minutes: number }
  | { readonly unit: 'minutes'; readonly minutes: number }
  | { readonly unit: 'seconds'; readonly seconds: number }

export function spanOf(ms: number): Span {
  const span = Math.abs(ms)
  if (span >= DAY_MS) {
    const hours = Math.floor((span % DAY_MS) / HOUR_MS)
    return { unit: 'days', days: Math.floor(span / DAY_MS), hours }
  }
  if (span >= HOUR_MS) {
    const minutes = Math.floor((span % HOUR_MS) / MINUTE_MS)
    return { unit: 'hours', hours: Math.floor(span / HOUR_MS), minutes }
  }
  if (span >= MINUTE_MS) return { unit: 'minutes', minutes: Math.floor(span / MINUTE_MS) }
  return { unit: 'seconds', seconds: Math.floor(span / 1_000) }
}
