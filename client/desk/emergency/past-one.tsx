import type { ReactElement } from 'react'
import { type Emergency, SYSTEM } from '../../../protocol/emergency/emergency.ts'
import { ApiProblem } from '../../data/api.ts'
import { formatExact } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { formatMoment } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { PAST, showEmergency } from '../desk-store.ts'
import { useNamed } from '../shell/use-named.ts'
import { Column } from './column.tsx'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { Course } from './course.tsx'
import { useRecord } from './emergency-api.ts'
import { Facts, Marks } from './standing.tsx'

/** An emergency that has ended, to be read only: how it stood at its end, and all that happened. */
export function PastOne({ id }: { readonly id: string }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const record = useRecord(id, null)
  const { data, error, isPending, refetch } = record
  if (isPending) return <p className="desk-hint">{text.loading}</p>
  if (data === undefined) {
    const isGone = error instanceof ApiProblem && error.status === 404
    return (
      <div className="desk-hint" role="alert">
        <p>{isGone ? text.gone : text.failed}</p>
        <p>
          {isGone ? null : (
            <button type="button" className="desk-button" onClick={() => void refetch()}>
              {text.again}
            </button>
          )}{' '}
          <Back />
        </p>
      </div>
    )
  }
  return (
    <article className="emergency-on" aria-label={data.title}>
      <header className="emergency-head">
        <div className="emergency-name">
          <h2>
            <Marks emergency={data} /> {data.title}
          </h2>
          <Facts emergency={data} nowMs={deskNowMs()} />
          <Ended emergency={data} />
        </div>
        <div className="emergency-acts">
          <Back />
        </div>
      </header>
      <div className="emergency-columns">
        <Column>
          <Steps emergency={data} />
        </Column>
        <Column>
          <ForcesAtEnd emergency={data} />
        </Column>
        <Column>
          <Course record={record} />
        </Column>
      </div>
    </article>
  )
}

function Back(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  return (
    <button type="button" className="desk-button" onClick={() => showEmergency(PAST)}>
      {text.back}
    </button>
  )
}

function Ended({ emergency }: { readonly emergency: Emergency }): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const { openedAt, endedAt, endedBy, summary } = emergency
  if (endedAt === null) return null
  const tookMs = Date.parse(endedAt) - Date.parse(openedAt)
  return (
    <p className="emergency-ended">
      <b>{text.ended(endedBy ?? '', formatExact(Date.parse(endedAt)).slice(0, 16))}</b> ·{' '}
      {text.took(formatElapsed(tookMs))}
      <q>{summary}</q>
    </p>
  )
}

function Steps({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const named = useNamed()
  return (
    <section aria-label={text.checklist}>
      <h3>{text.checklist}</h3>
      <ol className="emergency-rows">
        {emergency.steps.map((step) => {
          const { id, done, department } = step
          const at = done === null ? '' : formatMoment(Date.parse(done.at), deskNowMs())
          return (
            <li key={id} className="emergency-row" data-state={done === null ? 'open' : 'done'}>
              <span className="emergency-lamp" aria-hidden="true">
                {done === null ? '—' : '✓'}
              </span>
              <div className="emergency-what">
                <b>{step[language]}</b>
                <span className="emergency-sub">
                  <span>{department === null ? text.centre : named.department(department)}</span>
                  <span>
                    {done === null
                      ? text.notDone
                      : done.by === SYSTEM
                        ? text.doneBySystem(at)
                        : text.doneAt(at, done.by)}
                  </span>
                </span>
                {done === null || done.note === '' ? null : <q>{done.note}</q>}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function ForcesAtEnd({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const named = useNamed()
  return (
    <section aria-label={text.coming}>
      <h3>{text.coming}</h3>
      <ul className="emergency-rows">
        {emergency.forces.map((force) => {
          const { id, state, department, people, leader, moves } = force
          const told = [people === null ? '' : text.people(people), leader]
          return (
            <li key={id} className="emergency-row" data-state={state}>
              <span />
              <div className="emergency-what">
                <b>{nameOf(force, language)}</b>
                <span className="emergency-sub">
                  {moves.map((one) => (
                    <span key={one.state}>
                      {text.movedAt(
                        shared.forceStates[one.state],
                        formatMoment(Date.parse(one.at), deskNowMs()),
                      )}
                    </span>
                  ))}
                  <span className="quiet">
                    {[named.department(department), ...told].filter(Boolean).join(' · ')}
                  </span>
                </span>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
