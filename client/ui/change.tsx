import type { Direction } from '../../protocol/indicator/definition.ts'
import { formatDelta } from './format.ts'

/** Whether a move is welcome: by the indicator's direction, not by its sign. `band` and `neutral` do not judge. */
export function judgeChange(delta: number, direction: Direction): 'good' | 'bad' | 'neutral' {
  if (delta === 0 || direction === 'neutral' || direction === 'band') return 'neutral'
  return delta > 0 === (direction === 'higher_better') ? 'good' : 'bad'
}

type ChangeProps = {
  readonly delta: number
  readonly precision: number
  readonly direction: Direction
  /** What it is compared with: `较昨日`. */
  readonly since: string
  readonly language?: 'zh' | 'en'
}

/** The change of a number since an earlier time: arrow, amount, and what it is compared with. */
export function Change({ delta, precision, direction, since, language = 'zh' }: ChangeProps) {
  const text = formatDelta(delta, precision)
  const moved = /[1-9]/.test(text)
  const arrow = moved ? (delta > 0 ? '↑' : '↓') : '→'
  const judged = moved ? judgeChange(delta, direction) : 'neutral'
  const words = { good: ['好转', 'better'], bad: ['变差', 'worse'], neutral: ['', ''] } as const
  const word = words[judged][language === 'zh' ? 0 : 1]
  return (
    <span className={`change change-${judged}`} title={word}>
      <span className="change-since" data-zone="read">
        {since}
      </span>{' '}
      <span className="change-delta">
        <span aria-hidden="true">{arrow}</span>
        {moved ? text.replace(/^[+-]/, '') : '0'}
      </span>
      {word === '' ? null : <span className="for-readers">{word}</span>}
    </span>
  )
}
