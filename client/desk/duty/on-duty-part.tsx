import type { ReactElement } from 'react'
import type { RosterRow } from '../../../protocol/duty/roster.ts'
import { useWords } from '../../i18n/part-words.ts'
import type { DutyNow } from './duty-api.ts'
import { DUTY_WORDS, shownMoment } from './duty-words.ts'

/** Who is on duty at this moment, and where nobody will be within seven days; always at the head of the duty room. */
export function OnDutyPart({ now }: { readonly now: DutyNow }): ReactElement {
  const text = useWords(DUTY_WORDS)
  return (
    <section className="duty-now" aria-label={text.now}>
      <h2>{text.now}</h2>
      {now.onDuty.length === 0 ? <p role="status">{text.nobodyNow}</p> : null}
      <ul>
        {now.onDuty.map((row) => (
          <Person key={row.id} row={row} />
        ))}
      </ul>
      {now.gaps.map(({ post, from, to }) => (
        <p key={`${post}${from}`} role="status">
          {text.gaps} · {text.gap(post, shownMoment(from), shownMoment(to))}
        </p>
      ))}
    </section>
  )
}

function Person({ row }: { readonly row: RosterRow }): ReactElement {
  const text = useWords(DUTY_WORDS)
  return (
    <li>
      <span className="quiet">{row.post}</span> <strong>{row.name}</strong>{' '}
      {row.insteadOf === null ? null : (
        <small className="quiet">{text.insteadOf(row.insteadOf)}</small>
      )}{' '}
      <span className="figures">{row.phone}</span>{' '}
      <span className="figures quiet">{text.until(shownMoment(row.endsAt))}</span>
    </li>
  )
}
