import { valueKey } from '../../protocol/indicator/value.ts'
import type { PanelWindow } from '../../protocol/scenario/scenario.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { connectionStore } from '../stores/connection.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { screenNowMs } from '../ui/screen-clock.ts'
import { backfillFinished, fetchHistory, type HistoryFetch } from './history-fetch.ts'
import {
  BUCKET_MS,
  fetchSpan,
  type HistoryBatch,
  planBatches,
  type SeriesRequest,
  seriesKey,
} from './history-plan.ts'
import { extendHistory, type HistoryPoint } from './history-points.ts'

/** A series as the panels see it. Points stay while a newer answer is on its way or failed. */
export type HistorySeries = {
  readonly state: 'loading' | 'ready' | 'error'
  readonly points: readonly HistoryPoint[]
}

/** What the cache reads from the stores; handed in so that its rules can be tested alone. */
export type HistorySources = {
  readonly fetchHistory: HistoryFetch
  /** Whether the server has filled in the past; while it has not, series are asked for again and again. */
  readonly backfillFinished: (signal: AbortSignal) => Promise<boolean>
  readonly nowMs: () => number
  readonly reading: (indicator: string, place: string) => WireReading | undefined
  readonly onReadings: (listener: () => void) => () => void
}

type Entry = {
  readonly request: SeriesRequest
  series: HistorySeries
  newestAtMs: number | null
  fetchedAtMs: number | null
  users: number
}

const GATHER_MS = 20
const BACKFILL_POLL_MS = 10_000
const LONGEST_RETRY_MS = 60_000
const LONGEST_LIFE_MS = 600_000
const LOADING: HistorySeries = { state: 'loading', points: [] }

/**
 * The past of the series on screen (历史): fetched once for all panels that show it, then grown by the live values.
 * Asked for again after one bucket's width (at most ten minutes), while the server still fills in its past, and by
 * `refresh`. A failed request is repeated after 2, 4, 8 … 60 s.
 */
