import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { FORCE_STATES } from '../../../protocol/emergency/plan.ts'
import { formatSince } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { rowsThatFit, useRoom } from '../../panels/use-room.ts'
import { useNames } from '../use-names.ts'
import { useNow } from '../use-now.ts'

const ROW_U = 66

/** The forces and how far they have come. */
export function Coming({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const names = useNames()
  const nowMs = useNow(60_000)
  const [ref, room] = useRoom<HTMLDivElement>()
  const { forces } = emergency
  const shown = forces.slice(0, rowsThatFit(room.height, ROW_U, forces.length))
  return (
    <div ref={ref} className="emergency-body">
      {forces.length === 0 ? <p className="emergency-note">{text.noForces}</p> : null}
      <ul className="forces">
        {shown.map((force) => {
          const { id, name_zh, name_en, department, state, people, leader, moves } = force
          const at = moves.at(-1)?.at
          const facts = [
            names.department(department),
            people === null ? '' : text.people(people),
            leader,
          ]
          return (
            <li key={id} className="force" data-force={id} data-state={state}>
              <b data-zone="scan">{language === 'zh' ? name_zh : name_en}</b>
              <span className="force-state">
                <span className="force-steps" aria-hidden="true">
                  {FORCE_STATES.slice(0, 3).map((each, i) => (
                    <i key={each} data-past={i <= FORCE_STATES.indexOf(state)} />
                  ))}
                </span>
                {text.forceStates[state]}{' '}
                <span className="figures">{at === undefined ? '' : formatSince(at, nowMs)}</span>
              </span>
              <span className="force-facts">{facts.filter(Boolean).join(' · ')}</span>
            </li>
          )
        })}
      </ul>
      {shown.length < forces.length ? (
        <p className="emergency-note">{text.more(forces.length - shown.length)}</p>
      ) : null}
    </div>
  )
}
