import { CADENCE_MS, type IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import type { PanelWindow } from '../../protocol/scenario/scenario.ts'
import type { TimePoint } from '../charts/model.ts'
import { BUCKET_MS } from '../data/history-plan.ts'
import type { HistoryPoint } from '../data/history-points.ts'
import { DAY_MS, HOUR_MS, localTime, startOfDayMs, startOfMonthMs } from '../ui/format.ts'

type Period = NonNullable<IndicatorDefinition['period']>

/** Start of the counter's period that holds `atMs`, in Shanghai. */
export function periodStartMs(period: Period, atMs: number): number {
  if (period === 'day') return startOfDayMs(atMs)
  const { year, month } = localTime(atMs)
  return startOfMonthMs(year, period === 'month' ? month : 1)
}

/** Increment of a counter, at the moment it became known. */
type Increment = { readonly atMs: number; readonly value: number }

/**
 * What a counter gained from reading to reading (增量). Across a reset the new reading counts from 0. An increment
 * over a hole is left out, because nobody knows when it happened; so is the first, whose start is not known.
 * A correction downwards gives a negative increment, so that sums stay those of the counter.
 *
 * @param holeMs longest distance of two readings that is not a hole
 */
export function incrementsOf(
  points: readonly HistoryPoint[],
  period: Period,
  holeMs: number,
): Increment[] {
  const increments: Increment[] = []
  let before: HistoryPoint | undefined
  for (const point of points) {
    if (before !== undefined) {
      const startMs = periodStartMs(period, point.atMs)
      const reset = before.atMs < startMs
      const sinceMs = reset ? Math.max(startMs, before.atMs) : before.atMs
      if (point.atMs - sinceMs <= holeMs) {
        increments.push({ atMs: point.atMs, value: reset ? point.last : point.last - before.last })
      }
    }
    before = point
  }
  return increments
}

export type BucketWidth = 'hour' | 'day' | 'month' | '5min'

/** Start of the bucket that holds `atMs`. */
function bucketStartMs(width: BucketWidth, atMs: number): number {
  if (width === '5min') return Math.floor(atMs / 300_000) * 300_000
  if (width === 'hour') return Math.floor(atMs / HOUR_MS) * HOUR_MS
  if (width === 'day') return startOfDayMs(atMs)
  const { year, month } = localTime(atMs)
  return startOfMonthMs(year, month)
}

export function nextBucketMs(width: BucketWidth, startMs: number): number {
  if (width === '5min') return startMs + 300_000
  if (width === 'hour') return startMs + HOUR_MS
  if (width === 'day') return startMs + DAY_MS
  const { year, month } = localTime(startMs)
  return startOfMonthMs(year, month + 1)
}

/** Width of one bar, by the window: 12 of 5 minutes, 24 hours, 7 or 30 days, 12 months. */
export const BAR_WIDTH: Record<PanelWindow, BucketWidth> = {
  '1h': '5min',
  '24h': 'hour',
  '7d': 'day',
  '30d': 'day',
  '12m': 'month',
}

/** Longest silence that is not a gap: two cadences or two buckets, and half of one for jitter. */
export const holeMs = (
  definition: Pick<IndicatorDefinition, 'cadence'>,
  bucketMs: number,
): number => 2.5 * Math.max(CADENCE_MS[definition.cadence], bucketMs)

/**
 * One value for each bar of a window, in time order. Counters: the sum of increments. Others: the mean of the
 * bucket, or its extreme where the indicator rolls up by `max` or `min`. A bucket without data holds null.
 */
export function barsOf(
  points: readonly HistoryPoint[],
  definition: Pick<IndicatorDefinition, 'cadence' | 'period' | 'aggregate'>,
  window: PanelWindow,
  span: { readonly fromMs: number; readonly toMs: number },
  width: BucketWidth = BAR_WIDTH[window],
): TimePoint[] {
  const found = new Map<number, { sum: number; n: number; max: number; min: number }>()
  const add = (atMs: number, value: number, n: number, min: number, max: number): void => {
    const start = bucketStartMs(width, atMs)
    const known = found.get(start)
    if (known === undefined) found.set(start, { sum: value * n, n, min, max })
    else {
      known.sum += value * n
      known.n += n
      known.min = Math.min(known.min, min)
      known.max = Math.max(known.max, max)
    }
  }
  const { period, aggregate } = definition
  if (period !== null) {
    for (const { atMs, value } of incrementsOf(
      points,
      period,
      holeMs(definition, BUCKET_MS[window]),
    )) {
      add(atMs, value, 1, value, value)
    }
  } else {
    for (const point of points) add(point.atMs, point.avg, point.n, point.min, point.max)
  }
  const bars: TimePoint[] = []
  const first = bucketStartMs(width, span.fromMs)
  for (let start = first; start < span.toMs; start = nextBucketMs(width, start)) {
    const bucket = found.get(start)
    if (bucket === undefined) bars.push([start, null])
    else if (period !== null) bars.push([start, finite(bucket.sum)])
    else if (aggregate === 'max') bars.push([start, bucket.max])
    else if (aggregate === 'min') bars.push([start, bucket.min])
    else bars.push([start, finite(bucket.sum / bucket.n)])
  }
  return bars
}

/** A sum that ran over the largest number is no value. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/**
 * A series for a line: its points, with a null wherever a gap is, and where a counter starts again, so that
 * no cliff is drawn that never was.
 */
export function lineOf(
  points: readonly HistoryPoint[],
  definition: Pick<IndicatorDefinition, 'cadence' | 'period' | 'aggregate'>,
  window: PanelWindow,
  fromMs: number,
): TimePoint[] {
  const longest = holeMs(definition, BUCKET_MS[window])
  const { period, aggregate } = definition
  const line: TimePoint[] = []
  let before: HistoryPoint | undefined
  for (const point of points) {
    if (point.atMs < fromMs) continue
    if (before !== undefined) {
      const resets = period !== null && periodStartMs(period, point.atMs) > before.atMs
      if (resets || point.atMs - before.atMs > longest) line.push([before.atMs + 1, null])
    }
    const extreme = aggregate === 'max' ? point.max : aggregate === 'min' ? point.min : point.avg
    line.push([point.atMs, period === null ? extreme : point.last])
    before = point
  }
  const tail = line.at(-1)
  // What the line ends on is the newest value, the one the number beside it shows.
  if (tail !== undefined && before !== undefined) line[line.length - 1] = [tail[0], before.last]
  return line
}

/** Mean of one value per hour of the day and weekday. `cells[weekday][hour]`, Monday first; null = no data. */
export function hourOfWeek(
  points: readonly HistoryPoint[],
  definition: Pick<IndicatorDefinition, 'cadence' | 'period' | 'aggregate'>,
  window: PanelWindow,
  span: { readonly fromMs: number; readonly toMs: number },
): (number | null)[][] {
  const hours = barsOf(points, definition, window, span, 'hour')
  const sums = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ sum: 0, n: 0 })))
  for (const [atMs, value] of hours) {
    if (value === null || atMs < span.fromMs) continue
    const { weekday, hour } = localTime(atMs)
    const cell = sums[weekday]?.[hour]
    if (cell === undefined) continue
    cell.sum += value
    cell.n++
  }
  return sums.map((row) => row.map(({ sum, n }) => (n === 0 ? null : finite(sum / n))))
}

