import type { ReactElement } from 'react'
import type { Level } from '../../protocol/indicator/definition.ts'

/** Red octagon, orange diamond, yellow triangle, blue circle: told apart without colour. 20 × 20. */
const SHAPES: Record<Level, ReactElement> = {
  red: <polygon points="6.3,1 13.7,1 19,6.3 19,13.7 13.7,19 6.3,19 1,13.7 1,6.3" />,
  orange: <polygon points="10,0.4 19.6,10 10,19.6 0.4,10" />,
  yellow: <polygon points="10,1.2 19.6,18.4 0.4,18.4" />,
  blue: <circle cx="10" cy="10" r="9" />,
}

/** A level's shape in its colour, as tall as the text beside it. The word stands beside it, not inside. */
export function LevelMark({
  level,
  pulse = false,
}: {
  readonly level: Level
  /** A ring at 1 Hz, for an unacknowledged red only. */
  readonly pulse?: boolean
}): ReactElement {
  return (
    <span className={pulse ? 'level-mark level-mark-pulse' : 'level-mark'} data-shape={level}>
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <g fill={`var(--level-${level})`}>{SHAPES[level]}</g>
      </svg>
    </span>
  )
}
