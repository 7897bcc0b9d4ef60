import type { PanelWindow } from '../../protocol/scenario/scenario.ts'
import { DAY_MS, HOUR_MS, localTime, startOfDayMs, startOfMonthMs } from '../ui/format.ts'

/** One series a panel needs. */
export type SeriesRequest = {
  readonly indicator: string
  readonly place: string
  readonly window: PanelWindow
}

/** Neither part contains a space. */
export const seriesKey = ({ indicator, place, window }: SeriesRequest): string =>
  `${window} ${indicator} ${place}`

/** Length of a window, ms; 12 months count as 366 days, so that the same day last year is in it. */
export const WINDOW_MS: Record<PanelWindow, number> = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '12m': 366 * DAY_MS,
}

/** Width of the buckets asked for: fine enough for every chart that shows this window. */
export const BUCKET_MS: Record<PanelWindow, number> = {
  '1h': 30_000,
  '24h': 5 * 60_000,
  '7d': HOUR_MS,
  '30d': HOUR_MS,
  '12m': DAY_MS,
}

/**
 * Where a window begins. Days and months are whole: 近7天 are today and the six days before, 近12个月 the
 * current month and the eleven before. Hours roll.
 */
export function windowStartMs(window: PanelWindow, nowMs: number): number {
  if (window === '1h' || window === '24h') return nowMs - WINDOW_MS[window]
  if (window === '7d') return startOfDayMs(nowMs) - 6 * DAY_MS
  if (window === '30d') return startOfDayMs(nowMs) - 29 * DAY_MS
  const now = localTime(nowMs)
  return startOfMonthMs(now.year, now.month - 11)
}

/**
 * Span and number of points to ask for. It begins a little before the window, so that the first increment of a
 * counter and the value at the same time yesterday can be worked out, and lies on whole buckets.
 */
export function fetchSpan(
  window: PanelWindow,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number; readonly points: number } {
  const bucketMs = BUCKET_MS[window]
  const leadMs = window === '12m' ? 32 * DAY_MS : window === '24h' ? HOUR_MS : 2 * bucketMs
  // Shanghai lies a whole number of buckets from UTC, except for days.
  const offsetMs = bucketMs === DAY_MS ? 8 * HOUR_MS : 0
  const floor = (ms: number): number => Math.floor((ms + offsetMs) / bucketMs) * bucketMs - offsetMs
  const fromMs = floor(windowStartMs(window, nowMs) - leadMs)
  const toMs = floor(nowMs) + bucketMs
  return { fromMs, toMs, points: Math.round((toMs - fromMs) / bucketMs) }
}

/** Series that travel in one request: every indicator at every place. */
export type HistoryBatch = {
  readonly window: PanelWindow
  readonly indicators: readonly string[]
  readonly places: readonly string[]
}

/**
 * Groups series into few requests without asking for more than what is needed: indicators that share their set of
 * places go together, at most `most` series a request.
 */
export function planBatches(requests: readonly SeriesRequest[], most = 60): HistoryBatch[] {
  const placesOf = new Map<
    string,
    { window: PanelWindow; indicator: string; places: Set<string> }
  >()
  for (const { indicator, place, window } of requests) {
    const key = `${window} ${indicator}`
    const known = placesOf.get(key)
    if (known === undefined) placesOf.set(key, { window, indicator, places: new Set([place]) })
    else known.places.add(place)
  }
  const groups = new Map<string, { window: PanelWindow; indicators: string[]; places: string[] }>()
  for (const { window, indicator, places } of placesOf.values()) {
    const sorted = [...places].sort()
    const key = [window, ...sorted].join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { window, indicators: [indicator], places: sorted })
    else group.indicators.push(indicator)
  }
  const batches: HistoryBatch[] = []
  for (const { window, indicators, places } of groups.values()) {
    for (let p = 0; p < places.length; p += most) {
      const some = places.slice(p, p + most)
      const perRequest = Math.max(1, Math.floor(most / some.length))
      for (let i = 0; i < indicators.length; i += perRequest) {
        batches.push({ window, indicators: indicators.slice(i, i + perRequest), places: some })
      }
    }
  }
  return batches
}
