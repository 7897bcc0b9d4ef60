import type { ReactElement } from 'react'
import type { Emergency, EmergencyStep } from '../../../protocol/emergency/emergency.ts'
import { formatSince, formatSpan } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage, useText } from '../../i18n/text.ts'
import { rowsThatFit, useRoom } from '../../panels/use-room.ts'
import { useNames } from '../use-names.ts'
import { useNow } from '../use-now.ts'

const ROW_U = 62

/** The plan's steps with their deadlines, ticked live. Where not all fit, those that are done give their room. */
export function Checklist({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const [ref, room] = useRoom<HTMLDivElement>()
  const { steps } = emergency
  const done = steps.filter((step) => step.done !== null).length
  const fits = rowsThatFit(room.height - 30, ROW_U, steps.length)
  const hidden = Math.min(done, Math.max(0, steps.length - fits))
  const doneIds = steps.filter((step) => step.done !== null).map(({ id }) => id)
  const left = steps.filter(({ id }) => !doneIds.slice(0, hidden).includes(id))
  const shown = left.slice(0, fits)
  const notes = [
    text.stepsDone(done, steps.length),
    ...(left.length > shown.length ? [text.more(left.length - shown.length)] : []),
  ]
  return (
    <div ref={ref} className="emergency-body">
      <p className="emergency-note" data-steps={`${done}/${steps.length}`}>
        {notes.join(' · ')}
      </p>
      <ol className="steps">
        {shown.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </div>
  )
}

function Step({ step }: { readonly step: EmergencyStep }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const shared = useText()
  const language = useLanguage()
  const names = useNames()
  const nowMs = useNow(1_000)
  const { id, done, dueAt, department } = step
  const leftMs = Date.parse(dueAt) - nowMs
  const state = done !== null ? 'done' : leftMs < 0 ? 'late' : 'open'
  const who = department === null ? text.centre : names.department(department)
  const by = done?.by === 'system' ? text.bySystem : (done?.by ?? '')
  const when =
    done !== null
      ? `${formatSince(done.at, nowMs) ?? ''} ${by}`
      : leftMs < 0
        ? text.overdue(formatSpan(-leftMs, shared))
        : text.dueIn(formatSpan(leftMs, shared))
  return (
    <li className="step" data-step={id} data-state={state}>
      <span className="step-box" aria-hidden="true">
        {state === 'done' ? '✓' : ''}
      </span>
      <span className="step-what" data-zone="scan" title={step[language]}>
        {step[language]}
      </span>
      <span className="step-who">{who}</span>
      <span className="step-when">{when}</span>
    </li>
  )
}
