import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { formatSince } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { rowsThatFit, useRoom } from '../../panels/use-room.ts'
import { courseOf, type Happening } from '../../ui/emergency-course.ts'
import { useNow } from '../use-now.ts'
import { useCourse } from './use-course.ts'

const ROW_U = 50

/** The course of events: of the order and of the command room, the latest first. */
export function Happened({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const [ref, room] = useRoom<HTMLDivElement>()
  const nowMs = useNow(60_000)
  const { events, orderEvents, failed } = useCourse(emergency)
  const rows = courseOf(emergency, events, orderEvents, language)
  const shown = rows.slice(0, rowsThatFit(room.height, ROW_U, rows.length))
  return (
    <div ref={ref} className="emergency-body">
      {rows.length === 0 ? (
        <p className="emergency-note">{failed ? text.noFacts : text.loading}</p>
      ) : null}
      <ol className="course">
        {shown.map((row) => (
          <li key={row.key} className="course-row">
            <time dateTime={new Date(row.atMs).toISOString()}>
              {formatSince(new Date(row.atMs).toISOString(), nowMs)}
            </time>
            <Row row={row} />
          </li>
        ))}
      </ol>
      {shown.length < rows.length ? (
        <p className="emergency-note">{text.more(rows.length - shown.length)}</p>
      ) : null}
    </div>
  )
}

function Row({ row }: { readonly row: Happening }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const actions = useWords(ACTION_WORDS)
  const { what, by } = row
  const who = by === 'system' || by.startsWith('rule:') ? text.bySystem : by
  if (what.kind === 'order') {
    const known = (actions as Readonly<Record<string, { readonly did: string }>>)[what.action]
    return (
      <p className="course-what">
        <b>{known?.did ?? what.action}</b>
        <span>{`${text.order} · ${who}`}</span>
      </p>
    )
  }
  return (
    <p className="course-what" title={what.detail}>
      <b>{[text.acts[what.act], what.detail].filter(Boolean).join(' · ')}</b>
      <span>{who}</span>
    </p>
  )
}
