import type { ReactElement } from 'react'
import { SYSTEM } from '../../../protocol/order/guards.ts'
import { STATE_WORDS } from '../../../protocol/order/state-words.ts'
import type { OrderState } from '../../../protocol/order/states.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { NO_VALUE } from '../../ui/format.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { argLines } from './args-text.ts'
import { type Compared, differences, eventsSince, type Version } from './conflict.ts'
import { historyOf } from './history.ts'
import { ORDER_WORDS, type OrderText, wordFor } from './order-words.ts'
import { useDid } from './use-did.ts'
import { type Names, useNames } from './use-names.ts'

type ConflictProps = {
  /** The version that was looked at. */
  readonly seen: Pick<OrderDetail, keyof Version | 'rev'>
  /** The order as it stands now. */
  readonly now: OrderDetail
  readonly action: OrderAction
  /** The act was sent already; otherwise its form is still being filled in. */
  readonly wasSent: boolean
  readonly onStill: () => void
  readonly onDrop: () => void
  /** What leaving it is called; left out: giving the act up. */
  readonly dropText?: string
}

const isState = (code: string): code is OrderState => Object.hasOwn(STATE_WORDS, code)

/** Both versions of an order that somebody else changed, and who did what in between. */
export function ConflictView(props: ConflictProps): ReactElement {
  const { seen, now, action, wasSent, onStill, onDrop, dropText } = props
  const text = useWords(ORDER_WORDS)
  const names = useNames()
  const did = useDid()
  const actName = useWords(ACTION_WORDS)[action].name
  const since = new Set(eventsSince(now, seen.rev).map(({ rev }) => rev))
  const entries = historyOf(now).filter(({ rev }) => since.has(rev))
  const changed = differences(seen, now)
  const show = (what: Compared, value: string | null): string =>
    value === null ? NO_VALUE : comparedText(what, value, names, text)
  return (
    <section className="order-conflict" role="alert" aria-label={text.conflict}>
      <h4>{text.conflict}</h4>
      {now.rev === seen.rev ? (
        <p>{text.reading}</p>
      ) : (
        <>
          <p>{text.conflictWhy}</p>
          <ol className="order-since">
            {entries.map((entry) => (
              <li key={entry.rev}>
                <time className="figures" dateTime={entry.at}>
                  {formatExact(Date.parse(entry.at)).slice(11)}
                </time>{' '}
                <strong>{entry.actor === SYSTEM ? text.history.system : entry.actor}</strong>{' '}
                {did(entry.action)}
                {argLines(entry.args, names, text).map((line) => (
                  <small key={line.name}>
                    {line.name}: {line.text}
                  </small>
                ))}
              </li>
            ))}
          </ol>
          {changed.length === 0 ? (
            <p className="order-quiet">{text.sameFacts}</p>
          ) : (
            <table className="order-versions">
              <thead>
                <tr>
                  <td />
                  <th scope="col">
                    {text.youSaw} <small className="figures">rev {seen.rev}</small>
                  </th>
                  <th scope="col">
                    {text.nowIs} <small className="figures">rev {now.rev}</small>
                  </th>
                </tr>
              </thead>
              <tbody>
                {changed.map(({ what, before, after }) => (
                  <tr key={what}>
                    <th scope="row">{text.compared[what]}</th>
                    <td>{show(what, before)}</td>
                    <td>{show(what, after)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <p className="order-form-end">
            {now.allowed.includes(action) ? (
              <button type="button" className="order-button" onClick={onStill}>
                {wasSent ? text.stillDo : text.goOn}
              </button>
            ) : (
              <strong>{text.noLonger(actName)}</strong>
            )}
            <button type="button" className="order-button" onClick={onDrop}>
              {dropText ?? text.drop}
            </button>
          </p>
        </>
      )}
    </section>
  )
}

function comparedText(what: Compared, value: string, names: Names, text: OrderText): string {
  switch (what) {
    case 'state':
      return isState(value) ? STATE_WORDS[value][names.language] : value
    case 'department':
      return names.department(value)
    case 'cohandlers':
      return value.split(',').map(names.department).join(' · ')
    case 'due':
      return formatExact(Date.parse(value)).slice(0, 16)
    case 'severity':
      return wordFor(text.severities, value)
    case 'request':
      return wordFor(text.requests, value)
    case 'supervision':
      return `L${value}`
    default:
      return value
  }
}