/** Mean of each hour of the day over the window, 24 values; null = no data. */
export function hourOfDay(
  points: readonly HistoryPoint[],
  definition: Pick<IndicatorDefinition, 'cadence' | 'period' | 'aggregate'>,
  window: PanelWindow,
  span: { readonly fromMs: number; readonly toMs: number },
): (number | null)[] {
  const sums = Array.from({ length: 24 }, () => ({ sum: 0, n: 0 }))
  for (const [atMs, value] of barsOf(points, definition, window, span, 'hour')) {
    const sum = sums[localTime(atMs).hour]
    if (value === null || sum === undefined || atMs < span.fromMs) continue
    sum.sum += value
    sum.n++
  }
  return sums.map(({ sum, n }) => (n === 0 ? null : finite(sum / n)))
}

/** Sum of a counter's increments inside a window; null when none is known. */
export function gainedIn(
  points: readonly HistoryPoint[],
  definition: Pick<IndicatorDefinition, 'cadence' | 'period'>,
  window: PanelWindow,
  fromMs: number,
): number | null {
  if (definition.period === null) return null
  const known = incrementsOf(
    points,
    definition.period,
    holeMs(definition, BUCKET_MS[window]),
  ).filter(({ atMs }) => atMs >= fromMs)
  return known.length === 0 ? null : finite(known.reduce((sum, { value }) => sum + value, 0))
}
