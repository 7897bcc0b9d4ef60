import { type ReactElement, useEffect, useState } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { argLines } from './args-text.ts'
import { HISTORY_KINDS, type HistoryEntry, type HistoryKind, historyOf } from './history.ts'
import { ORDER_WORDS } from './order-words.ts'
import { useDid } from './use-did.ts'
import { useNames } from './use-names.ts'

/** Everything that happened to an order, filtered by kind; each line has its own address. */
export function HistoryView({ order }: { readonly order: OrderDetail }): ReactElement {
  const { history: text } = useWords(ORDER_WORDS)
  const [kind, setKind] = useState<HistoryKind | 'all'>('all')
  const [isNewestFirst, setNewestFirst] = useState(true)
  const entries = historyOf(order)
  const kinds = HISTORY_KINDS.filter((one) => entries.some((entry) => entry.kind === one))
  const shown = entries.filter((entry) => kind === 'all' || entry.kind === kind)
  useLinkedEvent(order.id)
  return (
    <section className="order-part" aria-label={text.title}>
      <header className="order-history-head">
        <h3>
          {text.title} <span className="figures">{entries.length}</span>
        </h3>
        <fieldset className="order-filter">
          <legend className="for-readers">{text.filter}</legend>
          {(['all', ...kinds] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={kind === one}
              onClick={() => setKind(one)}
            >
              {one === 'all' ? text.all : text.kinds[one]}
            </button>
          ))}
        </fieldset>
        <button type="button" className="order-link" onClick={() => setNewestFirst(!isNewestFirst)}>
          {isNewestFirst ? text.newest : text.oldest}
        </button>
      </header>
      {shown.length === 0 ? (
        <p className="order-quiet">{text.none}</p>
      ) : (
        <ol className="order-history">
          {(isNewestFirst ? shown.toReversed() : shown).map((entry) => (
            <HistoryLine key={entry.rev} entry={entry} orderId={order.id} />
          ))}
        </ol>
      )}
    </section>
  )
}

function HistoryLine({
  entry,
  orderId,
}: {
  readonly entry: HistoryEntry
  readonly orderId: string
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const names = useNames()
  const did = useDid()
  const lines = argLines(entry.args, names, text)
  return (
    <li id={`event-${entry.rev}`} data-event={entry.action} data-rev={entry.rev} tabIndex={-1}>
      <a
        className="order-event-at figures"
        href={`?order=${encodeURIComponent(orderId)}#event-${entry.rev}`}
        title={text.history.link}
        onClick={(click) => {
          if (click.ctrlKey || click.metaKey || click.shiftKey) return
          click.preventDefault()
          window.location.hash = `event-${entry.rev}`
        }}
      >
        <time dateTime={entry.at}>{formatExact(Date.parse(entry.at))}</time>
      </a>
      <div>
        <p>
          <strong>{entry.isSystem ? text.history.system : entry.actor}</strong>
          {entry.unit !== null && <small>{names.department(entry.unit)}</small>}{' '}
          <span>{did(entry.action)}</span>
          {entry.isImported && <small className="order-mark">{text.imported}</small>}
          {entry.isOffline && <small className="order-mark">{text.offline}</small>}
          {entry.recordedAt !== null && (
            <small>{text.history.recorded(formatExact(Date.parse(entry.recordedAt)))}</small>
          )}
        </p>
        {lines.length > 0 && (
          <dl className="order-args">
            {lines.map((line) => (
              <div key={line.name}>
                <dt>{line.name}</dt>
                <dd>{line.text}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <span className="order-rev figures" aria-hidden="true">
        {entry.fromRev === entry.rev ? entry.rev : `${entry.fromRev}–${entry.rev}`}
      </span>
    </li>
  )
}

/** Brings the event that the address names before the eyes, once the order is there. */
function useLinkedEvent(orderId: string): void {
  useEffect(() => {
    const show = (): void => {
      const { hash } = window.location
      if (orderId === '' || !hash.startsWith('#event-')) return
      const line = document.getElementById(hash.slice(1))
      line?.scrollIntoView({ block: 'nearest' })
      line?.focus({ preventScroll: true })
    }
    show()
    window.addEventListener('hashchange', show)
    return () => window.removeEventListener('hashchange', show)
  }, [orderId])
}
