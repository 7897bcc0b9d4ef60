import type { ReactElement } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { showEmergency } from '../desk-store.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { usePast } from './emergency-api.ts'
import { Marks } from './standing.tsx'

/** Ended emergencies, the latest first; each opens to be read. */
export function PastList(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const past = usePast()
  const all = past.data?.pages.flatMap((page) => page.emergencies) ?? []
  return (
    <section className="emergency-past" aria-label={text.past}>
      {past.isPending ? <p className="quiet">{text.loading}</p> : null}
      {past.isError ? (
        <p role="alert">
          {text.failed}{' '}
          <button type="button" className="desk-link" onClick={() => void past.refetch()}>
            {text.again}
          </button>
        </p>
      ) : null}
      {past.data !== undefined && all.length === 0 ? <p className="quiet">{text.noPast}</p> : null}
      <ul>
        {all.map((emergency) => {
          const { id, title, plan, openedAt, endedAt, steps } = emergency
          const tookMs = Date.parse(endedAt ?? openedAt) - Date.parse(openedAt)
          const done = steps.filter((step) => step.done !== null).length
          return (
            <li key={id}>
              <button type="button" data-emergency={id} onClick={() => showEmergency(id)}>
                <span className="figures quiet">
                  {formatExact(Date.parse(openedAt)).slice(0, 16)}
                </span>
                <Marks emergency={emergency} />
                <span className="emergency-past-title">{title}</span>
                <span className="quiet">
                  {nameOf(plan, language)} · {text.took(formatElapsed(tookMs))} · {text.steps}{' '}
                  {done}/{steps.length}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      {past.hasNextPage ? (
        <button
          type="button"
          className="desk-button"
          disabled={past.isFetchingNextPage}
          onClick={() => void past.fetchNextPage()}
        >
          {text.more}
        </button>
      ) : null}
    </section>
  )
}
