import './emergency.css'
import { type ReactElement, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { linkStore } from '../data/link-store.ts'
import { deskStore, PAST, showDialog, showEmergency } from '../desk-store.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { Chip } from './emergency-chips.tsx'
import { registerEmergencyCommands } from './emergency-commands.ts'
import { ranked, shownEmergency } from './emergency-desk.ts'
import { Offers } from './offers.tsx'
import { PastList } from './past-list.tsx'
import { PastOne } from './past-one.tsx'
import { mayOpen, useSession } from './rights.ts'
import { Running } from './running.tsx'

/** Where an emergency (战时) is opened, conducted and ended; in normal times the way into one, and those that are over. */
export function EmergencyView(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const chosen = useStore(deskStore, (state) => state.emergency)
  const active = useStore(emergencyStore, (state) => state.active)
  const shown = shownEmergency(chosen, active)
  useEffect(registerEmergencyCommands, [])
  const shownId = shown?.id ?? null
  useFollow(chosen, shownId, active)
  return (
    <main className="emergency" aria-label={text.view}>
      <Tabs shownId={shownId} />
      {shown !== null ? (
        <Running key={shown.id} emergency={shown} />
      ) : chosen === PAST ? (
        <PastList />
      ) : active === null ? (
        <NotKnown />
      ) : chosen !== null ? (
        <PastOne key={chosen} id={chosen} />
      ) : (
        <Peace />
      )}
    </main>
  )
}

/**
 * What came into sight by itself stays there when somebody ends it, as long as nothing else is on. What a person chose stays in
 * any case.
 */
function useFollow(
  chosen: string | null,
  shownId: string | null,
  active: readonly Emergency[] | null,
): void {
  const cameById = useRef<string | null>(null)
  useEffect(() => {
    if (chosen === null && shownId !== null) {
      cameById.current = shownId
      deskStore.setState({ emergency: shownId })
    } else if (chosen !== null && chosen === cameById.current && shownId === null) {
      if (active !== null && active.length > 0) deskStore.setState({ emergency: null })
    }
  }, [chosen, shownId, active])
}

/** What is on, each under its name; what is over; and the way into another one. */
function Tabs({ shownId }: { readonly shownId: string | null }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const active = useStore(emergencyStore, (state) => state.active) ?? []
  const chosen = useStore(deskStore, (state) => state.emergency)
  const session = useSession()
  const isPast = chosen !== null && shownId === null
  return (
    <nav className="emergency-tabs" aria-label={text.tabs}>
      {ranked(active).map((emergency) => (
        <Chip key={emergency.id} emergency={emergency} isCurrent={emergency.id === shownId} />
      ))}
      {active.length === 0 ? (
        <button
          type="button"
          aria-current={chosen === null ? 'page' : undefined}
          onClick={() => showEmergency(null)}
        >
          {text.peace}
        </button>
      ) : null}
      <button
        type="button"
        aria-current={isPast ? 'page' : undefined}
        onClick={() => showEmergency(PAST)}
      >
        {text.past}
      </button>
      <span className="desk-gap" />
      {mayOpen(session) && (active.length > 0 || chosen !== null) ? <OpenButton /> : null}
    </nav>
  )
}

function OpenButton(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  return (
    <button
      type="button"
      className="desk-button"
      onClick={() => showDialog({ kind: 'open-emergency', start: {} })}
    >
      {text.begin}… <kbd>b</kbd>
    </button>
  )
}

/** Nobody told yet whether there is one. */
function NotKnown(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const { state } = useStore(linkStore, ({ link }) => link)
  return (
    <div className="desk-hint" role="status">
      <p>
        {state === 'refused' ? text.refused : state === 'lost' ? text.unreachable : text.loading}
      </p>
    </div>
  )
}

function Peace(): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const session = useSession()
  const { state } = useStore(linkStore, ({ link }) => link)
  return (
    <div className="emergency-peace">
      {state === 'lost' || state === 'refused' ? (
        <p className="emergency-cut" role="status">
          {text.cut}
        </p>
      ) : null}
      <h2>{text.peace}</h2>
      <p className="quiet">{mayOpen(session) ? text.peaceWhy : text.peaceRead}</p>
      {mayOpen(session) ? <OpenButton /> : null}
      <Offers />
      <h3>{text.past}</h3>
      <PastList />
    </div>
  )
}
