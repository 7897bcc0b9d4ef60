import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { isOpenState } from '../../../protocol/order/open.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { openOrder, showDialog } from '../desk-store.ts'
import { QUEUE_WORDS } from '../queue/queue-words.ts'
import { fetchNear, fetchSimilar, type Likely } from './context-api.ts'
import { ContextPart, FirstOf } from './context-part.tsx'
import { CONTEXT_WORDS } from './context-words.ts'

/** Orders that may be about the same thing, and why; never merged but by a person (ORDERS E32). */
export function SimilarOrders({ order }: { readonly order: OrderDetail }): ReactElement {
  const { id } = order
  const text = useWords(CONTEXT_WORDS)
  const query = useQuery({
    queryKey: ['similar', id],
    queryFn: ({ signal }) => fetchSimilar(id, signal),
  })
  return (
    <ContextPart title={text.similar} query={query}>
      {(found) =>
        found.length === 0 ? (
          <p className="quiet">{text.noSimilar}</p>
        ) : (
          <FirstOf items={found}>
            {(likely) => <LikelyOrder key={likely.order.id} likely={likely} order={order} />}
          </FirstOf>
        )
      }
    </ContextPart>
  )
}

function LikelyOrder(props: {
  readonly likely: Likely
  readonly order: OrderDetail
}): ReactElement {
  const { score, reasons, order: other } = props.likely
  const text = useWords(CONTEXT_WORDS)
  const { states } = useWords(QUEUE_WORDS)
  const language = useLanguage()
  // A parent is an open order of the same type.
  const isParent =
    props.order.allowed.includes('merge') &&
    other.type === props.order.type &&
    isOpenState(other.state)
  return (
    <li className="context-line">
      <button type="button" className="context-order" onClick={() => openOrder(other.id)}>
        <span>{other.title}</span>
        <span className="quiet">
          <span className="figures">{text.likeness(Math.round(score * 100))}</span> ·{' '}
          {states[other.state]} · {reasons[language]}
        </span>
      </button>
      {isParent ? (
        <button
          type="button"
          className="desk-button"
          aria-label={text.mergeInto(other.id)}
          onClick={() => showDialog({ kind: 'act', action: 'merge', preset: { parent: other.id } })}
        >
          {text.merge}
        </button>
      ) : null}
    </li>
  )
}

/** Open orders around this one, the nearest first. */
export function NearOrders({ order }: { readonly order: OrderDetail }): ReactElement {
  const { id, position } = order
  const text = useWords(CONTEXT_WORDS)
  const { states } = useWords(QUEUE_WORDS)
  const query = useQuery({
    queryKey: ['near', id, position],
    queryFn: ({ signal }) => (position === null ? [] : fetchNear(id, position, signal)),
    enabled: position !== null,
  })
  if (position === null) {
    return (
      <section aria-label={text.near}>
        <h3>{text.near}</h3>
        <p className="quiet">{text.noPosition}</p>
      </section>
    )
  }
  return (
    <ContextPart title={text.near} query={query}>
      {(near) =>
        near.length === 0 ? (
          <p className="quiet">{text.noNear}</p>
        ) : (
          <FirstOf items={near}>
            {({ row, metres }) => (
              <li key={row.id}>
                <button type="button" className="context-order" onClick={() => openOrder(row.id)}>
                  <span>{row.title}</span>
                  <span className="quiet">
                    <span className="figures">{metres} m</span> · {states[row.state]}
                  </span>
                </button>
              </li>
            )}
          </FirstOf>
        )
      }
    </ContextPart>
  )
}
