import { type FormEvent, type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { LogEntry, LogKind } from '../../../protocol/duty/log.ts'
import { useWords } from '../../i18n/part-words.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { deskStore, openOrder } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { useLog } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { useMayWrite } from './may-write.ts'

const WRITTEN: readonly LogKind[] = ['note', 'call', 'promise']

/** The duty log: what was written, newest first, and one more entry; of one order alone where one is open. */
export function LogPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  const [isOfOrder, setOfOrder] = useState(false)
  const orderId = isOfOrder ? openId : null
  const book = useLog(orderId)
  const mayWrite = useMayWrite()
  const [corrected, setCorrected] = useState<LogEntry | null>(null)
  const entries = book.data?.pages.flatMap((page) => page.entries) ?? []
  const corrections = new Set(entries.map(({ corrects }) => corrects))
  return (
    <>
      {mayWrite ? (
        <LogForm
          key={corrected?.id ?? ''}
          corrects={corrected}
          onSaved={() => setCorrected(null)}
          onLeft={() => setCorrected(null)}
        />
      ) : null}
      {openId === null ? null : (
        <button
          type="button"
          className="desk-toggle duty-only"
          aria-pressed={isOfOrder}
          onClick={() => setOfOrder(!isOfOrder)}
        >
          {text.onlyAbout(openId)}
        </button>
      )}
      {book.isPending ? <p className="quiet">{text.loading}</p> : null}
      {book.isError ? <p role="alert">{text.failed}</p> : null}
      {book.data !== undefined && entries.length === 0 ? (
        <p className="quiet">{text.noLog}</p>
      ) : null}
      <ul className="duty-log">
        {entries.map((entry) => (
          <LogLine
            key={entry.id}
            entry={entry}
            isCorrected={corrections.has(entry.id)}
            onCorrect={mayWrite ? () => setCorrected(entry) : null}
          />
        ))}
      </ul>
      {book.hasNextPage ? (
        <button
          type="button"
          className="desk-button duty-only"
          disabled={book.isFetchingNextPage}
          onClick={() => void book.fetchNextPage()}
        >
          {text.earlier}
        </button>
      ) : null}
    </>
  )
}

function LogLine(props: {
  readonly entry: LogEntry
  readonly isCorrected: boolean
  readonly onCorrect: (() => void) | null
}): ReactElement {
  const { entry, isCorrected, onCorrect } = props
  const { at, by, kind, text: said, orderId, corrects } = entry
  const text = useWords(DUTY_WORDS)
  return (
    <li data-corrected={isCorrected || undefined}>
      <span className="figures quiet">{shownMoment(at)}</span>{' '}
      <span className="quiet">
        {text.kinds[kind]} · {by}
      </span>{' '}
      {corrects === null ? null : <strong>{text.correction}</strong>}{' '}
      {isCorrected ? <s>{said}</s> : said}{' '}
      {orderId === null ? null : (
        <button type="button" className="desk-link" onClick={() => openOrder(orderId)}>
          {text.about(orderId)}
        </button>
      )}{' '}
      {onCorrect === null || isCorrected ? null : (
        <button type="button" className="desk-link" onClick={onCorrect}>
          {text.correct}
        </button>
      )}
    </li>
  )
}

/**
 * Writes an entry, about the order that is open when there is one, or in place of another one, which stays to be read.
 * What was not saved stays in the field.
 */
export function LogForm(props: {
  readonly onSaved?: () => void
  /** The entry that was wrong. */
  readonly corrects?: LogEntry | null
  readonly onLeft?: () => void
}): ReactElement {
  const { onSaved, corrects = null, onLeft } = props
  const text = useWords(DUTY_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  const about = corrects === null ? openId : corrects.orderId
  const [kind, setKind] = useState<LogKind>(corrects?.kind ?? 'note')
  const [said, setSaid] = useState(corrects?.text ?? '')
  const [failure, setFailure] = useState<string | null>(null)
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (said.trim() === '') return
    setFailure(null)
    try {
      const named = corrects === null ? {} : { corrects: corrects.id }
      await sendJson('POST', '/duty/log', { kind, text: said, orderId: about, ...named })
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
        placeholder={about === null ? text.entry : `${text.entry} · ${text.about(about)}`}
        value={said}
        maxLength={2_000}
        data-autofocus
        onChange={(event) => setSaid(event.currentTarget.value)}
      />
      <button type="submit" className="desk-button" disabled={said.trim() === ''}>
        {corrects === null ? text.save : text.saveCorrection}
      </button>
      {corrects === null ? null : (
        <button type="button" className="desk-link" onClick={onLeft}>
          {text.cancel}
        </button>
      )}
      {failure === null ? null : <span role="alert">{failure}</span>}
    </form>
  )
}
