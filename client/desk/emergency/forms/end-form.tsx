import { Textarea } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { Emergency } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { type Language, useLanguage } from '../../../i18n/text.ts'
import { formatMoment } from '../../../ui/format.ts'
import { deskNowMs } from '../../data/link-store.ts'
import { CONDUCT_WORDS, type ConductText } from '../conduct-words.ts'
import { ActFrame } from './act-frame.tsx'

const MOST_CHARS = 4_000

/**
 * What a summary begins with: the last report, who came, what was left undone. How long it took and how many steps were
 * done, the duty log says by itself. Pure.
 */
export function factsOf(
  { steps, forces, reports }: Emergency,
  nowMs: number,
  text: ConductText,
  language: Language,
): string {
  const last = reports.at(-1)
  const came = forces.filter(({ moves }) => moves.some(({ state }) => state === 'arrived'))
  const people = came.reduce((sum, force) => sum + (force.people ?? 0), 0)
  const open = steps.filter(({ done }) => done === null).map((step) => step[language])
  const [between, end] = language === 'zh' ? ['、', '。'] : [', ', '. ']
  return [
    ...(last === undefined
      ? []
      : [text.lastReport(formatMoment(Date.parse(last.at), nowMs), last.text)]),
    came.length === 0 ? text.nobodyCame : text.forcesCame(came.length, people),
    open.length === 0 ? text.allDone : text.openSteps(open.join(between)),
  ]
    .map((line) => line.replace(/[。.\s]+$/, '') + end)
    .join('')
    .trim()
}

/** Ends the emergency with a summary, which begins with the facts; the second press does it. */
export function EndForm({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const [summary, setSummary] = useState(() =>
    factsOf(emergency, deskNowMs(), text, language).slice(0, MOST_CHARS),
  )
  const said = summary.trim()
  const { walls } = emergency
  return (
    <ActFrame
      emergency={emergency}
      title={text.acts.end}
      act={said === '' ? null : { act: 'end', summary: said }}
      sure={walls.length === 0 ? text.endNoWalls : text.endSure(walls.join(', '))}
    >
      <p>
        <b>{emergency.title}</b>
      </p>
      <Textarea
        label={text.summary}
        value={summary}
        rows={8}
        maxLength={MOST_CHARS}
        data-autofocus
        onChange={(event) => setSummary(event.currentTarget.value)}
      />
    </ActFrame>
  )
}
