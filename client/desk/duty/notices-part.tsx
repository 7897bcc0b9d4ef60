import type { ReactElement } from 'react'
import type { Notice } from '../../../protocol/duty/notices.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { openOrder } from '../desk-store.ts'
import { OfferButton } from '../emergency/offers.tsx'
import { useDuty } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'

type Notices = {
  readonly notices: readonly Notice[]
  /** Whether the site has an address that notices are posted to. */
  readonly hasSink: boolean
  readonly waiting: number
  readonly refused: number
  readonly downSince: string | null
}

/** What those on duty were told, each with the row of the roster it was for, and how the notices fare. */
export function NoticesPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const language = useLanguage()
  const { data, isPending, isError } = useDuty<Notices>('notices')
  return (
    <>
      {isPending ? <p className="quiet">{text.loading}</p> : null}
      {isError ? <p role="alert">{text.failed}</p> : null}
      {data === undefined ? null : (
        <p role={data.downSince === null ? undefined : 'alert'}>
          {!data.hasSink
            ? text.noSink
            : data.downSince === null
              ? text.sinkFine
              : text.sinkDown(shownMoment(data.downSince))}{' '}
          <span className="figures quiet">
            {data.waiting > 0 ? text.waiting(data.waiting) : ''}{' '}
            {data.refused > 0 ? text.refused(data.refused) : ''}
          </span>
        </p>
      )}
      {data?.notices.length === 0 ? <p className="quiet">{text.noNotices}</p> : null}
      <ul className="duty-log">
        {(data?.notices ?? []).map((notice) => (
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
            )}{' '}
            <OfferButton notice={notice} />
          </li>
        ))}
      </ul>
    </>
  )
}
