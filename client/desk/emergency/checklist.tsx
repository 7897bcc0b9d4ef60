import type { ReactElement } from 'react'
import {
  type Emergency,
  type EmergencyStep,
  SYSTEM,
} from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { formatMoment } from '../../ui/format.ts'
import { showDialog } from '../desk-store.ts'
import { useSecond } from '../order/use-second.ts'
import { LampMark } from '../queue/lamp-mark.tsx'
import { useNamed } from '../shell/use-named.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { mayAct, useSession } from './rights.ts'
import type { EmergencyActing } from './use-acting.ts'

/** Of a step's time, how much may be used before it is marked as nearly due. */
const NEAR_RATIO = 0.8
const MINUTE_MS = 60_000

type Standing = 'done' | 'late' | 'near' | 'open'

/** How a step stands at a moment (server time). */
export function standingOf({ done, dueAt, within }: EmergencyStep, nowMs: number): Standing {
  if (done !== null) return 'done'
  const leftMs = Date.parse(dueAt) - nowMs
  if (leftMs <= 0) return 'late'
  return leftMs < within * MINUTE_MS * (1 - NEAR_RATIO) ? 'near' : 'open'
}

type ListProps = {
  readonly emergency: Emergency
  readonly acting: EmergencyActing
  readonly isCut: boolean
}

/** The plan's steps in its order, each with its deadline, who does it, and its tick. */
export function Checklist({ emergency, acting, isCut }: ListProps): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const nowMs = useSecond()
  const { steps } = emergency
  return (
    <section aria-label={text.checklist}>
      <h3>{text.checklist}</h3>
      {steps.length === 0 ? <p className="quiet">{text.noSteps}</p> : null}
      <ol className="emergency-rows">
        {steps.map((step) => (
          <Step
            key={step.id}
            emergency={emergency}
            step={step}
            nowMs={nowMs}
            acting={acting}
            isCut={isCut}
          />
        ))}
      </ol>
    </section>
  )
}

function Step(
  props: ListProps & { readonly step: EmergencyStep; readonly nowMs: number },
): ReactElement {
  const { emergency, step, nowMs, acting, isCut } = props
  const { id, department, done } = step
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const named = useNamed()
  const standing = standingOf(step, nowMs)
  const leftMs = Date.parse(step.dueAt) - nowMs
  return (
    <li
      className="emergency-row"
      data-emergency-row
      data-step={id}
      data-state={standing}
      tabIndex={-1}
    >
      <span className="emergency-lamp">
        {done !== null ? (
          <span aria-hidden="true">✓</span>
        ) : (
          <LampMark lamp={standing === 'late' ? 'red' : standing === 'near' ? 'amber' : 'green'} />
        )}
      </span>
      <div className="emergency-what">
        <b>{step[language]}</b>
        <span className="emergency-sub">
          <span>{department === null ? text.centre : named.department(department)}</span>
          {done === null ? (
            <span className="figures">
              {leftMs <= 0 ? text.late(formatElapsed(-leftMs)) : text.due(formatElapsed(leftMs))}
            </span>
          ) : (
            <DoneText done={done} nowMs={nowMs} />
          )}
          {done === null && step.evidence !== 'none' ? (
            <span className="quiet">{text.needs[step.evidence]}</span>
          ) : null}
        </span>
        {done === null || done.note === '' ? null : <q>{done.note}</q>}
      </div>
      <StepButton emergency={emergency} step={step} acting={acting} isCut={isCut} />
    </li>
  )
}

function DoneText(props: {
  readonly done: NonNullable<EmergencyStep['done']>
  readonly nowMs: number
}): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const { at, by } = props.done
  const when = formatMoment(Date.parse(at), props.nowMs)
  return <span data-by={by}>{by === SYSTEM ? text.doneBySystem(when) : text.doneAt(when, by)}</span>
}

/** Ticks at one press where nothing has to be written; otherwise it asks for it. */
function StepButton(props: ListProps & { readonly step: EmergencyStep }): ReactElement | null {
  const { emergency, step, acting, isCut } = props
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const session = useSession()
  const act = step.done === null ? 'tick' : 'untick'
  if (!mayAct(emergency, { act, step: step.id }, session)) return null
  const isPress = act === 'tick' && step.evidence === 'none'
  const press = (): void => {
    if (isPress) void acting.send({ act: 'tick', step: step.id }, emergency)
    else showDialog({ kind: 'emergency-act', id: emergency.id, form: { act, step: step.id } })
  }
  const label = isPress ? text.acts.tick : act === 'tick' ? text.withNote : text.takeBack
  // One button in both states: the focus stays where it was.
  return (
    <button
      type="button"
      className="desk-button"
      data-row-act={act === 'tick' ? 'next' : 'back'}
      disabled={isCut}
      aria-label={`${label}: ${step[language]}`}
      onClick={press}
    >
      {label}
    </button>
  )
}
