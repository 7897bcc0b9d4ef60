import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { Order } from '../../../protocol/order/order.ts'
import { overlaysOf } from '../../../protocol/order/overlays.ts'
import { useWords } from '../../i18n/part-words.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { showDialog, showEmergency } from '../desk-store.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { mayOpen, useSession } from './rights.ts'

/** From an order to its emergency: to the one that is on, or into one. Nothing where neither is open to the reader. */
export function OrderEmergency({
  order,
}: {
  readonly order: Pick<Order, 'id' | 'state' | 'overlays'>
}): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const session = useSession()
  const active = useStore(emergencyStore, (state) => state.active) ?? []
  const { emergency } = overlaysOf(order)
  const on =
    active.find(({ id }) => id === emergency) ??
    active.find(({ orderId, related }) => orderId === order.id || related.includes(order.id))
  if (on !== undefined) {
    return (
      <button type="button" className="order-link" onClick={() => showEmergency(on.id)}>
        {text.orderIsOn(on.title)}
      </button>
    )
  }
  if (!isOpenState(order.state) || !mayOpen(session)) return null
  return (
    <button
      type="button"
      className="order-link"
      onClick={() => showDialog({ kind: 'open-emergency', start: { orderId: order.id } })}
    >
      {text.fromOrder}…
    </button>
  )
}
