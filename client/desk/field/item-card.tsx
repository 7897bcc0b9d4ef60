import { type ReactElement, type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { deskNowMs, linkStore } from '../data/link-store.ts'
import { openOrder, showDialog } from '../desk-store.ts'
import { useNames } from '../order/use-names.ts'
import { tellFailure } from '../shell/tell.ts'
import { setDraft } from '../talk/talk-store.ts'
import { TALK_WORDS } from '../talk/talk-words.ts'
import { placeText, sizeText } from '../talk/values.ts'
import { fieldStore } from './field-store.ts'
import { actLines, clockText, itemName } from './item-text.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import type { OutItem, OutPhoto } from './out-item.ts'
import { withdraw } from './outbox.ts'
import { usePhotoUrl } from './use-photo-url.ts'

type CardProps = {
  readonly item: OutItem
  /** Work on the same order comes after it: what stands on it cannot be taken from under it. */
  readonly isFollowed: boolean
  /** What its author has to decide, where it is held. */
  readonly children?: ReactNode
}

/** Something that waits to be sent: what, when, how it stands; it can be looked at, changed and withdrawn. */
export function ItemCard({ item, isFollowed, children }: CardProps): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const language = useLanguage()
  const names = useNames()
  const isSending = useStore(fieldStore, (state) => state.sendingId === item.id)
  return (
    <li className="field-item" data-item={item.kind} data-held={item.held?.why}>
      <p className="field-item-head">
        <strong>{itemName(item, language)}</strong>
        <span className="figures">{text.madeAt(clockText(item.atMs, deskNowMs()))}</span>
        <Standing item={item} isSending={isSending} />
      </p>
      {item.kind === 'comment' && <p className="field-item-text">{item.text}</p>}
      {item.kind === 'act' &&
        actLines(item, names).map((line) => (
          <p key={line} className="field-item-text">
            {line}
          </p>
        ))}
      {item.kind === 'photo' && <Photo item={item} />}
      {item.held === null ? (
        !isSending && !(item.kind === 'act' && isFollowed) && <Changing item={item} />
      ) : (
        <>
          <p className="field-item-why" role="alert">
            {text.why[item.held.why]}
          </p>
          {children}
          {item.kind === 'comment' && <Changing item={item} />}
        </>
      )}
    </li>
  )
}

function Standing({
  item,
  isSending,
}: {
  readonly item: OutItem
  readonly isSending: boolean
}): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const isLive = useStore(linkStore, (state) => state.link.state === 'live')
  const isFirst = useStore(fieldStore, ({ items }) => items[0]?.id === item.id)
  const said = (): string => {
    if (item.held !== null) return text.needsYou
    if (isSending) return text.sending
    if (!isLive) return text.waitsLink
    return isFirst ? text.sending : text.waitsBefore
  }
  return <span className="field-mark">{said()}</span>
}

/** Before it is sent it can be taken back, and its text written anew. */
function Changing({ item }: { readonly item: OutItem }): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const [isSure, setSure] = useState(false)
  const edit = (): void => {
    withdraw(item.id).then(() => {
      openOrder(item.orderId)
      fieldStore.setState({ list: 'closed' })
      if (item.kind === 'comment') setDraft(item.orderId, item.text)
      if (item.kind === 'act') showDialog({ kind: 'act', action: item.action, preset: item.args })
    }, tellFailure)
  }
  return (
    <p className="field-item-end">
      {item.kind !== 'photo' && (
        <button type="button" className="field-button" onClick={edit}>
          {text.edit}
        </button>
      )}
      <button
        type="button"
        className="field-button"
        onClick={() => (isSure ? void withdraw(item.id).catch(tellFailure) : setSure(true))}
        onBlur={() => setSure(false)}
      >
        {isSure ? text.withdrawAsk : text.withdraw}
      </button>
    </p>
  )
}

function Photo({ item }: { readonly item: OutPhoto }): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const { kinds } = useWords(TALK_WORDS)
  const url = usePhotoUrl(item.id)
  const { kind, name, bytes, position } = item.photo
  return (
    <div className="field-photo">
      {url !== null && (
        <a href={url} target="_blank" rel="noreferrer" aria-label={`${text.view} ${name}`}>
          <img src={url} alt="" />
        </a>
      )}
      <p>
        {kinds[kind]} · <span className="figures">{sizeText(bytes)}</span>
        <br />
        <small>
          {position === null ? text.notLocated : `${placeText(position)} · ${text.located}`}
        </small>
        {item.held !== null && url !== null && (
          <>
            <br />
            <a className="talk-link" href={url} download={name}>
              {text.savePhoto}
            </a>
          </>
        )}
      </p>
    </div>
  )
}
