import type { Order } from '../../../protocol/order/order.ts'
import { type ApiProblem, isRecord } from '../../data/api.ts'
import type { Answer } from './out-item.ts'

/** The server did not answer, or said that it cannot now: nothing is decided. */
const UNDECIDED: ReadonlySet<number> = new Set([0, 401, 408, 425, 429, 500, 502, 503, 504])

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What a failed try means for what was sent. */
export function answerOf({
  status,
  code,
  detail,
}: Pick<ApiProblem, 'status' | 'code' | 'detail'>): Answer {
  if (UNDECIDED.has(status) || code === 'BAD_CSRF') return { kind: 'later' }
  const { order } = detail
  if (code === 'ORDER_CHANGED_MEANWHILE' && isRecord(order)) {
    return { kind: 'changed', order: order as unknown as Order }
  }
  return {
    kind: 'refused',
    held: {
      why: code === 'LATE_ACT' ? 'late' : 'refused',
      code,
      field: textOrNull(detail['field']),
      reason: textOrNull(detail['reason']),
    },
  }
}
