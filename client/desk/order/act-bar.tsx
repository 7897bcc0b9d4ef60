import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { deskStore, showDialog } from '../desk-store.ts'
import { ActForm } from './act-form.tsx'
import { groupActs, keyOfAct, undoOf } from './act-groups.ts'
import { ORDER_WORDS } from './order-words.ts'
import { type Acting, useActing } from './use-acting.ts'

/** What the reader may do to the order now, the next step first, and the form of the act that was chosen. */
export function ActBar({ order }: { readonly order: OrderDetail }): ReactElement {
  const text = useWords(ORDER_WORDS)
  const acting = useActing(order)
  const dialog = useStore(deskStore, (state) => state.dialog)
  const groups = groupActs(order.state, order.allowed)
  return (
    <section className="order-acts" aria-label={text.acts}>
      {acting.done !== null && <Done order={order} done={acting.done} acting={acting} />}
      {dialog.kind === 'act' ? (
        <ActForm
          key={`${dialog.action} ${JSON.stringify(dialog.preset)}`}
          order={order}
          action={dialog.action}
          acting={acting}
          preset={dialog.preset}
        />
      ) : (
        <div className="order-groups">
          {groups.map(({ group, actions }) => (
            <fieldset key={group} data-group={group}>
              <legend>{text.groups[group]}</legend>
              {actions.map((action, i) => (
                <ActButton
                  key={action}
                  order={order}
                  action={action}
                  isPrimary={group === 'next' && i === 0}
                />
              ))}
            </fieldset>
          ))}
          {groups.length === 0 && (
            <p className="order-quiet">
              {isOpenState(order.state) ? text.noActs : text.noActsEnded}
            </p>
          )}
        </div>
      )}
    </section>
  )
}

function ActButton({
  order,
  action,
  isPrimary,
}: {
  readonly order: OrderDetail
  readonly action: OrderAction
  readonly isPrimary: boolean
}): ReactElement {
  const { name } = useWords(ACTION_WORDS)[action]
  const key = keyOfAct(order, action)
  return (
    <button
      type="button"
      className={isPrimary ? 'order-button order-primary' : 'order-button'}
      data-action={action}
      aria-keyshortcuts={key ?? undefined}
      onClick={() => showDialog({ kind: 'act', action })}
    >
      {name}
      {key !== null && <kbd>{key}</kbd>}
    </button>
  )
}

/** That it was done, and the way back where the rules leave one. */
function Done({
  order,
  done,
  acting,
}: {
  readonly order: OrderDetail
  readonly done: OrderAction
  readonly acting: Acting
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const actions = useWords(ACTION_WORDS)
  const undo = undoOf(done)
  const isOpenWay = undo !== null && order.allowed.includes(undo)
  return (
    <p className="order-done" role="status">
      <span>{text.done(actions[done].name)}</span>
      {isOpenWay ? (
        <button
          type="button"
          className="order-link"
          onClick={() => acting.start(undo, order.rev, {})}
        >
          {text.undo(actions[undo].name)}
        </button>
      ) : (
        <small>{text.noUndo}</small>
      )}
      <button
        type="button"
        className="order-link"
        aria-label={text.dismiss}
        onClick={acting.forgetDone}
      >
        ×
      </button>
    </p>
  )
}
