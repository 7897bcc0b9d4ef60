import './field.css'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { fieldStore } from './field-store.ts'
import { OFFLINE_WORDS } from './offline-words.ts'

/** That work on an order waits on this device, or for a decision of its author. */
export function WaitingMark({ id }: { readonly id: string }): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const waiting = useStore(
    fieldStore,
    ({ items }) => items.filter(({ orderId }) => orderId === id).length,
  )
  const held = useStore(
    fieldStore,
    ({ items }) => items.filter((item) => item.orderId === id && item.held !== null).length,
  )
  if (waiting === 0) return null
  return (
    <span className="field-chip">{held > 0 ? text.toDecide(held) : text.waiting(waiting)}</span>
  )
}
