import type { ReactElement } from 'react'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { CADENCE_MS } from '../../protocol/indicator/definition.ts'
import type { HistoryPoint } from '../data/history-points.ts'
import { sparkPath } from '../scenes/spark-path.ts'

type SparkProps = {
  readonly points: readonly HistoryPoint[]
  readonly cadence: IndicatorDefinition['cadence']
}

const SIZE = { width: 200, height: 40 }
/** Fewest points that make a course. */
const FEWEST = 3

/** How a headline number came to be what it is: its recent course, the last point marked, gaps left open. */
export function Spark({ points, cadence }: SparkProps): ReactElement | null {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < FEWEST) return null
  // What never moved has no course; a line across would only look like a rule.
  if (points.every((point) => point.last === first.last)) return null
  const steps = points.slice(1).map((point, i) => point.atMs - (points[i]?.atMs ?? point.atMs))
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const values = points.map((point) => ({ atMs: point.atMs, value: point.last }))
  const window = { fromMs: first.atMs, toMs: Math.max(last.atMs, first.atMs + 1) }
  const gapMs = 2.5 * Math.max(CADENCE_MS[cadence], usual)
  const low = Math.min(...values.map(({ value }) => value))
  const span = Math.max(...values.map(({ value }) => value)) - low
  const lastShare = (last.last - low) / span
  return (
    <span className="spark" data-spare="true" aria-hidden="true">
      <span className="spark-room">
        <svg
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          preserveAspectRatio="none"
          focusable="false"
          role="presentation"
        >
          <path d={sparkPath(values, SIZE, window, gapMs)} vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="spark-end" style={{ '--at': 1 - lastShare }} />
      </span>
    </span>
  )
}
