import type { Ingest } from './ingest.ts'

/** What came in over HTTP since the start, by metric name. */
export type IngestCounts = Record<
  | 'nzh_readings_accepted_total'
  | 'nzh_readings_duplicate_total'
  | 'nzh_readings_corrected_total'
  | 'nzh_readings_rejected_total',
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
  }
  return {
    counts,
    ingest: {
      ...ingest,
      async accept(rows, broken, sender) {
        const summary = await ingest.accept(rows, broken, sender)
        counts.nzh_readings_accepted_total += summary.accepted
        counts.nzh_readings_duplicate_total += summary.duplicates
        counts.nzh_readings_corrected_total += summary.corrections
        counts.nzh_readings_rejected_total += summary.rejected.length
        return summary
      },
    },
  }
}
