import { notifications } from '@mantine/notifications'
import type { Order } from '../../../protocol/order/order.ts'
import { newId } from '../../data/new-id.ts'
import { sessionStore } from '../../data/session.ts'
import { wordsIn } from '../../i18n/part-words.ts'
import type { Language } from '../../i18n/text.ts'
import { voidOrder } from './file-order.ts'
import { INTAKE_WORDS } from './intake-words.ts'
import { problemText } from './problem-text.ts'

const SHOWN_MS = 12_000

const mayVoid = (): boolean => {
  const state = sessionStore.getState()
  return state.state === 'in' && state.session.roles.includes('supervisor')
}

/** Says the number of what was filed, and how it is taken back. */
export function announceFiled(order: Order, language: Language): void {
  const text = wordsIn(INTAKE_WORDS, language)
  const id = `filed-${order.id}`
  const actionId = newId()
  const undo = (): void => {
    voidOrder(order, actionId, text.undoReason).then(
      () => notifications.update({ id, message: text.undone(order.id), autoClose: SHOWN_MS }),
      (problem: unknown) =>
        notifications.update({
          id,
          message: text.undoFailed(order.id, problemText(problem, language)),
          autoClose: SHOWN_MS,
        }),
    )
  }
  notifications.show({
    id,
    autoClose: SHOWN_MS,
    title: order.state === 'dispatched' ? text.dispatched(order.id) : text.filed(order.id),
    message: mayVoid() ? (
      <button type="button" className="intake-undo" onClick={undo}>
        {text.undo}
      </button>
    ) : (
      text.undoHow
    ),
  })
}

/** Says that an order stands, but was not dispatched. */
export function announceUndispatched(order: Order, problem: unknown, language: Language): void {
  const text = wordsIn(INTAKE_WORDS, language)
  notifications.show({
    id: `undispatched-${order.id}`,
    autoClose: false,
    message: text.expressFailed(order.id, problemText(problem, language)),
  })
}
