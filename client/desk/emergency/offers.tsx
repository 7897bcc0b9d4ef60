import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Notice } from '../../../protocol/duty/notices.ts'
import { planOffered } from '../../../protocol/emergency/offer.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { formatMoment } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { showDialog } from '../desk-store.ts'
import { useDuty } from '../duty/duty-api.ts'
import { mayHere } from '../walls/walls-data.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { mayOpen, useSession } from './rights.ts'

/** An offer is of the day: what asked for the plan has passed or was answered. */
const FRESH_MS = 24 * 3_600_000
const MOST = 5

/** Opens the form of an emergency under the plan that a notice offers; nothing where it offers none, or to whoever may not. */
export function OfferButton({
  notice,
}: {
  readonly notice: Pick<Notice, 'kind' | 'key' | 'orderId'>
}): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const session = useSession()
  const plan = planOffered(notice)
  if (plan === null || !mayOpen(session)) return null
  return (
    <button
      type="button"
      className="desk-link"
      data-offer={plan}
      onClick={() => showDialog({ kind: 'open-emergency', start: { plan } })}
    >
      {text.takeOffer}
    </button>
  )
}

/** Plans that the system offered within a day and that nobody opened: each leads to the form with it. */
export function Offers(): ReactElement | null {
  const session = useSession()
  return mayOpen(session) && mayHere('duty.read') ? <OfferList /> : null
}

function OfferList(): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const active = useStore(emergencyStore, (state) => state.active) ?? []
  const { data } = useDuty<{ readonly notices: readonly Notice[] }>('notices')
  const nowMs = deskNowMs()
  const running = active.filter(({ drill }) => !drill).map(({ plan }) => plan.id)
  const offers = (data?.notices ?? []).filter((notice) => {
    const plan = planOffered(notice)
    const isFresh = nowMs - Date.parse(notice.at) < FRESH_MS
    return plan !== null && isFresh && !running.includes(plan)
  })
  if (offers.length === 0) return null
  return (
    <section className="emergency-offers" aria-label={text.offers}>
      <h3>{text.offers}</h3>
      <ul>
        {offers.slice(0, MOST).map((notice) => (
          <li key={notice.id}>
            <span className="figures quiet">{formatMoment(Date.parse(notice.at), nowMs)}</span>{' '}
            {notice[language]} <OfferButton notice={notice} />
          </li>
        ))}
      </ul>
    </section>
  )
}
