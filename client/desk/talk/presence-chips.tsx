import './talk.css'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Present } from '../../../protocol/stream/events.ts'
import { sessionStore } from '../../data/session.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { presenceStore } from '../data/presence-store.ts'
import { TALK_WORDS } from './talk-words.ts'

const NOBODY: readonly Present[] = []

/** Who else has the order open now, and since when. Nothing when nobody has. */
export function PresenceChips({ orderId }: { readonly orderId: string }): ReactElement | null {
  const text = useWords(TALK_WORDS)
  const me = useStore(sessionStore, (state) => (state.state === 'in' ? state.session.user : ''))
  const present = useStore(presenceStore, (state) => state.orders[orderId] ?? NOBODY)
  const others = present.filter(({ name }) => name !== me)
  if (others.length === 0) return null
  return (
    <ul className="talk-present" aria-label={text.present} data-present={others.length}>
      <li aria-hidden="true">{text.present}</li>
      {others.map(({ name, since }) => (
        <li key={name} title={formatExact(Date.parse(since))}>
          {name}
        </li>
      ))}
    </ul>
  )
}
