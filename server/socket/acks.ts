import { AppError, ERROR_CODES, type ErrorCode } from '../../protocol/error/codes.ts'
import type { StreamLogger } from './ports.ts'

export type Refusal = { ok: false; code: ErrorCode; message: string; topic?: string }

/** What the caller is told of a failure. An unexpected one is a defect: logged whole, told as INTERNAL. */
export function refusalOf(error: unknown, logger: StreamLogger): Refusal {
  if (error instanceof AppError) {
    const topic = error.detail['topic']
    const message = ERROR_CODES[error.code].en
    if (typeof topic !== 'string') return { ok: false, code: error.code, message }
    return { ok: false, code: error.code, message: `${message}: ${topic}`, topic }
  }
  logger.error({ err: error }, 'socket command failed')
  return { ok: false, code: 'INTERNAL', message: ERROR_CODES.INTERNAL.en }
}

/** @returns the client's acknowledgement function; one that does nothing when it sent none */
export const replyOf = <T>(reply: unknown): ((answer: T) => void) =>
  typeof reply === 'function' ? (answer) => reply(answer) : () => undefined
