import './field.css'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { deskNowMs, linkStore } from '../data/link-store.ts'
import { fieldStore } from './field-store.ts'
import { clockText } from './item-text.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import { WaitingList } from './waiting-list.tsx'

/** How work in the field stands: the link and how old the data is, what waits, whether there is room, a newer build. */
export function FieldBar(): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const { user, asOfMs, items, room, newBuild, kept, keptOf } = useStore(fieldStore)
  const link = useStore(linkStore, (state) => state.link.state)
  const isConfirmed = useStore(
    sessionStore,
    (state) => state.state === 'in' && state.session.csrf !== '',
  )
  if (user === null) return null
  const isAway = link !== 'live'
  const held = items.filter((item) => item.held !== null).length
  const isPlain = !isAway && isConfirmed && items.length === 0 && room === 'enough'
  return (
    <>
      {isPlain && newBuild === null ? null : (
        <div className="field-bar" data-away={isAway}>
          {isAway && (
            <p role="status">
              <strong>{text.offline}</strong>{' '}
              <span>
                {asOfMs === null
                  ? kept > 0
                    ? text.partly
                    : text.neverRead
                  : text.asOf(clockText(asOfMs, deskNowMs()))}
              </span>
              {keptOf > kept && <small>{text.kept(kept, keptOf)}</small>}
            </p>
          )}
          {!isAway && !isConfirmed && <p role="status">{text.confirming}</p>}
          {room !== 'enough' && (
            <p role="alert">{room === 'full' ? text.roomFull : text.roomShort}</p>
          )}
          {items.length > 0 && (
            <button
              type="button"
              className="field-button"
              data-waiting={items.length}
              onClick={() => fieldStore.setState({ list: 'open' })}
            >
              {held > 0 ? text.toDecide(held) : text.waiting(items.length)}
            </button>
          )}
          {newBuild !== null && !isAway && (
            <p role="status">
              {text.newBuild}{' '}
              <button
                type="button"
                className="field-button"
                onClick={() => window.location.reload()}
              >
                {text.reload}
              </button>
            </p>
          )}
        </div>
      )}
      <WaitingList />
    </>
  )
}
