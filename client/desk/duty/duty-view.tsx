import './duty.css'
import { type ReactElement, useState } from 'react'
import type { Notice } from '../../../protocol/duty/notices.ts'
import { ApiProblem } from '../../data/api.ts'
import { useLanguage } from '../../i18n/text.ts'
import { openOrder } from '../desk-store.ts'
import { useWords } from '../words.ts'
import { useBook } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { HandoverPart } from './handover-part.tsx'
import { LogPart } from './log-part.tsx'
import { RosterPart } from './roster-part.tsx'

const TABS = ['roster', 'handover', 'log', 'notices'] as const
type Tab = (typeof TABS)[number]

/** The duty room's books: roster, handover, log, and what those on duty were told. */
export function DutyView(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const [tab, setTab] = useState<Tab>('roster')
  const now = useBook('now', 'onDuty')
  if (now.error instanceof ApiProblem && now.error.status === 403) {
    return (
      <main className="desk-hint">
        <p>{text.notForYou}</p>
      </main>
    )
  }
  return (
    <main className="duty" aria-label={text.duty}>
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

function NoticesPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const language = useLanguage()
  const book = useBook<Notice>('notices', 'notices')
  return (
    <>
      {book.isPending ? <p className="quiet">{text.loading}</p> : null}
      {book.isError ? <p role="alert">{text.failed}</p> : null}
      {book.data?.length === 0 ? <p className="quiet">{text.noNotices}</p> : null}
      <ul className="duty-log">
        {(book.data ?? []).map((notice) => (
          <li key={notice.id}>
            <span className="figures quiet">{shownMoment(notice.at)}</span> {notice[language]}{' '}
            <span className="quiet">
              {notice.rosterRow === null ? text.nobody : `${notice.post} · ${notice.to}`} ·{' '}
              {text.states[notice.state]}
            </span>{' '}
            {notice.orderId === null ? null : (
              <button
                type="button"
                className="desk-link"
                onClick={() => openOrder(notice.orderId ?? '')}
              >
                {notice.orderId}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
