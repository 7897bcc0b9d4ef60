import type { ReactElement } from 'react'
import type { RankRow } from '../charts/model.ts'
import { formatScaled, type UnitScale } from '../ui/format.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../ui/level-words.ts'

type ValueCellProps = {
  readonly cell: RankRow['values'][number]
  readonly scale: UnitScale
  readonly language: 'zh' | 'en'
}

/** A number in a row: its level's shape, its stale look, `—` when it is missing. */
export function ValueCell({ cell, scale, language }: ValueCellProps): ReactElement {
  const { value, level, stale } = cell
  const text = formatScaled(value, scale)
  return (
    <span
      className={`cell${stale ? ' cell-stale' : ''}${value === null ? ' cell-missing' : ''}`}
      style={level === null ? undefined : { color: `var(--level-${level})` }}
    >
      {level === null ? null : (
        <>
          <LevelMark level={level} />
          <span className="for-readers">{LEVEL_WORDS[level][language]}</span>{' '}
        </>
      )}
      {text}
    </span>
  )
}
