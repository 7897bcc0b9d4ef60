import { type ReactElement, useState } from 'react'
import type { Emergency, EmergencyForce } from '../../../protocol/emergency/emergency.ts'
import { FORCE_STATES } from '../../../protocol/emergency/plan.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { formatMoment } from '../../ui/format.ts'
import { showDialog } from '../desk-store.ts'
import { useSecond } from '../order/use-second.ts'
import { useNamed } from '../shell/use-named.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { nextState } from './emergency-desk.ts'
import { mayAct, useSession } from './rights.ts'
import type { EmergencyActing } from './use-acting.ts'

type ListProps = {
  readonly emergency: Emergency
  readonly acting: EmergencyActing
  readonly isCut: boolean
}

/** The forces and how far each has come: one press moves it on. */
export function Forces({ emergency, acting, isCut }: ListProps): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const { forces } = emergency
  return (
    <section aria-label={text.coming}>
      <h3>{text.coming}</h3>
      {forces.length === 0 ? <p className="quiet">{text.noForces}</p> : null}
      <ul className="emergency-rows">
        {forces.map((force) => (
          <Force key={force.id} emergency={emergency} force={force} acting={acting} isCut={isCut} />
        ))}
      </ul>
    </section>
  )
}

type ForceProps = ListProps & { readonly force: EmergencyForce }
type Sureness = { readonly isSure: boolean; readonly setSure: (isSure: boolean) => void }

function Force({ emergency, force, acting, isCut }: ForceProps): ReactElement {
  const { id, state, department, people, leader, moves } = force
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const named = useNamed()
  const nowMs = useSecond()
  const session = useSession()
  const [isSure, setSure] = useState(false)
  const at = moves.at(-1)?.at
  const since = at === undefined ? '' : formatMoment(Date.parse(at), nowMs)
  const facts = [
    named.department(department),
    people === null ? '' : text.people(people),
    leader,
  ].filter(Boolean)
  return (
    <li
      className="emergency-row"
      data-emergency-row
      data-force={id}
      data-state={state}
      tabIndex={-1}
      // Who goes elsewhere in between begins anew.
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setSure(false)
      }}
    >
      <span className="emergency-lamp emergency-way" aria-hidden="true">
        {FORCE_STATES.slice(0, 3).map((each, at) => (
          <i key={each} data-past={at <= FORCE_STATES.indexOf(state)} />
        ))}
      </span>
      <div className="emergency-what">
        <b>{nameOf(force, language)}</b>
        <span className="emergency-sub">
          <span>{text.movedAt(shared.forceStates[state], since)}</span>
          <span className="quiet">{facts.join(' · ')}</span>
        </span>
      </div>
      {mayAct(emergency, { act: 'force', force: id }, session) ? (
        <ForceButtons
          emergency={emergency}
          force={force}
          acting={acting}
          isCut={isCut}
          isSure={isSure}
          setSure={setSure}
        />
      ) : null}
    </li>
  )
}

/** Forward at one press; releasing, which cannot be taken back either and ends its part, at two. */
function ForceButtons(props: ForceProps & Sureness): ReactElement {
  const { emergency, force, acting, isCut, isSure, setSure } = props
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const next = nextState(force.state)
  const name = nameOf(force, language)
  const press = (): void => {
    if (next === null) return
    const isAsking = next === 'released' && !isSure
    setSure(isAsking)
    if (isAsking) return
    void acting.send({ act: 'force', force: force.id, state: next }, emergency)
  }
  return (
    <span className="emergency-buttons">
      {next === null ? null : (
        <button
          type="button"
          className="desk-button"
          data-row-act="next"
          data-next={next}
          disabled={isCut}
          aria-pressed={next === 'released' ? isSure : undefined}
          aria-label={`→ ${isSure ? text.nextSure : text.next[next]}: ${name}`}
          onClick={press}
        >
          → {isSure ? text.nextSure : text.next[next]}
        </button>
      )}
      <button
        type="button"
        className="desk-button"
        data-row-act="info"
        disabled={isCut}
        aria-label={`${text.acts.force}…: ${name}`}
        onClick={() =>
          showDialog({
            kind: 'emergency-act',
            id: emergency.id,
            form: { act: 'force', force: force.id },
          })
        }
      >
        {text.acts.force}…
      </button>
    </span>
  )
}
