import type { Period } from './definition.ts'

/** Asia/Shanghai is UTC+8 the whole year, since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/**
 * When the counting period (统计周期) that holds a moment began, in Asia/Shanghai.
 *
 * @returns epoch milliseconds of local midnight of the day, of the month's first, or of 1 January
 */
export function startOfPeriod(period: Period, atMs: number): number {
  const localMs = atMs + SHANGHAI_OFFSET_MS
  if (period === 'day') return Math.floor(localMs / DAY_MS) * DAY_MS - SHANGHAI_OFFSET_MS
  const local = new Date(localMs)
  const month = period === 'month' ? local.getUTCMonth() : 0
  return Date.UTC(local.getUTCFullYear(), month, 1) - SHANGHAI_OFFSET_MS
}
