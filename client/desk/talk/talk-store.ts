import { createStore } from 'zustand/vanilla'
import type { Attachment } from '../../../protocol/order/note.ts'
import { sessionStore } from '../../data/session.ts'

/** A comment that is on its way, or was not taken. */
export type Pending = {
  readonly key: string
  readonly orderId: string
  readonly text: string
  readonly mentions: readonly string[]
  /** Why it was not taken; null: it is on its way. */
  readonly problem: unknown
}

/** A file that is on its way, or was not taken. */
export type Sending = {
  readonly key: string
  readonly orderId: string
  readonly name: string
  readonly bytes: number
  readonly kind: Attachment['kind']
  /** Share of it that is sent, 0..1. */
  readonly ratio: number
  readonly problem: unknown
  readonly cancel: () => void
}

export type TalkState = {
  /** What is written and not sent, by order: it waits there while somebody looks at another one. */
  readonly drafts: Readonly<Record<string, string>>
  readonly pending: readonly Pending[]
  readonly sending: readonly Sending[]
  /** Departments that the last comment mentioned and that do not see the order, by order. */
  readonly unseen: Readonly<Record<string, readonly string[]>>
  readonly kind: Attachment['kind']
}

const EMPTY: TalkState = { drafts: {}, pending: [], sending: [], unseen: {}, kind: 'before' }

export const talkStore = createStore<TalkState>(() => EMPTY)

export const setDraft = (orderId: string, text: string): void =>
  talkStore.setState(({ drafts }) => ({ drafts: { ...drafts, [orderId]: text } }))

export const setUnseen = (orderId: string, codes: readonly string[]): void =>
  talkStore.setState(({ unseen }) => ({ unseen: { ...unseen, [orderId]: codes } }))

export const putPending = (comment: Pending): void =>
  talkStore.setState(({ pending }) => ({
    pending: [...pending.filter(({ key }) => key !== comment.key), comment],
  }))

export const dropPending = (key: string): void =>
  talkStore.setState(({ pending }) => ({ pending: pending.filter((one) => one.key !== key) }))

export const addSending = (file: Sending): void =>
  talkStore.setState(({ sending }) => ({ sending: [...sending, file] }))

/** Changes what is known of a file under way; one that was dismissed stays away. */
export const changeSending = (key: string, change: Partial<Sending>): void =>
  talkStore.setState(({ sending }) => ({
    sending: sending.map((one) => (one.key === key ? { ...one, ...change } : one)),
  }))

export const dropSending = (key: string): void =>
  talkStore.setState(({ sending }) => ({ sending: sending.filter((one) => one.key !== key) }))

/** Nothing of one person's is left for the next at the same desk. */
export function resetTalk(): void {
  for (const { cancel } of talkStore.getState().sending) cancel()
  talkStore.setState(EMPTY, true)
}

const userOf = (state: ReturnType<typeof sessionStore.getState>): string | null =>
  state.state === 'in' ? state.session.user : null

sessionStore.subscribe((state, before) => {
  const left = userOf(before)
  if (left !== null && left !== userOf(state)) resetTalk()
})
