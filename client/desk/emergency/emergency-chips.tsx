import './emergency.css'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { deskStore, showEmergency } from '../desk-store.ts'
import { useSecond } from '../order/use-second.ts'
import { LampMark } from '../queue/lamp-mark.tsx'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { lateIn, ranked } from './emergency-desk.ts'
import { Marks } from './standing.tsx'

/** What is on, in the desk's head wherever else one is: each leads to its emergency. Nothing in normal times. */
export function EmergencyChips(): ReactElement | null {
  const active = useStore(emergencyStore, (state) => state.active) ?? []
  const view = useStore(deskStore, (state) => state.view)
  if (active.length === 0 || view === 'emergency') return null
  return (
    <div className="emergency-chips">
      {ranked(active).map((emergency) => (
        <Chip key={emergency.id} emergency={emergency} />
      ))}
    </div>
  )
}

/** One that is on: how long, its next report, and what is late. */
export function Chip(props: {
  readonly emergency: Emergency
  readonly isCurrent?: boolean
}): ReactElement {
  const { emergency, isCurrent = false } = props
  const { id, title, openedAt, nextReportAt } = emergency
  const text = useWords(CONDUCT_WORDS)
  const nowMs = useSecond()
  const late = lateIn(emergency, nowMs)
  const elapsed = formatElapsed(nowMs - Date.parse(openedAt))
  const left = formatElapsed(Math.abs(Date.parse(nextReportAt) - nowMs))
  const isLate = late.report || late.steps > 0
  return (
    <button
      type="button"
      className="emergency-chip"
      data-emergency-chip={id}
      data-late={isLate}
      aria-current={isCurrent ? 'page' : undefined}
      title={text.chip(title, elapsed)}
      onClick={() => showEmergency(id)}
    >
      {isLate ? <LampMark lamp="red" /> : null}
      <Marks emergency={emergency} />
      <span className="emergency-chip-title">{title}</span>
      <span className="figures">{elapsed}</span>
      <span className="figures" data-late={late.report}>
        {late.report ? text.chipReportLate(left) : text.chipReport(left)}
      </span>
      {late.steps === 0 ? null : <span data-late="true">{text.stepsLate(late.steps)}</span>}
    </button>
  )
}
