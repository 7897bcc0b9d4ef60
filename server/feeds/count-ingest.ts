import { AppError } from '../../protocol/error/codes.ts'
import type { Ingest } from './ingest.ts'

/** What came in over HTTP since the start, by metric name. */
export type IngestCounts = Record<
  | 'nzh_readings_accepted_total'
  | 'nzh_readings_duplicate_total'
  | 'nzh_readings_corrected_total'
  | 'nzh_readings_rejected_total'
  | 'nzh_reading_requests_turned_away_total'
  | 'nzh_reading_requests_refused_total',
  number
>

/** Counts what becomes of readings on their way through `ingest`. */
export function countIngest(ingest: Ingest): {
  readonly ingest: Ingest
  readonly counts: IngestCounts
} {
  const counts: IngestCounts = {
    nzh_readings_accepted_total: 0,
    nzh_readings_duplicate_total: 0,
    nzh_readings_corrected_total: 0,
    nzh_readings_rejected_total: 0,
    nzh_reading_requests_turned_away_total: 0,
    nzh_reading_requests_refused_total: 0,
  }
  const orTurnedAway = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      const isTurnedAway = error instanceof AppError && error.code === 'TOO_MANY'
      if (isTurnedAway) counts.nzh_reading_requests_turned_away_total++
      throw error
    }
  }
  return {
    counts,
    ingest: {
      checkRoom: (sender) => orTurnedAway(ingest.checkRoom(sender)),
      refuse: (sender) => orTurnedAway(ingest.refuse(sender)),
      countRefused(sender, code) {
        counts.nzh_reading_requests_refused_total++
        return ingest.countRefused(sender, code)
      },
      async accept(rows, broken, sender) {
        const summary = await orTurnedAway(ingest.accept(rows, broken, sender))
        counts.nzh_readings_accepted_total += summary.accepted
        counts.nzh_readings_duplicate_total += summary.duplicates
        counts.nzh_readings_corrected_total += summary.corrections
        counts.nzh_readings_rejected_total += summary.rejected.length
        return summary
      },
    },
  }
}
