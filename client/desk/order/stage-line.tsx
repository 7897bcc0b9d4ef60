import type { ReactElement } from 'react'
import { overlaysOf } from '../../../protocol/order/overlays.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatMoment } from '../../ui/format.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { ORDER_WORDS } from './order-words.ts'
import { stagesOf } from './stages.ts'
import { useSecond } from './use-second.ts'

/** The path of an order with the time of each stage; loops stand beside it as counts. */
export function StageLine({ order }: { readonly order: OrderDetail }): ReactElement {
  const text = useWords(ORDER_WORDS)
  const nowMs = useSecond()
  const { reworks, returns } = overlaysOf(order)
  return (
    <div className="order-path">
      <ol aria-label={text.path}>
        {stagesOf(order).map(({ name, state, at }) => (
          <li key={name} data-stage={state} aria-current={state === 'current' ? 'step' : undefined}>
            <span className="order-stage-name">{text.stages[name]}</span>
            <span className="order-stage-at figures">
              {at === null ? (
                <span className="order-stage-word">{text.stageStates[state]}</span>
              ) : (
                <time dateTime={at}>{formatMoment(Date.parse(at), nowMs)}</time>
              )}
            </span>
          </li>
        ))}
      </ol>
      {(reworks > 0 || returns > 0) && (
        <p className="order-loops">
          {[reworks > 0 ? text.reworks(reworks) : '', returns > 0 ? text.returns(returns) : '']
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
      )}
    </div>
  )
}
