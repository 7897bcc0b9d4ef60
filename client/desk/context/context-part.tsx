import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { failureText } from '../shell/tell.ts'
import { CONTEXT_WORDS } from './context-words.ts'

/** One part with its heading, and what stands for it while it is not there. What was read before stays readable. */
export function ContextPart<T>(props: {
  readonly title: string
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const { title, query, children } = props
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {query.isPending && query.fetchStatus === 'fetching' ? (
        <p className="quiet">{text.loading}</p>
      ) : null}
      {query.isError ? (
        <p className="quiet" role="status">
          {text.failed(failureText(query.error))}{' '}
          <button type="button" className="desk-link" onClick={() => void query.refetch()}>
            {text.again}
          </button>
        </p>
      ) : null}
      {query.data === undefined ? null : children(query.data)}
    </section>
  )
}

const SHOWN_FIRST = 5

/** The first of a list, the others on request. */
export function FirstOf<T>(props: {
  readonly items: readonly T[]
  readonly children: (item: T) => ReactElement
}): ReactElement {
  const { items, children } = props
  const text = useWords(CONTEXT_WORDS)
  const [all, setAll] = useState(false)
  const more = items.length - SHOWN_FIRST
  return (
    <>
      <ul>{(all ? items : items.slice(0, SHOWN_FIRST)).map(children)}</ul>
      {more > 0 ? (
        <button
          type="button"
          className="desk-link"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? text.fewer : text.more(more)}
        </button>
      ) : null}
    </>
  )
}
