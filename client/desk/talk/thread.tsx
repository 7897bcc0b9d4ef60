import { type ReactElement, type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { deskNowMs } from '../data/link-store.ts'
import { useNamed } from '../shell/use-named.ts'
import { pieces } from './mention.ts'
import { edit, sayAgain } from './say.ts'
import type { Comment } from './talk-api.ts'
import { dropPending, type Pending, talkStore } from './talk-store.ts'
import { TALK_WORDS } from './talk-words.ts'
import { problemText, shortTime } from './values.ts'

export type ThreadProps = {
  readonly orderId: string
  readonly notes: readonly OrderNote[]
  /** Ids of what is new to whoever looks. */
  readonly fresh: ReadonlySet<string>
  readonly me: string
}

/** Comments, oldest first, and behind them those that are on their way. */
export function Thread({ orderId, notes, fresh, me }: ThreadProps): ReactElement {
  const text = useWords(TALK_WORDS)
  const pending = useStore(talkStore, (state) => state.pending).filter(
    (one) => one.orderId === orderId,
  )
  const comments = notes.filter((note): note is Comment => note.kind === 'comment')
  if (comments.length + pending.length === 0) {
    return <p className="talk-quiet">{text.noComments}</p>
  }
  return (
    <ol className="talk-thread">
      {comments.map((comment) => (
        <li key={comment.id} data-comment={comment.id} data-fresh={fresh.has(comment.id)}>
          <Said comment={comment} />
        </li>
      ))}
      {pending.map((one) => (
        <li key={one.key} data-pending={one.problem === null ? 'sending' : 'failed'}>
          <Waiting pending={one} me={me} />
        </li>
      ))}
    </ol>
  )
}

function Said({ comment }: { readonly comment: Comment }): ReactElement {
  const text = useWords(TALK_WORDS)
  const named = useNamed()
  const { by, department, at } = comment
  return (
    <>
      <p className="talk-by">
        <strong>{by}</strong>
        <span>{department === null ? text.centre : named.department(department)}</span>
        <time className="figures" dateTime={at} title={formatExact(Date.parse(at))}>
          {shortTime(at, deskNowMs())}
        </time>
        {comment.saidAt !== undefined && (
          <small>{text.saidAt(shortTime(comment.saidAt, deskNowMs()))}</small>
        )}
      </p>
      <Text>{comment.text}</Text>
    </>
  )
}

function Waiting({
  pending,
  me,
}: {
  readonly pending: Pending
  readonly me: string
}): ReactElement {
  const text = useWords(TALK_WORDS)
  const language = useLanguage()
  const { problem } = pending
  const isUnsure = problem instanceof ApiProblem && problem.code === 'UNREACHABLE'
  return (
    <>
      <Text>{pending.text}</Text>
      {problem === null ? (
        <p className="talk-quiet" role="status">
          {text.sending}
        </p>
      ) : (
        <p className="talk-failed" role="alert">
          <strong>{isUnsure ? text.unsure : text.notSent}</strong>{' '}
          {problemText(problem, text, language)}{' '}
          <button type="button" className="talk-link" onClick={() => void sayAgain(pending, me)}>
            {text.resend}
          </button>
          <button type="button" className="talk-link" onClick={() => edit(pending)}>
            {text.edit}
          </button>
          <button type="button" className="talk-link" onClick={() => dropPending(pending.key)}>
            {text.dismiss}
          </button>
        </p>
      )}
    </>
  )
}

/** A text as text, whatever stands in it; its mentions stand out. */
function Text({ children }: { readonly children: string }): ReactElement {
  const departments = useStore(catalogStore, (state) => state.departments)
  const parts = useMemo((): ReactNode[] => {
    const names = [...departments.values()].flatMap((one) => [
      one.name_zh,
      one.full_name_zh,
      one.name_en,
      one.code,
    ])
    let at = 0
    return pieces(children, names).map(({ text, isMention }) => {
      const key = at
      at += text.length
      return isMention ? <b key={key}>{text}</b> : <span key={key}>{text}</span>
    })
  }, [children, departments])
  return <p className="talk-text">{parts}</p>
}
