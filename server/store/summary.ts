import { QUALITIES, type Quality } from '../../protocol/indicator/definition.ts'

/** What is kept of the readings in one bucket. */
export type Summary = {
  readonly min: number
  readonly max: number
  readonly sum: number
  readonly last: number
  /** Time of the last reading; for history that came already summed up, the time it came with. */
  readonly lastMs: number
  readonly n: number
  /** Worst of the bucket. */
  readonly quality: Quality
  readonly source: string
  readonly computed: boolean
}

/** A summary placed in time: of a single reading, or of a bucket at its start. */
export type Sample = Summary & { readonly atMs: number }

const worse = (a: Quality, b: Quality): Quality =>
  QUALITIES.indexOf(a) >= QUALITIES.indexOf(b) ? a : b

/** Joins two summaries; of two last values the later one stands, at equal times the second. */
export function mergeSummaries(a: Summary, b: Summary): Summary {
  const later = b.lastMs >= a.lastMs ? b : a
  return {
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    last: later.last,
    lastMs: later.lastMs,
    n: a.n + b.n,
    quality: worse(a.quality, b.quality),
    source: later.source,
    computed: later.computed,
  }
}
