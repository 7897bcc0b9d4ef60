import { QUALITIES, type Quality } from '../../protocol/indicator/definition.ts'
import type { HistoryGrid } from './buckets.ts'
import type { HistoryPoint } from './store.ts'

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

/** Only the numbers of a sample: what a history point is made of. */
export type NumericSample = Pick<Sample, 'atMs' | 'min' | 'max' | 'sum' | 'last' | 'lastMs' | 'n'>

/** Folds samples, ascending by time, into the grid. Buckets without samples are left out. */
export function foldIntoGrid(samples: Iterable<NumericSample>, grid: HistoryGrid): HistoryPoint[] {
  const points: HistoryPoint[] = []
  let index = Number.NaN
  let min = 0
  let max = 0
  let sum = 0
  let last = 0
  let lastMs = 0
  let n = 0
  const flush = (): void => {
    if (n === 0) return
    const atMs = n === 1 ? lastMs : grid.originMs + index * grid.widthMs
    points.push({ atMs, min, max, avg: sum / n, last, n })
  }
  for (const sample of samples) {
    const at = Math.floor((sample.atMs - grid.originMs) / grid.widthMs)
    if (at !== index) {
      flush()
      index = at
      ;({ min, max, sum, last, lastMs, n } = sample)
      continue
    }
    if (sample.min < min) min = sample.min
    if (sample.max > max) max = sample.max
    sum += sample.sum
    n += sample.n
    if (sample.lastMs >= lastMs) {
      last = sample.last
      lastMs = sample.lastMs
    }
  }
  flush()
  return points
}
