import './duty.css'
import { type ReactElement, useState } from 'react'
import { ApiProblem } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { type DutyNow, useDuty } from './duty-api.ts'
import { DUTY_WORDS } from './duty-words.ts'
import { HandoverPart } from './handover-part.tsx'
import { LogPart } from './log-part.tsx'
import { NoticesPart } from './notices-part.tsx'
import { OnDutyPart } from './on-duty-part.tsx'
import { RosterPart } from './roster-part.tsx'

const TABS = ['roster', 'handover', 'log', 'notices'] as const
type Tab = (typeof TABS)[number]

/** The duty room's books: roster, handover, log, and what those on duty were told. */
export function DutyView(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const [tab, setTab] = useState<Tab>('roster')
  const now = useDuty<DutyNow>('now')
  if (now.error instanceof ApiProblem && now.error.status === 403) {
    return (
      <main className="desk-hint">
        <p>{text.notForYou}</p>
      </main>
    )
  }
  return (
    <main className="duty" aria-label={text.duty}>
      {now.data === undefined ? null : <OnDutyPart now={now.data} />}
      <nav className="desk-views" aria-label={text.duty}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={tab === one ? 'page' : undefined}
            onClick={() => setTab(one)}
          >
            {text.tabs[one]}
          </button>
        ))}
      </nav>
      {tab === 'roster' ? <RosterPart /> : null}
      {tab === 'handover' ? <HandoverPart /> : null}
      {tab === 'log' ? <LogPart /> : null}
      {tab === 'notices' ? <NoticesPart /> : null}
    </main>
  )
}
