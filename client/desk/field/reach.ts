import { ApiProblem } from '../../data/api.ts'
import { sessionStore } from '../../data/session.ts'
import { linkStore } from '../data/link-store.ts'
import { fieldStore, waitingFor } from './field-store.ts'

/** Whether the server is there and knows who we are. */
export function isReached(): boolean {
  const session = sessionStore.getState()
  return (
    linkStore.getState().link.state === 'live' &&
    session.state === 'in' &&
    session.session.csrf !== ''
  )
}

/** No answer came: it may have been done or not. */
export const isUnanswered = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.code === 'UNREACHABLE'

/** Whether work that was sent without an answer may be put by, and sent again under its number. */
export const mayPutBy = (): boolean => fieldStore.getState().user !== null

/** Whether work on this order is put by instead of being sent: there is no link, or earlier work waits before it. */
export const putsBy = (orderId: string): boolean =>
  mayPutBy() && (!isReached() || waitingFor(orderId).length > 0)
