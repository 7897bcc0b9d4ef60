import type { ReactElement } from 'react'
import { LevelMark } from '../../ui/level-mark.tsx'
import type { RowLamp } from './lamp.ts'

/** A deadline's lamp: red octagon past it, orange diamond from 80 %, an open ring before, a dash without a clock. */
export function LampMark({ lamp }: { readonly lamp: RowLamp }): ReactElement {
  if (lamp === 'red' || lamp === 'amber') {
    return <LevelMark level={lamp === 'red' ? 'red' : 'orange'} />
  }
  return (
    <span className="level-mark" data-shape={lamp}>
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        {lamp === 'green' ? (
          <circle cx="10" cy="10" r="7.5" fill="none" stroke="var(--ink-quiet)" strokeWidth="2.5" />
        ) : (
          <path d="M4 10h12" stroke="var(--ink-quiet)" strokeWidth="2.5" />
        )}
      </svg>
    </span>
  )
}
