import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { HANDOVER_SECTIONS, type Handover, unreadOf } from '../../../protocol/duty/handover.ts'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { openOrder } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { useBook } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { useMayWrite } from './may-write.ts'

/** Handing over: the draft or the last one, its lines to read, both signatures. */
export function HandoverPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const book = useBook<Handover>('handovers', 'handovers')
  const mayWrite = useMayWrite()
  const [failure, setFailure] = useState<string | null>(null)
  const act = async (
    method: 'POST' | 'PUT',
    path: string,
    body: Readonly<Record<string, unknown>> = {},
  ): Promise<boolean> => {
    setFailure(null)
    const done = await sendJson(method, `/duty/handovers${path}`, body).then(
      () => true,
      (problem: unknown) => {
        setFailure(failureText(problem))
        return false
      },
    )
    await queryClient.invalidateQueries({ queryKey: ['duty'] })
    return done
  }
  const [last] = book.data ?? []
  const isOpen = last !== undefined && last.incoming === null
  return (
    <>
      <div className="duty-bar">
        {!mayWrite || (isOpen && last.outgoing !== null) ? null : (
          <button type="button" className="desk-button" onClick={() => void act('POST', '')}>
            {isOpen ? text.redraft : text.draft}
          </button>
        )}
        {failure === null ? null : <span role="alert">{failure}</span>}
      </div>
      {book.isPending ? <p className="quiet">{text.loading}</p> : null}
      {book.isError ? <p role="alert">{text.failed}</p> : null}
      {last === undefined ? null : <HandoverPage key={last.draftedAt} handover={last} act={act} />}
      <Former handovers={(book.data ?? []).slice(1)} act={act} />
    </>
  )
}

/** Handovers of earlier shifts, each to be read as it was signed. */
function Former(props: {
  readonly handovers: readonly Handover[]
  readonly act: Parameters<typeof HandoverPage>[0]['act']
}): ReactElement | null {
  const text = useWords(DUTY_WORDS)
  const [openId, setOpenId] = useState<string | null>(null)
  if (props.handovers.length === 0) return null
  return (
    <section className="duty-former" aria-label={text.former}>
      <h2>{text.former}</h2>
      <ul>
        {props.handovers.map((handover) => {
          const { id, outgoing, incoming } = handover
          return (
            <li key={id}>
              <button
                type="button"
                className="desk-link"
                aria-expanded={openId === id}
                onClick={() => setOpenId(openId === id ? null : id)}
              >
                {outgoing === null ? null : text.outgoing(outgoing.by, shownMoment(outgoing.at))}{' '}
                {incoming === null ? null : text.incoming(incoming.by, shownMoment(incoming.at))}
              </button>
              {openId === id ? <HandoverPage handover={handover} act={props.act} /> : null}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function HandoverPage(props: {
  readonly handover: Handover
  readonly act: (
    method: 'POST' | 'PUT',
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ) => Promise<boolean>
}): ReactElement {
  const { handover, act } = props
  const { id, lines, left, outgoing, incoming, since, read } = handover
  const text = useWords(DUTY_WORDS)
  const me = useStore(sessionStore, (state) => (state.state === 'in' ? state.session.user : ''))
  const [remarks, setRemarks] = useState(handover.remarks)
  const isMine = outgoing?.by === me
  const mayWrite = useMayWrite()
  const isComing = mayWrite && outgoing !== null && incoming === null && !isMine
  const unread = unreadOf(handover)
  /** Nothing is signed without the remarks that stand on the page. */
  const signOut = async (): Promise<void> => {
    const isKept = remarks === handover.remarks || (await act('PUT', `/${id}`, { remarks }))
    if (isKept) await act('POST', `/${id}/sign`)
  }
  return (
    <article className="duty-page">
      <p className="quiet">{text.since(shownMoment(since))}</p>
      {lines.length === 0 ? <p>{text.nothing}</p> : null}
      {HANDOVER_SECTIONS.map((section) => {
        const own = lines.filter((line) => line.section === section)
        if (own.length === 0) return null
        return (
          <section key={section}>
            <h3>{text.sections[section]}</h3>
            <ul>
              {own.map(({ id: line, text: said, orderId, at }) => (
                <li key={line}>
                  {isComing ? (
                    <label>
                      <input
                        type="checkbox"
                        checked={read.includes(line)}
                        disabled={read.includes(line)}
                        onChange={() => void act('POST', `/${id}/read`, { lines: [line] })}
                      />
                      {said}
                    </label>
                  ) : (
                    <span>{said}</span>
                  )}{' '}
                  {at === null ? null : <span className="figures quiet">{shownMoment(at)}</span>}{' '}
                  {orderId === null ? null : (
                    <button type="button" className="desk-link" onClick={() => openOrder(orderId)}>
                      {orderId}
                    </button>
                  )}
                </li>
              ))}
            </ul>
            {left[section] === undefined ? null : (
              <p className="quiet">{text.left(left[section])}</p>
            )}
          </section>
        )
      })}
      <label className="duty-remarks">
        {text.remarks}
        <textarea
          rows={3}
          value={remarks}
          maxLength={4_000}
          readOnly={outgoing !== null || !mayWrite}
          onChange={(event) => setRemarks(event.currentTarget.value)}
          onBlur={() => {
            if (outgoing === null && remarks !== handover.remarks) {
              void act('PUT', `/${id}`, { remarks })
            }
          }}
        />
      </label>
      <div className="duty-bar">
        {outgoing === null && !mayWrite ? null : outgoing === null ? (
          <button type="button" className="desk-button" onClick={() => void signOut()}>
            {text.signOut}
          </button>
        ) : (
          <span>{text.outgoing(outgoing.by, shownMoment(outgoing.at))}</span>
        )}
        <button type="button" className="desk-link duty-print" onClick={() => window.print()}>
          {text.print}
        </button>
        {isComing && unread.length > 0 ? (
          <button
            type="button"
            className="desk-button"
            onClick={() => void act('POST', `/${id}/read`, { lines: unread })}
          >
            {text.readAll}
          </button>
        ) : null}
        {isComing ? (
          <button
            type="button"
            className="desk-button"
            disabled={unread.length > 0}
            onClick={() => void act('POST', `/${id}/sign`)}
          >
            {text.signIn}
          </button>
        ) : null}
        {incoming === null ? null : (
          <span>{text.incoming(incoming.by, shownMoment(incoming.at))}</span>
        )}
      </div>
    </article>
  )
}
