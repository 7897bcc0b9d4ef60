import { Modal } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { signOut } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { linkStore } from '../data/link-store.ts'
import { openOrder } from '../desk-store.ts'
import { tellFailure } from '../shell/tell.ts'
import { useDeskNow } from '../shell/use-desk-now.ts'
import { Decide } from './decide.tsx'
import { fieldStore } from './field-store.ts'
import { ItemCard } from './item-card.tsx'
import { itemsOf } from './merge.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import { sender } from './sender.ts'

const close = (): void => fieldStore.setState({ list: 'closed' })

/** Everything that waits to be sent, by order. Asks before signing out over it. */
export function WaitingList(): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const { items, list } = useStore(fieldStore)
  const orders = [...new Set(items.map(({ orderId }) => orderId))]
  return (
    <Modal
      opened={list !== 'closed'}
      onClose={close}
      title={text.list}
      closeButtonProps={{ 'aria-label': text.close }}
      fullScreen={window.innerWidth < 900}
      size="lg"
    >
      <div className="field-list">
        {list === 'leaving' ? <Leaving /> : <p className="quiet">{text.listWhy}</p>}
        <SendNow />
        {items.length === 0 && <p>{text.nothing}</p>}
        {orders.map((orderId) => {
          const own = itemsOf(items, orderId)
          return (
            <section key={orderId} aria-label={`${orderId} ${own[0]?.title ?? ''}`}>
              <h3>
                {own[0]?.title} <small className="figures">{orderId}</small>
                <button
                  type="button"
                  className="field-button"
                  onClick={() => {
                    close()
                    openOrder(orderId)
                  }}
                >
                  {text.openOrder}
                </button>
              </h3>
              <ul>
                {own.map((item, at) => (
                  <ItemCard
                    key={item.id}
                    item={item}
                    isFollowed={own.slice(at + 1).some(({ kind }) => kind === 'act')}
                  >
                    <Decide item={item} now={null} />
                  </ItemCard>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Modal>
  )
}

function SendNow(): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const { items, againAtMs } = useStore(fieldStore)
  const isLive = useStore(linkStore, (state) => state.link.state === 'live')
  const nowMs = useDeskNow(0)
  if (!isLive || items.every(({ held }) => held !== null)) return null
  const seconds = againAtMs === null ? 0 : Math.max(0, Math.ceil((againAtMs - nowMs) / 1_000))
  return (
    <p className="field-item-end">
      <button type="button" className="field-button field-primary" onClick={() => sender.start()}>
        {text.sendNow}
      </button>
      {seconds > 0 && <span className="figures">{text.again(seconds)}</span>}
    </p>
  )
}

/** Signing out wipes what is kept here: whoever leaves work behind says so twice. */
function Leaving(): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const count = useStore(fieldStore, (state) => state.items.length)
  const [isBusy, setBusy] = useState(false)
  const leave = (): void => {
    setBusy(true)
    signOut().catch((problem: unknown) => {
      setBusy(false)
      tellFailure(problem)
    })
  }
  return (
    <div className="field-leaving" role="alert">
      <p>{text.leaveAsk(count)}</p>
      <p className="field-item-end">
        <button type="button" className="field-button field-primary" onClick={close}>
          {text.stay}
        </button>
        <button type="button" className="field-button" disabled={isBusy} onClick={leave}>
          {text.leave}
        </button>
      </p>
    </div>
  )
}
