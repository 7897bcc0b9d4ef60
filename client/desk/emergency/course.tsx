import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import {
  type Emergency,
  type EmergencyEvent,
  SYSTEM,
} from '../../../protocol/emergency/emergency.ts'
import { formatExact } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { formatMoment } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { type EmergencyRecord, usePlans } from './emergency-api.ts'
import { eventText } from './event-text.ts'

/** Everything that was done, by whom and when, the latest first. */
export function Course({
  record,
}: {
  readonly record: UseQueryResult<EmergencyRecord>
}): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const { data, isError, isPending, refetch } = record
  return (
    <section aria-label={text.course}>
      <h3>{text.course}</h3>
      {isPending ? <p className="quiet">{text.loading}</p> : null}
      {isError ? (
        <p role="alert">
          {text.noCourse}{' '}
          <button type="button" className="desk-link" onClick={() => void refetch()}>
            {text.again}
          </button>
        </p>
      ) : null}
      <ol className="emergency-course">
        {[...(data?.events ?? [])].reverse().map((event) => (
          <EventLine key={event.rev} event={event} emergency={data ?? null} />
        ))}
      </ol>
    </section>
  )
}

/** One act: when, by whom, what, and what was written with it. */
export function EventLine(props: {
  readonly event: EmergencyEvent
  readonly emergency: Emergency | null
}): ReactElement {
  const { event, emergency } = props
  const shared = useWords(EMERGENCY_WORDS)
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const plans = usePlans().data ?? []
  const { at, by, act } = event
  const isSystem = by === SYSTEM || by.startsWith('rule:')
  const { what, note } = eventText(event, emergency, plans, language, text, shared)
  return (
    <li data-event={act}>
      <time dateTime={at} title={formatExact(Date.parse(at))} className="figures quiet">
        {formatMoment(Date.parse(at), deskNowMs())}
      </time>
      <span>
        <b>{shared.acts[act]}</b>
        {what === '' ? '' : ` · ${what}`}{' '}
        <span className="quiet">{isSystem ? shared.bySystem : by}</span>
        {note === '' ? null : <q>{note}</q>}
      </span>
    </li>
  )
}
