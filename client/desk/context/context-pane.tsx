import './context.css'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { ApiProblem } from '../../data/api.ts'
import { useLanguage } from '../../i18n/text.ts'
import { useOrder } from '../data/use-order.ts'
import { openOrder } from '../desk-store.ts'
import { QUEUE_WORDS } from '../queue/queue-words.ts'
import { useWords } from '../words.ts'
import { fetchNear, fetchOnDuty, fetchSimilar } from './context-api.ts'
import { CONTEXT_WORDS } from './context-words.ts'

/** What lies around the open order: likely doubles, open orders near it, who is on duty. */
export function ContextPane({ id }: { readonly id: string | null }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  return (
    <aside className="context" aria-label={text.context}>
      {id === null ? (
        <p className="quiet">{text.none}</p>
      ) : (
        <>
          <SimilarOrders id={id} />
          <NearOrders id={id} />
        </>
      )}
      <OnDuty />
    </aside>
  )
}

/** One part with its heading, and what stands for it while it is not there. */
function Part<T>(props: {
  readonly title: string
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const { title, query, children } = props
  return (
    <section>
      <h3>{title}</h3>
      {query.isPending && query.fetchStatus === 'fetching' ? (
        <p className="quiet">{text.loading}</p>
      ) : null}
      {query.isError ? <p className="quiet">{text.failed}</p> : null}
      {query.data === undefined ? null : children(query.data)}
    </section>
  )
}

function SimilarOrders({ id }: { readonly id: string }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const { states } = useWords(QUEUE_WORDS)
  const language = useLanguage()
  const query = useQuery({
    queryKey: ['similar', id],
    queryFn: ({ signal }) => fetchSimilar(id, signal),
  })
  return (
    <Part title={text.similar} query={query}>
      {(found) =>
        found.length === 0 ? (
          <p className="quiet">{text.noSimilar}</p>
        ) : (
          <ul>
            {found.map(({ order, score, reasons }) => (
              <li key={order.id}>
                <button type="button" className="context-order" onClick={() => openOrder(order.id)}>
                  <span>{order.title}</span>
                  <span className="quiet">
                    <span className="figures">{text.likeness(Math.round(score * 100))}</span> ·{' '}
                    {states[order.state]} · {reasons[language]}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Part>
  )
}

function NearOrders({ id }: { readonly id: string }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const { states } = useWords(QUEUE_WORDS)
  const position = useOrder(id).data?.position ?? null
  const query = useQuery({
    queryKey: ['near', id, position],
    queryFn: ({ signal }) => (position === null ? [] : fetchNear(id, position, signal)),
    enabled: position !== null,
  })
  return (
    <>
      {position === null ? (
        <section>
          <h3>{text.near}</h3>
          <p className="quiet">{text.noPosition}</p>
        </section>
      ) : (
        <Part title={text.near} query={query}>
          {(near) =>
            near.length === 0 ? (
              <p className="quiet">{text.noNear}</p>
            ) : (
              <ul>
                {near.slice(0, 12).map(({ row, metres }) => (
                  <li key={row.id}>
                    <button
                      type="button"
                      className="context-order"
                      onClick={() => openOrder(row.id)}
                    >
                      <span>{row.title}</span>
                      <span className="quiet">
                        <span className="figures">{metres} m</span> · {states[row.state]}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )
          }
        </Part>
      )}
    </>
  )
}

const DUTY_EVERY_MS = 60_000

function OnDuty(): ReactElement | null {
  const text = useWords(CONTEXT_WORDS)
  const query = useQuery({
    queryKey: ['duty', 'now'],
    queryFn: ({ signal }) => fetchOnDuty(signal),
    refetchInterval: DUTY_EVERY_MS,
    retry: false,
  })
  // Handlers and checkers have no business in the duty room.
  if (query.error instanceof ApiProblem && query.error.status === 403) return null
  return (
    <Part title={text.duty} query={query}>
      {({ onDuty, gaps }) => (
        <ul>
          {onDuty.length === 0 ? <li className="quiet">{text.nobody}</li> : null}
          {onDuty.map(({ id, post, name, phone }) => (
            <li key={id}>
              <span className="quiet">{post}</span> {name} <span className="figures">{phone}</span>
            </li>
          ))}
          {gaps.slice(0, 3).map(({ post, from }) => (
            <li key={`${post}${from}`} className="quiet">
              {text.gap(post)}
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
