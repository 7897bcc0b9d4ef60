/** What is known of one series in one bucket of time. */
export type HistoryPoint = {
  /** Start of the bucket, epoch ms; for a bucket that holds one reading, that reading's time. */
  readonly atMs: number
  readonly min: number
  readonly max: number
  readonly avg: number
  readonly last: number
  readonly n: number
}

const pointOf = (atMs: number, value: number): HistoryPoint => ({
  atMs,
  min: value,
  max: value,
  avg: value,
  last: value,
  n: 1,
})

/** The newer reading folded into a bucket: its `last`, and its share of min, max and avg. */
const withReading = (point: HistoryPoint, value: number): HistoryPoint => ({
  atMs: point.atMs,
  min: Math.min(point.min, value),
  max: Math.max(point.max, value),
  // Written so that the sum cannot overflow even for values near the largest number.
  avg: point.avg + (value / (point.n + 1) - point.avg / (point.n + 1)),
  last: value,
  n: point.n + 1,
})

/**
 * Extends a series by one live reading: into the bucket it falls in, or as a new one. A reading older than the
 * newest bucket is left to the next fetch; the one already counted changes nothing but `last`.
 *
 * @param points ascending
 * @param bucketMs width of a bucket
 * @param newestAtMs time of the newest reading already in `points`; null = unknown
 * @returns `points` itself when nothing changed
 */
export function extendHistory(
  points: readonly HistoryPoint[],
  reading: { readonly atMs: number; readonly value: number },
  bucketMs: number,
  newestAtMs: number | null,
): readonly HistoryPoint[] {
  const tail = points.at(-1)
  const { atMs, value } = reading
  if (tail === undefined) return [pointOf(atMs, value)]
  if (newestAtMs !== null && atMs < newestAtMs) return points
  const bucket = Math.floor(atMs / bucketMs)
  const tailBucket = Math.floor(tail.atMs / bucketMs)
  if (bucket < tailBucket) return points
  if (bucket > tailBucket) return [...points, pointOf(atMs, value)]
  if (atMs === newestAtMs || (tail.n === 1 && tail.atMs === atMs)) {
    if (tail.last === value) return points
    const corrected = tail.n === 1 ? pointOf(tail.atMs, value) : { ...tail, last: value }
    return [...points.slice(0, -1), corrected]
  }
  return [...points.slice(0, -1), withReading(tail, value)]
}
