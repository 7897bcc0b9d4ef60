import { type ReactElement, useRef, useState } from 'react'
import type { RosterRow } from '../../../protocol/duty/roster.ts'
import { isRecord } from '../../data/api.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { failureText } from '../shell/tell.ts'
import { useWords } from '../words.ts'
import { textOf, useBook } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'
import { useMayWrite } from './may-write.ts'

type Gap = { readonly post: string; readonly from: string; readonly to: string }

/** Who is on duty for two weeks, who is not, and a file that says so. */
export function RosterPart(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const rows = useBook<RosterRow>('roster', 'rows')
  const gaps = useBook<Gap>('now', 'gaps')
  const mayWrite = useMayWrite()
  const now = Date.now()
  return (
    <>
      {mayWrite ? <RosterImport /> : null}
      {rows.isPending ? <p className="quiet">{text.loading}</p> : null}
      {rows.isError ? <p role="alert">{failureText(rows.error)}</p> : null}
      {(gaps.data ?? []).map(({ post, from, to }) => (
        <p key={`${post}${from}`} role="status">
          {text.gaps} · {text.gap(post, shownMoment(from), shownMoment(to))}
        </p>
      ))}
      {rows.data?.length === 0 ? <p className="quiet">{text.noRoster}</p> : null}
      {rows.data === undefined || rows.data.length === 0 ? null : (
        <table className="duty-table">
          <thead>
            <tr>
              {[text.post, text.name, text.phone, text.from, text.to].map((head) => (
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
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

type Taken = { readonly rows: number; readonly problems: readonly { at: string; field: string }[] }

function RosterImport(): ReactElement {
  const text = useWords(DUTY_WORDS)
  const input = useRef<HTMLInputElement>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const take = async (file: File): Promise<void> => {
    setFailure(null)
    try {
      const { body } = await sendJson('POST', '/duty/roster/import', {
        fileName: file.name,
        text: await textOf(file),
      })
      if (isRecord(body) && Array.isArray(body['rows']) && Array.isArray(body['problems'])) {
        setTaken({ rows: body['rows'].length, problems: body['problems'] })
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
          if (file !== undefined) void take(file)
          event.currentTarget.value = ''
        }}
      />
      {taken === null ? null : (
        <span role="status">
          {text.imported(taken.rows, taken.problems.length)}{' '}
          {taken.problems.map(({ at, field }) => text.problem(at, field)).join(';')}
        </span>
      )}
      {failure === null ? null : <span role="alert">{failure}</span>}
    </div>
  )
}
