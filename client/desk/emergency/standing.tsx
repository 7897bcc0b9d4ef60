import type { ReactElement, ReactNode } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage, useText } from '../../i18n/text.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { formatMoment } from '../../ui/format.ts'
import { openOrder, showDialog } from '../desk-store.ts'
import { useNames } from '../order/use-names.ts'
import { useSecond } from '../order/use-second.ts'
import { LampMark } from '../queue/lamp-mark.tsx'
import { CONDUCT_WORDS, type ConductText } from './conduct-words.ts'
import { mayDo } from './emergency-commands.ts'
import { lateIn } from './emergency-desk.ts'
import { useIsCut, useSession } from './rights.ts'

/** Which emergency this is, how long it has gone on, what is late, and what can be done with the whole of it. */
export function Standing({ emergency }: { readonly emergency: Emergency }): ReactElement {
  return (
    <header className="emergency-head">
      <Name emergency={emergency} />
      <Numbers emergency={emergency} />
      <Acts emergency={emergency} />
    </header>
  )
}

/** The name of an emergency with what it is: real or a drill, and resting on simulated data. */
export function Marks({
  emergency: { drill, simulated },
}: {
  readonly emergency: Pick<Emergency, 'drill' | 'simulated'>
}): ReactElement {
  const shared = useWords(EMERGENCY_WORDS)
  const text = useText()
  return (
    <>
      <span className="order-mark" data-drill={drill}>
        {drill ? shared.drill : shared.mode}
      </span>
      {simulated ? <span className="desk-demo">{text.demoData}</span> : null}
    </>
  )
}

function Name({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const nowMs = useSecond()
  return (
    <div className="emergency-name">
      <h2>
        <Marks emergency={emergency} /> {emergency.title}
      </h2>
      <Facts emergency={emergency} nowMs={nowMs} />
    </div>
  )
}

/** Who opened it and why, under which plan, where, for which order and on which walls. */
export function Facts(props: {
  readonly emergency: Emergency
  readonly nowMs: number
}): ReactElement {
  const { emergency, nowMs } = props
  const { plan, orderId, related, walls, reason, openedAt, openedBy, endedAt } = emergency
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const names = useNames()
  const at = formatMoment(Date.parse(openedAt), nowMs)
  const basis = plan.basis === null ? '' : ` · ${text.basis(plan.basis)}`
  return (
    <ul className="emergency-facts">
      <li>
        {text.plan} {nameOf(plan, language)}
        <span className="quiet">{basis}</span>
      </li>
      <li>
        {shared.order} {orderId === null ? shared.noOrder : <OrderLink id={orderId} />}{' '}
        {orderId === null || endedAt !== null ? null : <kbd>o</kbd>}
      </li>
      {related.length === 0 ? null : (
        <li>
          {text.related}{' '}
          {related.map((id) => (
            <OrderLink key={id} id={id} />
          ))}
        </li>
      )}
      <li>
        {text.place} {placeText(emergency, names.place, text)}
      </li>
      <li>
        {text.walls} {walls.length === 0 ? text.noWalls : walls.join(', ')}
      </li>
      <li>
        {text.openedBy(whoText(openedBy, text), at)}
        {reason === '' ? null : ` · ${text.reasonOf(reason)}`}
      </li>
    </ul>
  )
}

const whoText = (by: string, text: ConductText): string =>
  by.startsWith('rule:') ? text.byRule : by

/** `茶山街道 · 119.97470, 31.77930` */
export function placeText(
  { place, position }: Pick<Emergency, 'place' | 'position'>,
  nameOfPlace: (id: string) => string,
  text: ConductText,
): string {
  const parts = [
    place === null ? '' : nameOfPlace(place),
    position === null ? '' : position.map((part) => part.toFixed(5)).join(', '),
  ].filter(Boolean)
  return parts.length === 0 ? text.noPlace : parts.join(' · ')
}

function OrderLink(props: { readonly id: string }): ReactElement {
  return (
    <button type="button" className="desk-link figures" onClick={() => openOrder(props.id)}>
      {props.id}
    </button>
  )
}

function Numbers({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const nowMs = useSecond()
  const { openedAt, nextReportAt, reportEveryMin, steps, forces } = emergency
  const late = lateIn(emergency, nowMs)
  const leftMs = Date.parse(nextReportAt) - nowMs
  const done = steps.filter((step) => step.done !== null).length
  const there = forces.filter(({ state }) => state === 'arrived')
  const people = there.reduce((sum, force) => sum + (force.people ?? 0), 0)
  return (
    <dl className="emergency-numbers">
      <Figure name={text.elapsed} isLate={false} under={formatMoment(Date.parse(openedAt), nowMs)}>
        {formatElapsed(nowMs - Date.parse(openedAt))}
      </Figure>
      <Figure
        name={late.report ? text.reportLate : text.nextReport}
        isLate={late.report}
        under={text.reportEvery(reportEveryMin)}
      >
        {formatElapsed(Math.abs(leftMs))}
      </Figure>
      <Figure
        name={text.steps}
        isLate={late.steps > 0}
        under={late.steps > 0 ? text.stepsLate(late.steps) : text.noneLate}
      >
        {done}/{steps.length}
      </Figure>
      <Figure name={text.force} isLate={false} under={people === 0 ? '' : text.people(people)}>
        {there.length}/{forces.length}
      </Figure>
    </dl>
  )
}

function Figure(props: {
  readonly name: string
  readonly isLate: boolean
  readonly under: string
  readonly children: ReactNode
}): ReactElement {
  const { name, isLate, under, children } = props
  return (
    <div data-late={isLate}>
      <dt>{name}</dt>
      <dd>
        {isLate ? <LampMark lamp="red" /> : null}
        <span className="figures">{children}</span>
        <small>{under}</small>
      </dd>
    </div>
  )
}

const WHOLE = [
  { act: 'add-force', key: 'a' },
  { act: 'move', key: 'p' },
  { act: 'plan', key: 'c' },
  { act: 'end', key: 'e' },
] as const

function Acts({ emergency }: { readonly emergency: Emergency }): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const isCut = useIsCut()
  useSession()
  const open = WHOLE.filter(({ act }) => mayDo(emergency, act))
  if (open.length === 0) return null
  return (
    <div className="emergency-acts">
      {open.map(({ act, key }) => (
        <button
          key={act}
          type="button"
          className="desk-button"
          data-act={act}
          disabled={isCut}
          onClick={() => showDialog({ kind: 'emergency-act', id: emergency.id, form: { act } })}
        >
          {text.acts[act]} <kbd>{key}</kbd>
        </button>
      ))}
    </div>
  )
}
