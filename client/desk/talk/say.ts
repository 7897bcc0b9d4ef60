import { newId } from '../../data/new-id.ts'
import { notesKey, queryClient } from '../data/query.ts'
import { putCommentBy } from '../field/outbox.ts'
import { isUnanswered, mayPutBy, putsBy } from '../field/reach.ts'
import { fetchNotes, sendComment } from './talk-api.ts'
import {
  dropPending,
  type Pending,
  putPending,
  setDraft,
  setUnseen,
  talkStore,
} from './talk-store.ts'

/** Reads an order's talk anew. */
export const askAnew = (orderId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: notesKey(orderId) })

/**
 * Sends a comment: shown at once, kept with the reason when it was not taken. It goes from the waiting ones only when
 * the list that has it is there, so that it does not vanish for a moment.
 */
export async function say(
  comment: Pick<Pending, 'orderId' | 'text' | 'mentions'>,
  key: string = newId(),
): Promise<void> {
  const { orderId, text, mentions } = comment
  if (putsBy(orderId)) return putCommentBy(orderId, text, key)
  putPending({ key, orderId, text, mentions, problem: null })
  try {
    const unseen = await sendComment(orderId, text, mentions, { id: key })
    setUnseen(orderId, unseen)
    await askAnew(orderId)
    dropPending(key)
  } catch (problem) {
    if (isUnanswered(problem) && mayPutBy()) {
      await putCommentBy(orderId, text, key)
      return dropPending(key)
    }
    putPending({ key, orderId, text, mentions, problem })
  }
}

/** Looks first whether a comment without an answer has arrived after all: nothing is said twice. */
export async function sayAgain(pending: Pending, me: string): Promise<void> {
  const { key, orderId, text } = pending
  putPending({ ...pending, problem: null })
  try {
    const notes = await fetchNotes(orderId)
    const last = notes.findLast((note) => note.kind === 'comment' && note.by === me)
    if (last?.kind === 'comment' && last.text === text.trim()) {
      await askAnew(orderId)
      dropPending(key)
      return
    }
  } catch (problem) {
    putPending({ ...pending, problem })
    return
  }
  await say(pending, key)
}

/** Puts a comment that was not taken back into the box, before what is written there. */
export function edit({ key, orderId, text }: Pending): void {
  const draft = talkStore.getState().drafts[orderId] ?? ''
  setDraft(orderId, draft === '' ? text : `${text}\n${draft}`)
  dropPending(key)
}
