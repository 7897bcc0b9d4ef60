import type { ApiProblem } from '../../data/api.ts'
import type { ActRequest, OrderDetail } from '../data/order-detail.ts'

/** Why the server did not do it, with the argument that is wrong where one is. */
export type Refusal = {
  readonly code: string
  readonly field: string | null
  readonly reason: string | null
  readonly messageZh: string | null
  readonly messageEn: string | null
}

/** How an act stands. `unconfirmed`: no answer came; it may have been done. */
export type ActPhase =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly attempt: ActRequest }
  | { readonly state: 'unconfirmed'; readonly attempt: ActRequest }
  | { readonly state: 'conflict'; readonly attempt: ActRequest }
  | { readonly state: 'refused'; readonly attempt: ActRequest; readonly refusal: Refusal }

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The server answered, and said that it may have failed half-way. */
const LEAVES_OPEN: ReadonlySet<number> = new Set([0, 408, 500, 502, 503, 504])

/** What a failed attempt means: repeat it under the same id, look at the new version, or read why not. */
export function phaseAfter(
  attempt: ActRequest,
  { code, status, detail }: Pick<ApiProblem, 'code' | 'status' | 'detail'>,
): ActPhase {
  if (code === 'ORDER_CHANGED_MEANWHILE') return { state: 'conflict', attempt }
  // A full disk is an answer: nothing was written.
  if (LEAVES_OPEN.has(status) && code !== 'STORE_FULL') return { state: 'unconfirmed', attempt }
  return {
    state: 'refused',
    attempt,
    refusal: {
      code,
      field: code === 'POSITION_OUTSIDE' ? 'position' : textOrNull(detail['field']),
      reason: textOrNull(detail['reason']),
      messageZh: textOrNull(detail['messageZh']),
      messageEn: textOrNull(detail['title']),
    },
  }
}

/** Whether an attempt is in the order's history: it was done, whether or not the answer arrived. */
export const wasDone = (
  { events }: Pick<OrderDetail, 'events'>,
  { actionId }: ActRequest,
): boolean => events.some(({ args }) => args['actionId'] === actionId)
