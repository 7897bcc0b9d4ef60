import type { HistoryGrid } from './buckets.ts'
import type { HistoryPoint } from './store.ts'

/** A reading, or a bucket at its start: what a history point is made of. */
export type NumericSample = {
  readonly atMs: number
  readonly min: number
  readonly max: number
  readonly sum: number
  readonly last: number
  readonly lastMs: number
  readonly n: number
}

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
