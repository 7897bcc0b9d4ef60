import { type FormEvent, type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { LogEntry, LogKind } from '../../../protocol/duty/log.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { deskStore, openOrder } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { useWords } from '../words.ts'
import { useBook } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { useMayWrite } from './may-write.ts'

const WRITTEN: readonly LogKind[] = ['note', 'call', 'promise']

/** The duty log: what was written, newest first, and one more entry. */
export function LogPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const book = useBook<LogEntry>('log', 'entries')
  const mayWrite = useMayWrite()
  return (
    <>
      {mayWrite ? <LogForm /> : null}
      {book.isPending ? <p className="quiet">{text.loading}</p> : null}
      {book.isError ? <p role="alert">{text.failed}</p> : null}
      {book.data?.length === 0 ? <p className="quiet">{text.noLog}</p> : null}
      <ul className="duty-log">
        {(book.data ?? []).map(({ id, at, by, kind, text: said, orderId }) => (
          <li key={id}>
            <span className="figures quiet">{shownMoment(at)}</span>{' '}
            <span className="quiet">
              {text.kinds[kind]} · {by}
            </span>{' '}
            {said}{' '}
            {orderId === null ? null : (
              <button type="button" className="desk-link" onClick={() => openOrder(orderId)}>
                {text.about(orderId)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Writes an entry, about the order that is open when there is one. What was not saved stays in the field. */
export function LogForm({ onSaved }: { readonly onSaved?: () => void }): ReactElement {
  const text = useWords(DUTY_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  const [kind, setKind] = useState<LogKind>('note')
  const [said, setSaid] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (said.trim() === '') return
    setFailure(null)
    try {
      await sendJson('POST', '/duty/log', { kind, text: said, orderId: openId })
      setSaid('')
      onSaved?.()
      await queryClient.invalidateQueries({ queryKey: ['duty'] })
    } catch (problem) {
      setFailure(failureText(problem))
    }
  }
  return (
    <form className="duty-bar" onSubmit={(event) => void save(event)}>
      <select
        className="queue-pick"
        aria-label={text.kind}
        value={kind}
        onChange={(event) =>
          setKind(WRITTEN.find((one) => one === event.currentTarget.value) ?? 'note')
        }
      >
        {WRITTEN.map((one) => (
          <option key={one} value={one}>
            {text.kinds[one]}
          </option>
        ))}
      </select>
      <input
        className="queue-search duty-entry"
        aria-label={text.entry}
        placeholder={openId === null ? text.entry : `${text.entry} · ${text.about(openId)}`}
        value={said}
        maxLength={2_000}
        data-autofocus
        onChange={(event) => setSaid(event.currentTarget.value)}
      />
      <button type="submit" className="desk-button" disabled={said.trim() === ''}>
        {text.save}
      </button>
      {failure === null ? null : <span role="alert">{failure}</span>}
    </form>
  )
}
