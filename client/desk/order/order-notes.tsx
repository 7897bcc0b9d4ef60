import type { ReactElement } from 'react'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import type { OrderDetail } from '../data/order-detail.ts'
import { ORDER_WORDS } from './order-words.ts'
import { overlayLines } from './overlay-lines.ts'
import { codeText } from './refusal-text.ts'
import { useNames } from './use-names.ts'
import { useSecond } from './use-second.ts'

const when = (iso: string): string => formatExact(Date.parse(iso)).slice(0, 16)

/** What lies over the order, and what somebody should look at twice. Nothing when there is nothing. */
export function OrderNotes({ order }: { readonly order: OrderDetail }): ReactElement | null {
  const text = useWords(ORDER_WORDS)
  const names = useNames()
  const nowMs = useSecond()
  const lines = overlayLines(order, text, names, nowMs)
  const flags = order.flags ?? []
  const attempts = order.attempts ?? []
  if (lines.length + flags.length + attempts.length === 0) return null
  return (
    <section className="order-part order-minded" aria-label={text.notes}>
      {lines.length > 0 && (
        <ul className="order-overlays">
          {lines.map(({ key, what, parts, isLate }) => (
            <li key={key} data-overlay={key}>
              <strong>
                {isLate && <LevelMark level="red" />} {what}
              </strong>
              {parts.map((part) => (
                <span key={part}>{part}</span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {flags.length > 0 && (
        <details open>
          <summary>
            {text.flags} ({flags.length}) <small>{text.flagsWhy}</small>
          </summary>
          <ul>
            {flags.map((flag) => (
              <li key={`${flag.flag} ${flag.rev}`}>
                <a href={`#event-${flag.rev}`}>
                  {names.language === 'zh' ? flag.name_zh : flag.name_en}
                </a>{' '}
                <small className="figures">
                  {flag.actor} · {when(flag.at)}
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
      {attempts.length > 0 && <Attempts attempts={attempts} />}
    </section>
  )
}

function Attempts({
  attempts,
}: {
  readonly attempts: NonNullable<OrderDetail['attempts']>
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const actions: Readonly<Record<string, { readonly name: string }>> = useWords(ACTION_WORDS)
  const { language } = useNames()
  return (
    <details>
      <summary>
        {text.attempts} ({attempts.length})
      </summary>
      <ul>
        {attempts.toReversed().map(({ by, at, action, rev, code }) => (
          <li key={`${at} ${by} ${action} ${rev}`}>
            {text.attempt(by, actions[action]?.name ?? action, codeText(code, language))}{' '}
            <small className="figures">{when(at)}</small>
          </li>
        ))}
      </ul>
    </details>
  )
}
