import { Textarea } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { Emergency, EmergencyStep } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { useLanguage } from '../../../i18n/text.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import type { SentAct } from '../emergency-api.ts'
import { ActFrame } from './act-frame.tsx'

const MOST_CHARS = 1_000

/** Ticks a step with what has to be written down with it, or takes its tick back with the reason. */
export function StepForm(props: {
  readonly emergency: Emergency
  readonly step: EmergencyStep
  readonly act: 'tick' | 'untick'
}): ReactElement {
  const { emergency, step, act } = props
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const [note, setNote] = useState('')
  const said = note.trim()
  const isNeeded = act === 'untick' || step.evidence !== 'none'
  const sent: SentAct | null = isNeeded && said === '' ? null : { act, step: step.id, note: said }
  return (
    <ActFrame emergency={emergency} title={text.acts[act]} act={sent}>
      <p>
        <b>{step[language]}</b> <span className="quiet">{text.needs[step.evidence]}</span>
      </p>
      {act === 'untick' && step.done !== null && step.done.note !== '' ? (
        <q>{step.done.note}</q>
      ) : null}
      <Textarea
        label={act === 'untick' ? text.why : isNeeded ? text.noteNeeded : text.note}
        value={note}
        rows={3}
        maxLength={MOST_CHARS}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ActFrame>
  )
}
