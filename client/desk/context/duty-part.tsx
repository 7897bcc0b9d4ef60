import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { PERMITS } from '../../../protocol/access/permit.ts'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { fetchOnDuty } from './context-api.ts'
import { ContextPart } from './context-part.tsx'
import { CONTEXT_WORDS } from './context-words.ts'

const AGAIN_MS = 60_000
const READERS: readonly string[] = PERMITS['duty.read']

/** Who is on duty now; nothing for handlers and checkers, who have no business in the duty room. */
export function OnDuty(): ReactElement | null {
  const session = useStore(sessionStore)
  const mayRead =
    session.state === 'in' && session.session.roles.some((role) => READERS.includes(role))
  return mayRead ? <DutyList /> : null
}

function DutyList(): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const query = useQuery({
    queryKey: ['duty', 'now'],
    queryFn: ({ signal }) => fetchOnDuty(signal),
    refetchInterval: AGAIN_MS,
  })
  return (
    <ContextPart title={text.duty} query={query}>
      {({ onDuty, gaps }) => (
        <ul>
          {onDuty.length === 0 ? <li className="quiet">{text.nobody}</li> : null}
          {onDuty.map(({ id, post, name, phone }) => (
            <li key={id}>
              <span className="quiet">{post}</span> {name} <span className="figures">{phone}</span>
            </li>
          ))}
          {gaps.slice(0, 3).map(({ post, from }) => (
            <li key={`${post}${from}`} className="quiet">
              {text.gap(post)}
            </li>
          ))}
        </ul>
      )}
    </ContextPart>
  )
}
