import { valueKey } from '../../protocol/indicator/value.ts'
import type { HistoryBatch } from './history-plan.ts'
import type { HistoryPoint } from './history-points.ts'

export type HistoryFetch = (
  batch: HistoryBatch,
  span: { readonly fromMs: number; readonly toMs: number; readonly points: number },
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, readonly HistoryPoint[]>>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** @returns null when the point is not one: its time or one of its numbers is missing */
function parsePoint(raw: unknown): HistoryPoint | null {
  if (!isRecord(raw)) return null
  const { at, min, max, avg, last, n } = raw
  const atMs = typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(atMs) || typeof last !== 'number') return null
  const or = (value: unknown): number => (typeof value === 'number' ? value : last)
  return {
    atMs,
    min: or(min),
    max: or(max),
    avg: or(avg),
    last,
    n: typeof n === 'number' ? n : 1,
  }
}

/** @returns points by `valueKey`, ascending; a series the server does not know is left out */
export function parseHistory(body: unknown): ReadonlyMap<string, readonly HistoryPoint[]> {
  const found = new Map<string, readonly HistoryPoint[]>()
  const list = isRecord(body) ? body['series'] : null
  if (!Array.isArray(list)) throw new TypeError('history answer without a list of series')
  for (const item of list) {
    if (!isRecord(item)) continue
    const { indicator, place, points } = item
    if (typeof indicator !== 'string' || typeof place !== 'string' || !Array.isArray(points)) {
      continue
    }
    const parsed = points.map(parsePoint).filter((point) => point !== null)
    parsed.sort((a, b) => a.atMs - b.atMs)
    found.set(valueKey(indicator, place), parsed)
  }
  return found
}

/** `GET /api/v1/history`: many series in one answer. Throws when the server does not answer 200. */
export const fetchHistory: HistoryFetch = async (batch, { fromMs, toMs, points }, signal) => {
  const query = new URLSearchParams({
    ids: batch.indicators.join(','),
    places: batch.places.join(','),
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    points: String(points),
  })
  const response = await fetch(`/api/v1/history?${query}`, { signal })
  if (!response.ok) throw new Error(`history: ${response.status}`)
  return parseHistory(await response.json())
}

/** How far the built-in generator has filled in the past. */
export type HistoryProgress = {
  /** Share of the series that are whole, 0..1. */
  readonly shareRatio: number
  readonly finished: boolean
}

const WHOLE: HistoryProgress = { shareRatio: 1, finished: true }

/**
 * Asks how much of the past is filled in; whole where there is no generator or it may not be asked.
 *
 * @returns null while the server cannot say: put the question again
 */
export async function fetchHistoryProgress(signal: AbortSignal): Promise<HistoryProgress | null> {
  const response = await fetch('/api/v1/simulator', { signal })
  if (response.status === 404 || response.status === 403) return WHOLE
  if (!response.ok) return null
  const body: unknown = await response.json()
  const backfill = isRecord(body) ? body['backfill'] : null
  if (!isRecord(backfill) || backfill['finished'] !== false) return WHOLE
  const [done, total] = [Number(backfill['doneSeries']), Number(backfill['totalSeries'])]
  return { shareRatio: total > 0 ? done / total : 0, finished: false }
}

/** As `fetchHistoryProgress`, as yes or no; no while the server cannot say. */
export const backfillFinished = async (signal: AbortSignal): Promise<boolean> =>
  (await fetchHistoryProgress(signal))?.finished ?? false
