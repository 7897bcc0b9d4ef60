import type { HistoryPoint } from '../data/provenance.ts'

/**
 * The path of a small line chart, `M…L…`, gaps left open where points lie further apart than `gapMs`.
 *
 * @returns '' for no points
 */
export function sparkPath(
  points: readonly HistoryPoint[],
  size: { readonly width: number; readonly height: number },
  window: { readonly fromMs: number; readonly toMs: number },
  gapMs: number,
): string {
  const values = points.map(({ value }) => value)
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const x = (atMs: number): number =>
    ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * size.width
  const y = (value: number): number =>
    span === 0 ? size.height / 2 : size.height - ((value - low) / span) * size.height
  return points
    .map(({ atMs, value }, i) => {
      const before = points[i - 1]
      const joined = before !== undefined && atMs - before.atMs <= gapMs
      return `${joined ? 'L' : 'M'}${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`
    })
    .join('')
}
