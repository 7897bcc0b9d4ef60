import type { Period } from '../../protocol/indicator/definition.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'

/** Asia/Shanghai is UTC+8 the whole year. */
export const SHANGHAI_OFFSET_MS = 8 * 3_600_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Hour of the day in Asia/Shanghai, 0 ≤ h < 24. */
export const localHour = (atMs: number): number =>
  ((((atMs + SHANGHAI_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS

/** Days since 1970-01-01 in Asia/Shanghai. */
export const localDay = (atMs: number): number => Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS)

/** Saturday or Sunday (1970-01-01 was a Thursday). */
export const isWeekend = (atMs: number): boolean => {
  const weekday = (((localDay(atMs) + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}

/** Course of a day: -1 at 04:00, 1 at 15:00, smooth between. */
export function diurnal(atMs: number): number {
  const hour = localHour(atMs)
  if (hour >= 4 && hour < 15) return -Math.cos((Math.PI * (hour - 4)) / 11)
  return Math.cos((Math.PI * ((hour + 9) % 24)) / 13)
}

const peak = (hour: number, at: number): number => Math.exp(-(((hour - at) / 1.15) ** 2))

/** Commuting: 0 at night, 1 at the weekday peaks of 07:45 and 17:45, weaker at weekends. */
export function commute(atMs: number): number {
  const hour = localHour(atMs)
  const midday = 0.22 * Math.exp(-(((hour - 12.5) / 3.5) ** 2))
  const shape = Math.min(1, peak(hour, 7.75) + peak(hour, 17.75) + midday)
  return isWeekend(atMs) ? shape * 0.45 : shape
}

/** Course of a year: 1 in mid July, -1 in mid January. */
export function seasonal(atMs: number): number {
  const day = (atMs - startOfPeriod('year', atMs)) / DAY_MS
  return Math.cos((2 * Math.PI * (day - 196)) / 365.25)
}

/** Share of a working day's business by hour (0..23). */
const HOURLY = [
  0.6, 0.4, 0.3, 0.3, 0.4, 0.8, 2, 4.5, 7.5, 9, 9, 7.5, 5, 6, 8, 8.5, 8, 7, 4.5, 3.5, 3, 2, 1.3,
  0.9,
] as const
const CUMULATIVE: number[] = [0]
for (const share of HOURLY) CUMULATIVE.push((CUMULATIVE.at(-1) ?? 0) + share)
const WHOLE = CUMULATIVE[24] ?? 1

/** Share of the working day done at `hour` (0..24): 0 to 1, never falling. */
export function dayProgress(hour: number): number {
  const whole = Math.min(23, Math.floor(hour))
  const before = CUMULATIVE[whole] ?? 0
  const after = CUMULATIVE[whole + 1] ?? WHOLE
  return (before + (after - before) * Math.min(1, hour - whole)) / WHOLE
}

/** First moment after the period that holds `atMs`. */
export const endOfPeriod = (period: Period, atMs: number): number =>
  startOfPeriod(
    period,
    startOfPeriod(period, atMs) +
      { day: 25 * HOUR_MS, month: 32 * DAY_MS, year: 367 * DAY_MS }[period],
  )

/**
 * Share of the period done, 0 at its start and 1 at its end, never falling within it.
 *
 * @param warpMs shift of the clock for irregular progress; its slope over time must stay above -1
 * @param byHours follow the working day rather than a straight line
 */
export function periodProgress(
  period: Period,
  atMs: number,
  warpMs: number,
  byHours: boolean,
): number {
  const start = startOfPeriod(period, atMs)
  const end = endOfPeriod(period, atMs)
  const warped = Math.min(end - 1, Math.max(start, atMs + warpMs))
  if (!byHours) return (warped - start) / (end - start)
  const days = (end - start) / DAY_MS
  return (localDay(warped) - localDay(start) + dayProgress(localHour(warped))) / days
}
