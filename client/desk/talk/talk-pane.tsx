import './talk.css'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo } from 'react'
import { useStore } from 'zustand'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { notesKey } from '../data/query.ts'
import { notesOrKept } from '../field/kept.ts'
import { CommentBox } from './comment-box.tsx'
import { FilePart } from './file-part.tsx'
import { ReaderList } from './reader-list.tsx'
import { fetchNotes } from './talk-api.ts'
import { TALK_WORDS } from './talk-words.ts'
import { Thread } from './thread.tsx'
import { useReceipt } from './use-receipt.ts'
import { newsFor } from './values.ts'

const NONE: readonly OrderNote[] = []

/** What was said about an order, its files, and who has read it. */
export function TalkPane({ orderId }: { readonly orderId: string }): ReactElement {
  return <Talk key={orderId} orderId={orderId} />
}

function Talk({ orderId }: { readonly orderId: string }): ReactElement {
  const text = useWords(TALK_WORDS)
  const me = useStore(sessionStore, (state) => (state.state === 'in' ? state.session.user : ''))
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: notesKey(orderId),
    queryFn: ({ signal }) => notesOrKept(orderId, fetchNotes(orderId, signal)),
  })
  const notes = data ?? NONE
  // What was new when the order was opened stays marked until it is left, though it counts as read meanwhile.
  const fresh = useReceipt(
    orderId,
    useMemo(() => newsFor(me, notes), [me, notes]),
    data !== undefined,
  )
  return (
    <div className="talk">
      <p className="talk-head">
        {fresh.size > 0 && <span className="talk-fresh">{text.unread(fresh.size)}</span>}
        {isPending && <span role="status">{text.loading}</span>}
        {isError && (
          <span role="alert">
            {data === undefined ? text.failed : text.stale}{' '}
            <button type="button" className="talk-link" onClick={() => void refetch()}>
              {text.again}
            </button>
          </span>
        )}
      </p>
      {data !== undefined && (
        <>
          <FilePart orderId={orderId} notes={notes} fresh={fresh} me={me} />
          <section className="talk-part" aria-label={text.comments}>
            <h3>{text.comments}</h3>
            <Thread orderId={orderId} notes={notes} fresh={fresh} me={me} />
            <CommentBox orderId={orderId} />
          </section>
          <ReaderList notes={notes} />
        </>
      )}
    </div>
  )
}
