import { type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { deskNowMs } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { ConflictView } from '../order/conflict-view.tsx'
import { ORDER_WORDS } from '../order/order-words.ts'
import { codeText, reasonText } from '../order/refusal-text.ts'
import { useNames } from '../order/use-names.ts'
import { tellFailure } from '../shell/tell.ts'
import { asCommentText } from './item-text.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import type { OutAct, OutItem } from './out-item.ts'
import { change, doStill, withdraw } from './outbox.ts'

type DecideProps = {
  readonly item: OutItem
  /** The order as it stands on the server; null: not to be seen here. */
  readonly now: OrderDetail | null
}

/** What becomes of something that was held: nothing of it goes without its author's word. */
export function Decide({ item, now }: DecideProps): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const order = useWords(ORDER_WORDS)
  const language = useLanguage()
  const [isComparing, setComparing] = useState(false)
  const { held } = item
  if (held === null) return null
  const isGone = held.code === 'NOT_FOUND'
  if (isComparing && item.kind === 'act' && now !== null) {
    return (
      <ConflictView
        seen={item.seen}
        now={now}
        action={item.action}
        wasSent
        onStill={() => void doStill(item.id, now).catch(tellFailure)}
        onDrop={() => setComparing(false)}
        dropText={text.close}
      />
    )
  }
  return (
    <>
      {held.why === 'refused' && (
        <p className="field-item-text">
          {isGone ? text.gone : codeText(held.code, language)}
          {held.reason === null ? null : ` ${reasonText(order, held.reason)}`}
        </p>
      )}
      <p className="field-item-end">
        {held.why === 'changed' && now !== null && (
          <button
            type="button"
            className="field-button field-primary"
            onClick={() => setComparing(true)}
          >
            {text.compare}
          </button>
        )}
        {held.why === 'late' && item.kind === 'act' && (
          <Again item={item} to={{ ...item, asNow: true, held: null }} said={text.asNow} />
        )}
        {held.why === 'refused' && (
          <Again item={item} to={{ ...item, held: null }} said={text.tryAgain} />
        )}
        {held.code === 'POSITION_OUTSIDE' && item.kind === 'photo' && (
          <Again
            item={item}
            to={{ ...item, held: null, photo: { ...item.photo, position: null } }}
            said={text.withoutPlace}
          />
        )}
        {item.kind === 'act' && !isGone && <AsComment item={item} />}
        {item.kind !== 'comment' && <Discard id={item.id} />}
      </p>
    </>
  )
}

function Again(props: {
  readonly item: OutItem
  readonly to: OutItem
  readonly said: string
}): ReactElement {
  const again = (): void => void change(props.item.id, () => props.to).catch(tellFailure)
  return (
    <button type="button" className="field-button" onClick={again}>
      {props.said}
    </button>
  )
}

/** Its text stays on the order as a comment; its photos are there already. */
function AsComment({ item }: { readonly item: OutAct }): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const names = useNames()
  const keep = (): void => {
    const { id, seq, orderId, title, atMs } = item
    const said = asCommentText(item, names, deskNowMs())
    change(id, () => ({
      kind: 'comment',
      id,
      seq,
      orderId,
      title,
      atMs,
      held: null,
      text: said,
    })).catch(tellFailure)
  }
  return (
    <button type="button" className="field-button" title={text.asCommentWhy} onClick={keep}>
      {text.asComment}
    </button>
  )
}

function Discard({ id }: { readonly id: string }): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  const [isSure, setSure] = useState(false)
  return (
    <button
      type="button"
      className="field-button"
      onClick={() => (isSure ? void withdraw(id).catch(tellFailure) : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {isSure ? text.discardAsk : text.discard}
    </button>
  )
}
