import type { ReactElement } from 'react'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { deskNowMs } from '../data/link-store.ts'
import { useNamed } from '../shell/use-named.ts'
import { TALK_WORDS } from './talk-words.ts'
import { readersOf, shortTime } from './values.ts'

/** Who has read the order, and when last; when first is told on asking. */
export function ReaderList({ notes }: { readonly notes: readonly OrderNote[] }): ReactElement {
  const text = useWords(TALK_WORDS)
  const named = useNamed()
  const nowMs = deskNowMs()
  const groups = readersOf(notes)
  return (
    <section className="talk-part talk-readers" aria-label={text.readers}>
      <h3>{text.readers}</h3>
      {groups.length === 0 ? (
        <p className="talk-quiet">{text.noReaders}</p>
      ) : (
        <ul>
          {groups.map(({ department, readers }) => (
            <li key={department ?? ''}>
              <strong>{department === null ? text.centre : named.department(department)}</strong>
              {readers.map(({ by, at, firstAt }) => (
                <span key={by} title={text.firstRead(formatExact(Date.parse(firstAt)))}>
                  {by} <span className="figures">{text.read(shortTime(at, nowMs))}</span>
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
