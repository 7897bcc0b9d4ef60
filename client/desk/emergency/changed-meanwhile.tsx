import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { isStillOpen, type Outcome } from './attempt.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { EventLine } from './course.tsx'
import { type SentAct, useRecord } from './emergency-api.ts'

type ChangedProps = {
  readonly outcome: Outcome | null
  readonly emergency: Emergency
  /** What was to be done; left out: it was one press, and is only told. */
  readonly act?: SentAct
  readonly onStill?: (now: Emergency) => void
  readonly onDrop: () => void
}

/** Why an act was not done: what others did first, or what the server said. What was typed is kept beside it. */
export function ChangedMeanwhile(props: ChangedProps): ReactElement | null {
  const { outcome, emergency, onDrop } = props
  const text = useWords(CONDUCT_WORDS)
  if (outcome === null || outcome.state === 'done') return null
  if (outcome.state === 'conflict')
    return <Conflict {...props} seenRev={outcome.seen.rev} now={newer(outcome.now, emergency)} />
  return (
    <p className="emergency-changed" role="alert">
      {outcome.state === 'unanswered' ? text.unanswered(outcome.text) : outcome.text}{' '}
      <button type="button" className="desk-link" onClick={onDrop}>
        {text.close}
      </button>
    </p>
  )
}

const newer = (a: Emergency, b: Emergency): Emergency => (a.rev >= b.rev ? a : b)

function Conflict(
  props: ChangedProps & { readonly seenRev: number; readonly now: Emergency },
): ReactElement {
  const { now, seenRev, act, onStill, onDrop } = props
  const text = useWords(CONDUCT_WORDS)
  const { data } = useRecord(now.id, now.rev)
  const since = (data?.events ?? []).filter(({ rev }) => rev > seenRev)
  return (
    <section className="emergency-changed" role="alert" aria-label={text.changed}>
      <b>{text.changed}</b>
      {act === undefined ? null : <p>{text.changedWhy}</p>}
      <ol className="emergency-course">
        {since.map((event) => (
          <EventLine key={event.rev} event={event} emergency={now} />
        ))}
      </ol>
      <p className="emergency-report-end">
        {act === undefined || onStill === undefined ? null : isStillOpen(act, now) ? (
          <button type="button" className="desk-button" onClick={() => onStill(now)}>
            {text.still}
          </button>
        ) : (
          <strong>{text.noLonger}</strong>
        )}
        <button type="button" className="desk-button" onClick={onDrop}>
          {act === undefined ? text.close : text.cancel}
        </button>
      </p>
    </section>
  )
}
