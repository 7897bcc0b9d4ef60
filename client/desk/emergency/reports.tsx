import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatMoment } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { mayDo, REPORT_ID } from './emergency-commands.ts'
import { draftReport, draftStore } from './emergency-desk.ts'
import { useSession } from './rights.ts'
import { useActing } from './use-acting.ts'

const MOST_CHARS = 4_000
const SHOWN = 3

/** Situation reports (续报): the latest ones, and one more. What was not sent stays in the field. */
export function Reports(props: {
  readonly emergency: Emergency
  readonly isCut: boolean
}): ReactElement {
  const { emergency, isCut } = props
  const text = useWords(CONDUCT_WORDS)
  useSession()
  const mayWrite = mayDo(emergency, 'report')
  const latest = emergency.reports.slice(-SHOWN).reverse()
  return (
    <section aria-label={text.reports}>
      <h3>
        {text.reports} {mayWrite ? <kbd>r</kbd> : null}
      </h3>
      {mayWrite ? <ReportForm emergency={emergency} isCut={isCut} /> : null}
      {latest.length === 0 ? <p className="quiet">{text.noReports}</p> : null}
      <ul className="emergency-reports">
        {latest.map(({ at, by, text: said }) => (
          <li key={at}>
            <span className="quiet">
              <span className="figures">{formatMoment(Date.parse(at), deskNowMs())}</span> {by}
            </span>{' '}
            {said}
          </li>
        ))}
      </ul>
    </section>
  )
}

function ReportForm({ emergency, isCut }: { emergency: Emergency; isCut: boolean }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const acting = useActing()
  const draft = useStore(draftStore, ({ reports }) => reports.get(emergency.id) ?? '')
  // What somebody begins to write answers what he sees at that moment.
  const [seen, setSeen] = useState<Emergency | null>(null)
  const base = seen ?? emergency
  const said = draft.trim()
  const write = (value: string): void => {
    if (seen === null) setSeen(emergency)
    draftReport(emergency.id, value)
  }
  const send = async (looked: Emergency): Promise<void> => {
    if (said === '' || isCut) return
    if (await acting.send({ act: 'report', text: said }, looked)) {
      draftReport(emergency.id, '')
      setSeen(null)
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send(base)
  }
  const { outcome, busy } = acting
  const failure =
    outcome?.state === 'refused'
      ? text.draftKept(outcome.text)
      : outcome?.state === 'unanswered'
        ? text.unanswered(outcome.text)
        : null
  return (
    <form
      className="emergency-report"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void send(base)
      }}
    >
      <textarea
        id={REPORT_ID}
        aria-label={text.reportField}
        placeholder={text.reportHint}
        rows={3}
        maxLength={MOST_CHARS}
        value={draft}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {failure === null ? null : <p role="alert">{failure}</p>}
      <ChangedMeanwhile
        outcome={outcome?.state === 'conflict' ? outcome : null}
        emergency={emergency}
        act={{ act: 'report', text: said }}
        onStill={(now) => {
          setSeen(now)
          void send(now)
        }}
        onDrop={() => {
          setSeen(null)
          acting.forget()
        }}
      />
      <p className="emergency-report-end">
        <button
          type="submit"
          className="desk-button"
          disabled={said === '' || isCut}
          aria-busy={busy}
        >
          {busy ? text.sending : text.sendReport} <kbd>Ctrl+Enter</kbd>
        </button>
      </p>
    </form>
  )
}
