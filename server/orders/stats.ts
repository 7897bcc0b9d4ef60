import { AppError } from '../../protocol/error/codes.ts'
import type { Period } from '../../protocol/order/rates.ts'
import { parseTime } from '../../protocol/time.ts'

const DEFAULT_SPAN_MS = 30 * 86_400_000

/**
 * The period asked for; left out: the thirty days up to now.
 *
 * @throws AppError BAD_TIME for what is no time, MALFORMED for a period that ends before it begins
 */
export function periodOf(from: string | undefined, to: string | undefined, nowMs: number): Period {
  const read = (field: string, text: string | undefined): number | null => {
    if (text === undefined) return null
    const ms = parseTime(text)
    if (ms === null) throw new AppError('BAD_TIME', { detail: { field } })
    return ms
  }
  const toMs = read('to', to) ?? nowMs
  const fromMs = read('from', from) ?? toMs - DEFAULT_SPAN_MS
  if (fromMs >= toMs) {
    throw new AppError('MALFORMED', { detail: { field: 'from', reason: 'not before to' } })
  }
  return { fromMs, toMs }
}