export function createHistory(sources: HistorySources) {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: AbortController | null = null
  let failures = 0
  let backfilled = false
  let backfillAskedAtMs = Number.NEGATIVE_INFINITY
  let stopReadings: (() => void) | null = null

  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const lifeMs = (window: PanelWindow): number =>
    backfilled ? Math.min(LONGEST_LIFE_MS, Math.max(60_000, BUCKET_MS[window])) : BACKFILL_POLL_MS

  const isDue = (entry: Entry): boolean =>
    entry.fetchedAtMs === null ||
    sources.nowMs() - entry.fetchedAtMs >= lifeMs(entry.request.window) ||
    sources.nowMs() < entry.fetchedAtMs

  function schedule(delayMs: number): void {
    if (timer !== null) clearTimeout(timer)
    timer = entries.size === 0 ? null : setTimeout(run, delayMs)
  }

  function growAll(): void {
    let changed = false
    for (const entry of entries.values()) if (grow(entry)) changed = true
    if (changed) tell()
  }

  function grow(entry: Entry): boolean {
    if (entry.series.state !== 'ready') return false
    const { indicator, place, window } = entry.request
    const reading = sources.reading(indicator, place)
    if (reading === undefined || reading.value === null || reading.at === null) return false
    const atMs = Date.parse(reading.at)
    if (Number.isNaN(atMs) || !Number.isFinite(reading.value)) return false
    const { points } = entry.series
    const bucketMs = BUCKET_MS[window]
    const grown = extendHistory(points, { atMs, value: reading.value }, bucketMs, entry.newestAtMs)
    if (grown === points) return false
    entry.newestAtMs = Math.max(atMs, entry.newestAtMs ?? atMs)
    entry.series = { state: 'ready', points: grown }
    return true
  }

  async function load(batch: HistoryBatch, signal: AbortSignal): Promise<void> {
    const askedAtMs = sources.nowMs()
    const found = await sources.fetchHistory(batch, fetchSpan(batch.window, askedAtMs), signal)
    for (const indicator of batch.indicators) {
      for (const place of batch.places) {
        const entry = entries.get(seriesKey({ indicator, place, window: batch.window }))
        if (entry === undefined) continue
        const points = found.get(valueKey(indicator, place)) ?? []
        entry.series = { state: 'ready', points }
        // Every reading the screen holds was in the server before it answered.
        const held = sources.reading(indicator, place)?.at ?? null
        entry.newestAtMs = held === null ? null : Date.parse(held)
        entry.fetchedAtMs = askedAtMs
        const tail = points.at(-1)
        if (tail !== undefined && (entry.newestAtMs ?? 0) < tail.atMs) entry.newestAtMs = tail.atMs
        if (points.length === 0) entry.newestAtMs = null
        grow(entry)
      }
    }
  }

  async function run(): Promise<void> {
    timer = null
    if (running !== null) return
    const due = [...entries.values()].filter(isDue)
    if (due.length === 0) return schedule(5_000)
    running = new AbortController()
    const { signal } = running
    try {
      if (!backfilled && sources.nowMs() - backfillAskedAtMs >= BACKFILL_POLL_MS - 1) {
        backfillAskedAtMs = sources.nowMs()
        backfilled = await sources.backfillFinished(signal)
      }
      for (const batch of planBatches(due.map((entry) => entry.request))) {
        await load(batch, signal)
        tell()
      }
      failures = 0
      schedule(
        [...entries.values()].some((entry) => entry.fetchedAtMs === null) ? GATHER_MS : 1_000,
      )
    } catch {
      if (signal.aborted) return
      failures++
      for (const entry of due) {
        if (entry.fetchedAtMs === null) entry.series = { state: 'error', points: [] }
      }
      tell()
      schedule(Math.min(LONGEST_RETRY_MS, 1_000 * 2 ** failures))
    } finally {
      running = null
      if (timer === null && entries.size > 0) schedule(1_000)
    }
  }

  return {
    /**
     * Keeps series loaded and growing until the returned function is called. `listener` runs after any change.
     */
    watch(requests: readonly SeriesRequest[], listener: () => void): () => void {
      const keys = new Set(requests.map(seriesKey))
      for (const request of requests) {
        const key = seriesKey(request)
        if (!entries.has(key)) {
          entries.set(key, {
            request,
            series: LOADING,
            newestAtMs: null,
            fetchedAtMs: null,
            users: 0,
          })
        }
      }
      for (const key of keys) {
        const entry = entries.get(key)
        if (entry !== undefined) entry.users++
      }
      listeners.add(listener)
      stopReadings ??= sources.onReadings(growAll)
      if (failures === 0) schedule(GATHER_MS)
      return () => {
        listeners.delete(listener)
        for (const key of keys) {
          const entry = entries.get(key)
          if (entry === undefined) continue
          entry.users--
          if (entry.users <= 0) entries.delete(key)
        }
        if (entries.size > 0) return
        running?.abort()
        schedule(0)
        stopReadings?.()
        stopReadings = null
        failures = 0
      }
    },

    /** @returns undefined when nobody watches that series */
    series(request: SeriesRequest): HistorySeries | undefined {
      return entries.get(seriesKey(request))?.series
    },

    /** Asks for everything again at once: after a lost link, a jump in time, or because a person said so. */
    refresh(): void {
      for (const entry of entries.values()) {
        entry.fetchedAtMs = null
        if (entry.series.state === 'error') entry.series = LOADING
      }
      failures = 0
      tell()
      schedule(GATHER_MS)
    },
  }
}

export type History = ReturnType<typeof createHistory>

/** The page's own cache, on the real stores. */
export const history: History = createHistory({
  fetchHistory,
  backfillFinished,
  nowMs: screenNowMs,
  reading: (indicator, place) => indicatorStore.getState().values.get(valueKey(indicator, place)),
  onReadings: (listener) => indicatorStore.subscribe(listener),
})

connectionStore.subscribe(({ link }, before) => {
  const came = link.state === 'live' || link.state === 'replay'
  if (came && link.state !== before.link.state && before.link.state !== 'connecting') {
    history.refresh()
  }
})
