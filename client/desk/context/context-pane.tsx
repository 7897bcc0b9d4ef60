import './context.css'
import type { ReactElement } from 'react'
import { ApiProblem } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useOrder } from '../data/use-order.ts'
import { failureText } from '../shell/tell.ts'
import { AlarmBehindIt } from './alarm-part.tsx'
import { CONTEXT_WORDS } from './context-words.ts'
import { OnDuty } from './duty-part.tsx'
import { ScenarioIndicators } from './indicators-part.tsx'
import { DepartmentLoad } from './load-part.tsx'
import { NearOrders, SimilarOrders } from './order-parts.tsx'

/** What lies around the open order (相关情况), and who is on duty. */
export function ContextPane({ id }: { readonly id: string | null }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  return (
    <aside className="context" aria-label={text.context}>
      {id === null ? <p className="quiet">{text.none}</p> : <AroundOrder id={id} />}
      <OnDuty />
    </aside>
  )
}

function AroundOrder({ id }: { readonly id: string }): ReactElement | null {
  const text = useWords(CONTEXT_WORDS)
  const { data: order, error, isPending } = useOrder(id)
  if (isPending) {
    return (
      <p className="quiet" role="status">
        {text.loading}
      </p>
    )
  }
  // An order that is not there, or not any more, has nothing around it: the centre says so.
  if (error instanceof ApiProblem && error.status === 404) return null
  if (order === undefined) return <p className="quiet">{text.failed(failureText(error))}</p>
  return (
    <>
      {order.alarmId === null ? null : <AlarmBehindIt id={order.alarmId} />}
      <SimilarOrders order={order} />
      <NearOrders order={order} />
      <ScenarioIndicators order={order} />
      <DepartmentLoad department={order.department} />
    </>
  )
}
