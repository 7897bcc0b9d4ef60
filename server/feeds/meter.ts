import type { CommitFeed } from '../commit.ts'

/** How often a source really reports: measured between the times of its newest readings. */
export interface FeedMeter {
  /** Smoothed distance in ms between two newer readings at one place; null until two have come. */
  realCadenceMs(indicator: string): number | null
  close(): void
}

/** Share of the newest distance in the running mean. */
const NEWEST_SHARE = 0.2

type Pace = { place: string; atMs: number; everyMs: number | null }

/** Watches the commits of measured values; holds one small record an indicator. */
export function createFeedMeter(feed: CommitFeed): FeedMeter {
  const paces = new Map<string, Pace>()
  const close = feed.onCommit(({ values }) => {
    for (const { indicator, place, atMs, origin } of values) {
      if (origin !== 'measured' || atMs === null) continue
      const pace = paces.get(indicator)
      if (pace === undefined) {
        paces.set(indicator, { place, atMs, everyMs: null })
        continue
      }
      if (pace.place !== place || atMs <= pace.atMs) continue
      const distance = atMs - pace.atMs
      pace.everyMs =
        pace.everyMs === null ? distance : pace.everyMs + NEWEST_SHARE * (distance - pace.everyMs)
      pace.atMs = atMs
    }
  })
  return { realCadenceMs: (indicator) => paces.get(indicator)?.everyMs ?? null, close }
}
