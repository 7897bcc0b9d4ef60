import { NativeSelect, TextInput } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { Emergency, EmergencyForce } from '../../../../protocol/emergency/emergency.ts'
import { FORCE_STATES } from '../../../../protocol/emergency/plan.ts'
import { EMERGENCY_WORDS } from '../../../i18n/emergency-words.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../../i18n/text.ts'
import { catalogStore } from '../../../stores/catalog.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import { handlerOf } from '../rights.ts'
import { ActFrame } from './act-frame.tsx'

const MOST_PEOPLE = 100_000
const MOST_CHARS = 100

type Told = { readonly people: string; readonly leader: string }

/** A whole number of people; undefined: nobody said; null: it is no such number. */
function peopleOf(typed: string): number | undefined | null {
  if (typed.trim() === '') return undefined
  const people = Number(typed)
  return Number.isInteger(people) && people >= 0 && people <= MOST_PEOPLE ? people : null
}

/** What is sent of them: what nobody said is left out; a leader that was named may be taken out. Null: it cannot be sent. */
function toldOf(
  { people, leader }: Told,
  leaderBefore = '',
): { people?: number; leader?: string } | null {
  const count = peopleOf(people)
  if (count === null) return null
  const who = leader.trim()
  return {
    ...(count === undefined ? {} : { people: count }),
    ...(who === leaderBefore ? {} : { leader: who }),
  }
}

function ToldFields(props: {
  readonly told: Told
  readonly onChange: (told: Told) => void
  readonly focusFirst: boolean
}): ReactElement {
  const { told, onChange, focusFirst } = props
  const text = useWords(CONDUCT_WORDS)
  return (
    <div className="emergency-pair">
      <TextInput
        label={text.peopleField}
        inputMode="numeric"
        value={told.people}
        error={peopleOf(told.people) === null ? `0 – ${MOST_PEOPLE}` : null}
        data-autofocus={focusFirst || undefined}
        onChange={(event) => onChange({ ...told, people: event.currentTarget.value })}
      />
      <TextInput
        label={text.leaderField}
        value={told.leader}
        maxLength={MOST_CHARS}
        onChange={(event) => onChange({ ...told, leader: event.currentTarget.value })}
      />
    </div>
  )
}

/** Who leads a force and how many they are; and how far it has come, when that changed too. */
export function ForceForm(props: {
  readonly emergency: Emergency
  readonly force: EmergencyForce
}): ReactElement {
  const { emergency, force } = props
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const [told, setTold] = useState<Told>({
    people: force.people === null ? '' : String(force.people),
    leader: force.leader,
  })
  const [state, setState] = useState(force.state)
  const sent = toldOf(told, force.leader)
  const ahead = FORCE_STATES.slice(FORCE_STATES.indexOf(force.state))
  return (
    <ActFrame
      emergency={emergency}
      title={text.acts.force}
      act={sent === null ? null : { act: 'force', force: force.id, state, ...sent }}
    >
      <p>
        <b>{nameOf(force, language)}</b>
      </p>
      <ToldFields told={told} onChange={setTold} focusFirst />
      <NativeSelect
        label={text.state}
        value={state}
        data={ahead.map((value) => ({ value, label: shared.forceStates[value] }))}
        onChange={(event) => {
          const { value } = event.currentTarget
          setState(FORCE_STATES.find((one) => one === value) ?? force.state)
        }}
      />
    </ActFrame>
  )
}

/** A force that the plan does not name; a handler's is of his own department. */
export function AddForceForm({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const departments = useStore(catalogStore, (state) => state.departments)
  const own = handlerOf()
  const open = [...departments.values()].filter(({ code }) => own === null || code === own)
  const [name, setName] = useState('')
  const [picked, setPicked] = useState(own ?? open[0]?.code ?? '')
  const [told, setTold] = useState<Told>({ people: '', leader: '' })
  const sent = toldOf(told)
  const called = name.trim()
  const isWhole = sent !== null && called !== '' && picked !== ''
  return (
    <ActFrame
      emergency={emergency}
      title={text.acts['add-force']}
      act={isWhole ? { act: 'add-force', name: called, department: picked, ...sent } : null}
    >
      <TextInput
        label={text.forceName}
        value={name}
        maxLength={MOST_CHARS}
        required
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={text.department}
        value={picked}
        data={open.map((one) => ({ value: one.code, label: nameOf(one, language) }))}
        onChange={(event) => setPicked(event.currentTarget.value)}
      />
      <ToldFields told={told} onChange={setTold} focusFirst={false} />
    </ActFrame>
  )
}
