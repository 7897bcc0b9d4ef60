import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { overlaysOf } from '../../../protocol/order/overlays.ts'
import { STATE_WORDS } from '../../../protocol/order/state-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { catalogStore } from '../../stores/catalog.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { OrderEmergency } from '../emergency/order-emergency.tsx'
import { PresenceChips } from '../talk/presence-chips.tsx'
import { ORDER_WORDS } from './order-words.ts'
import { useNames } from './use-names.ts'

/** Which order this is and how it stands: number, title, state, urgency, type. */
export function OrderHead({ order }: { readonly order: OrderDetail }): ReactElement {
  const text = useWords(ORDER_WORDS)
  const names = useNames()
  const { orderTypes } = useStore(catalogStore)
  const category = orderTypes.get(order.type)?.category
  const { importedAt, emergency } = overlaysOf(order)
  const accent = category === undefined ? 'var(--ink-quiet)' : `var(--accent-${category})`
  return (
    <header className="order-head" style={{ '--accent': accent }}>
      <p className="order-number">
        <CopyNumber id={order.id} />
        {order.simulated && <span className="order-mark">{text.simulated}</span>}
        {importedAt !== null && <span className="order-mark">{text.imported}</span>}
        {emergency !== null && (
          <span className="order-mark" data-mark="emergency" title={emergency}>
            {text.inEmergency}
          </span>
        )}
      </p>
      <h2>{order.title}</h2>
      <p className="order-standing">
        <strong data-state={order.state}>{STATE_WORDS[order.state][names.language]}</strong>
        <span>{text.severities[order.severity]}</span>
        <span>{names.type(order.type)}</span>
        <span>{names.department(order.department)}</span>
      </p>
      <p>
        <OrderEmergency order={order} />
      </p>
      <PresenceChips orderId={order.id} />
    </header>
  )
}

function CopyNumber({ id }: { readonly id: string }): ReactElement {
  const text = useWords(ORDER_WORDS)
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    // Without a secure context there is no clipboard; the number can still be selected as text.
    await navigator.clipboard?.writeText(id)
    setCopied(navigator.clipboard !== undefined)
  }
  return (
    <>
      <span className="order-id figures">{id}</span>
      <button type="button" className="order-link" onClick={() => void copy()}>
        {isCopied ? text.copied : text.copy}
      </button>
    </>
  )
}
