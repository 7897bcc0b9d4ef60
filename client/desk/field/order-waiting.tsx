import './field.css'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { linkStore } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { useDeskNow } from '../shell/use-desk-now.ts'
import { detailAhead } from './ahead.ts'
import { Decide } from './decide.tsx'
import { fieldStore } from './field-store.ts'
import { ItemCard } from './item-card.tsx'
import { itemsOf } from './merge.ts'
import { OFFLINE_WORDS } from './offline-words.ts'

/** An order as it stands for whoever works here: with what he did and has not been sent. */
export function useAhead(detail: OrderDetail | undefined): OrderDetail | undefined {
  const items = useStore(fieldStore, (state) => state.items)
  const isField = useStore(fieldStore, (state) => state.user !== null)
  const { link, offsetMs } = useStore(linkStore)
  const nowMs = useDeskNow(offsetMs)
  if (detail === undefined || !isField) return detail
  const isAway = link.state !== 'live'
  return detailAhead(detail, itemsOf(items, detail.id), isAway, nowMs)
}

/** What waits to be sent for the order that is open. Nothing when nothing waits. */
export function OrderWaiting({ order }: { readonly order: OrderDetail }): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const items = itemsOf(
    useStore(fieldStore, (state) => state.items),
    order.id,
  )
  if (items.length === 0) return null
  const acts = items.filter(({ kind }) => kind === 'act')
  const firstHeld = acts.findIndex(({ held }) => held !== null)
  const ahead = firstHeld === -1 ? acts.length : firstHeld
  return (
    <section className="field-waiting" aria-label={text.list}>
      <h3 role="status">
        {text.waiting(items.length)}
        {ahead > 0 && <small>{text.ahead(ahead)}</small>}
      </h3>
      <ul>
        {items.map((item, at) => (
          <ItemCard
            key={item.id}
            item={item}
            isFollowed={items.slice(at + 1).some(({ kind }) => kind === 'act')}
          >
            <Decide item={item} now={order} />
          </ItemCard>
        ))}
      </ul>
    </section>
  )
}
