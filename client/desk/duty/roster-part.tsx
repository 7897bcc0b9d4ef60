import { type ReactElement, useRef, useState } from 'react'
import type { RosterRow } from '../../../protocol/duty/roster.ts'
import { isRecord } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { failureText } from '../shell/tell.ts'
import { textOf, useBook } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { useMayWrite } from './may-write.ts'
import { NewTurn, TurnActs } from './turn-forms.tsx'

/** Who is on duty for two weeks, who is not, and a file that says so. */
export function RosterPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const rows = useBook<RosterRow>('roster', 'rows')
  const mayWrite = useMayWrite()
  const now = Date.now()
  return (
    <>
      {mayWrite ? <RosterImport /> : null}
      {mayWrite ? (
        <NewTurn posts={[...new Set((rows.data ?? []).map(({ post }) => post))]} />
      ) : null}
      {rows.isPending ? <p className="quiet">{text.loading}</p> : null}
      {rows.isError ? <p role="alert">{failureText(rows.error)}</p> : null}
      {rows.data?.length === 0 ? <p className="quiet">{text.noRoster}</p> : null}
      {rows.data === undefined || rows.data.length === 0 ? null : (
        <table className="duty-table">
          <thead>
            <tr>
              {[text.post, text.name, text.phone, text.from, text.to, text.change].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.data.map((row) => (
              <tr
                key={row.id}
                data-now={
                  (Date.parse(row.startsAt) <= now && now < Date.parse(row.endsAt)) || undefined
                }
              >
                <td>{row.post}</td>
                <td>
                  {row.name}{' '}
                  {row.insteadOf === null ? null : (
                    <small className="quiet">{text.insteadOf(row.insteadOf)}</small>
                  )}
                </td>
                <td className="figures">{row.phone}</td>
                <td className="figures">{shownMoment(row.startsAt)}</td>
                <td className="figures">{shownMoment(row.endsAt)}</td>
                <td>{mayWrite ? <TurnActs id={row.id} name={row.name} /> : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

type Taken = {
  readonly rows: number
  readonly problems: readonly { at: string; field: string }[]
  /** The file that was only tried so far; null: it is taken in. */
  readonly tried: File | null
}

function RosterImport(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const input = useRef<HTMLInputElement>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  /** First tried, so that a wrong file costs nothing; taken in when it is whole or the officer says so. */
  const take = async (file: File, dryRun: boolean): Promise<void> => {
    setFailure(null)
    try {
      const { body } = await sendJson('POST', '/duty/roster/import', {
        fileName: file.name,
        text: await textOf(file),
        dryRun,
      })
      if (isRecord(body) && Array.isArray(body['rows']) && Array.isArray(body['problems'])) {
        const problems: Taken['problems'] = body['problems']
        if (dryRun && problems.length === 0) return await take(file, false)
        setTaken({ rows: body['rows'].length, problems, tried: dryRun ? file : null })
      }
      await queryClient.invalidateQueries({ queryKey: ['duty'] })
    } catch (problem) {
      setTaken(null)
      setFailure(failureText(problem))
    }
  }
  return (
    <div className="duty-bar">
      <button type="button" className="desk-button" onClick={() => input.current?.click()}>
        {text.import}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.ics,text/csv,text/calendar"
        aria-label={text.import}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file !== undefined) void take(file, true)
          event.currentTarget.value = ''
        }}
      />
      {taken === null ? null : (
        <span role="status">
          {taken.tried === null
            ? text.imported(taken.rows, taken.problems.length)
            : text.tried(taken.rows, taken.problems.length)}{' '}
          {taken.problems.map(({ at, field }) => text.problem(at, field)).join(';')}
        </span>
      )}
      {taken?.tried === null || taken === null || taken.rows === 0 ? null : (
        <button
          type="button"
          className="desk-button"
          onClick={() => taken.tried !== null && void take(taken.tried, false)}
        >
          {text.takeAnyway(taken.rows)}
        </button>
      )}
      {failure === null ? null : <span role="alert">{failure}</span>}
    </div>
  )
}
