import { memo, type ReactElement } from 'react'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { useWords } from '../../i18n/part-words.ts'
import { type Language, nameOf } from '../../i18n/text.ts'
import { openOrder } from '../desk-store.ts'
import { WaitingMark } from '../field/waiting-mark.tsx'
import { useNamed } from '../shell/use-named.ts'
import { lampOf } from './lamp.ts'
import { LampMark } from './lamp-mark.tsx'
import { QUEUE_WORDS } from './queue-words.ts'

export type QueueRowProps = {
  readonly row: OrderRow
  readonly nowMs: number
  readonly language: Language
  readonly isSelected: boolean
  readonly isOpen: boolean
  readonly isTicked: boolean
  readonly isFresh: boolean
  /** Names of others who have it open. */
  readonly present: string
  readonly position: number
  readonly count: number
}

export const rowDomId = (id: string): string => `row-${id}`

/** One order in the queue: how its clock stands, what it is, whose it is (PROTOCOL §10). */
export const QueueRow = memo(function QueueRow(props: QueueRowProps): ReactElement {
  const { row, nowMs, language, isSelected, isOpen, isTicked, isFresh, present } = props
  const text = useWords(QUEUE_WORDS)
  const named = useNamed()
  const lamp = lampOf(row.due, nowMs)
  const left = row.due === null ? text.noClock : text.left(Date.parse(row.due.at) - nowMs)
  const clock = row.due === null ? '' : text.clocks[row.due.clock]
  const type = named.type(row.type)
  const town = named.town(row.town)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and the keys (j, k, Enter)
    // biome-ignore lint/a11y/useFocusableInteractive: an option of a list with aria-activedescendant
    <div
      role="option"
      id={rowDomId(row.id)}
      className="queue-row"
      data-order={row.id}
      data-state={row.state}
      data-rev={row.rev}
      data-lamp={lamp}
      data-open={isOpen || undefined}
      data-fresh={isFresh || undefined}
      aria-selected={isSelected}
      aria-setsize={props.count}
      aria-posinset={props.position + 1}
      onClick={() => openOrder(row.id)}
    >
      <span className="queue-due">
        <LampMark lamp={lamp} />
        <span className="figures">{left}</span>
        <span className="quiet">
          {clock === '' ? text.lamps[lamp] : `${clock} · ${text.lamps[lamp]}`}
        </span>
      </span>
      <span className="queue-what">
        <span className="queue-title">
          {isTicked ? <span className="queue-tick">{text.ticked}</span> : null}
          {row.severity <= 2 ? (
            <span className="queue-severity" data-severity={row.severity}>
              {text.severities[row.severity]}
            </span>
          ) : null}
          <span>{row.title}</span>
        </span>
        <span className="queue-facts quiet">
          <span className="queue-state">{text.states[row.state]}</span>
          <span>{type === null ? row.type : nameOf(type, language)}</span>
          <span>{named.department(row.department)}</span>
          <span>{town ?? text.noTown}</span>
          {row.marks
            .filter((mark) => mark !== 'urged')
            .map((mark) => (
              <span key={mark} className="queue-mark">
                {text.marks[mark]}
              </span>
            ))}
          <WaitingMark id={row.id} />
          {row.simulated ? <span className="queue-demo">{text.demo}</span> : null}
          {present === '' ? null : <span className="queue-present">{text.openBy(present)}</span>}
        </span>
      </span>
    </div>
  )
})
