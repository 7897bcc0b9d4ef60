import './order.css'
import { type ReactElement, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { ApiProblem } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { linkStore } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { useOrder } from '../data/use-order.ts'
import { closeDialog, deskStore, leaveOrder } from '../desk-store.ts'
import { fieldStore } from '../field/field-store.ts'
import { OrderWaiting, useAhead } from '../field/order-waiting.tsx'
import { registerCommands } from '../keys/commands.ts'
import { OrderMap } from '../map/order-map.tsx'
import { TalkPane } from '../talk/talk-pane.tsx'
import { ActBar } from './act-bar.tsx'
import { ClockTable } from './clock-table.tsx'
import { HistoryView } from './history-view.tsx'
import { orderCommands } from './order-commands.ts'
import { OrderFacts } from './order-facts.tsx'
import { OrderHead } from './order-head.tsx'
import { OrderNotes } from './order-notes.tsx'
import { ORDER_WORDS } from './order-words.ts'
import { codeText } from './refusal-text.ts'
import { StageLine } from './stage-line.tsx'

/** The order in the centre: what it is, how it stands, what may be done, and all that happened. */
export function OrderPane({ id }: { readonly id: string }): ReactElement {
  return <OpenOrder key={id} id={id} />
}

function OpenOrder({ id }: { readonly id: string }): ReactElement {
  const { data: told, error, isPending, isError, dataUpdatedAt, refetch } = useOrder(id)
  const data = useAhead(told)
  // Whoever works in the field reads above how old it is, and can go on.
  const isField = useStore(fieldStore, (state) => state.user !== null)
  const { link, offsetMs } = useStore(linkStore)
  const text = useWords(ORDER_WORDS)
  useOrderKeys(data ?? null)
  if (isPending) return <Skeleton />
  // What went out of sight is not shown any longer, also where it was read before.
  const isGone = error instanceof ApiProblem && error.status === 404
  if (data === undefined || told === undefined || isGone)
    return <NoOrder id={id} error={error} again={refetch} />
  return (
    <article className="order-pane" aria-label={`${data.id} ${data.title}`} data-open={data.id}>
      {!isField && (link.state === 'lost' || link.state === 'refused') && (
        <p className="order-stale" role="status">
          {text.stale}
        </p>
      )}
      {isError && (
        <p className="order-stale" role="status">
          {text.refresh}{' '}
          <button type="button" className="order-link" onClick={() => void refetch()}>
            {text.again}
          </button>
        </p>
      )}
      <OrderHead order={data} />
      <StageLine order={data} />
      <OrderNotes order={data} />
      <OrderWaiting order={told} />
      <ActBar order={data} />
      <ClockTable order={told} readAtMs={dataUpdatedAt + offsetMs} />
      <OrderFacts order={data} />
      <OrderMap order={data} />
      <section className="order-part" aria-label={text.talk}>
        <TalkPane orderId={data.id} />
      </section>
      <HistoryView order={data} />
    </article>
  )
}

/** The keys of the open order, for as long as it is open. */
function useOrderKeys(order: OrderDetail | null): void {
  const current = useRef(order)
  current.current = order
  useEffect(() => {
    const stop = registerCommands(orderCommands(() => current.current))
    return () => {
      stop()
      // The form of an act belongs to this order alone.
      if (deskStore.getState().dialog.kind === 'act') closeDialog()
    }
  }, [])
}

function Skeleton(): ReactElement {
  const text = useWords(ORDER_WORDS)
  return (
    <div className="order-pane order-skeleton" role="status" aria-label={text.loading}>
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}

function NoOrder({
  id,
  error,
  again,
}: {
  readonly id: string
  readonly error: Error | null
  readonly again: () => unknown
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const language = useLanguage()
  const isNone = error instanceof ApiProblem && error.status === 404
  const code = error instanceof ApiProblem ? error.code : null
  return (
    <div className="order-pane order-missing" role="alert">
      <h2>{isNone ? text.notFound : text.failed}</h2>
      <p className="figures">{id}</p>
      <p>{isNone ? text.notFoundWhy : text.failedWhy}</p>
      {!isNone && code !== null && <p className="order-quiet">{codeText(code, language)}</p>}
      <p className="order-form-end">
        {!isNone && (
          <button type="button" className="order-button order-primary" onClick={() => void again()}>
            {text.again}
          </button>
        )}
        <button type="button" className="order-button" onClick={leaveOrder}>
          {text.back}
        </button>
      </p>
    </div>
  )
}
