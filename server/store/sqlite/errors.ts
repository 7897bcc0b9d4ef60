import { statfsSync } from 'node:fs'
import { AppError, type ErrorCode } from '../../../protocol/error/codes.ts'

/** SQLite's primary result codes that are told apart here, see https://sqlite.org/rescode.html */
const BUSY = 5
const NO_MEMORY = 7
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const CONSTRAINT = 19
const NOT_A_DATABASE = 26

/** Less free space than this is taken for a full disk when a write fails without saying why. */
const FULL_BELOW_BYTES = 1_048_576

const REASONS: Readonly<Record<number, string>> = {
  [BUSY]: 'the database is held by another process',
  [NO_MEMORY]: 'out of memory',
  [READ_ONLY]: 'the database file or its folder is not writable',
  [IO_ERROR]: 'the disk does not answer as it should',
  [CORRUPT]:
    'the database file is damaged; put a backup in its place, or move it away to start empty',
  [CANNOT_OPEN]: 'the database file cannot be opened',
  [NOT_A_DATABASE]:
    'the file is not a database; put a backup in its place, or move it away to start empty',
}

/** @returns SQLite's extended result code; null for any other error */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}

/** @returns whether the error is about one row (unique, check) rather than about the file */
export const isConstraint = (error: unknown): boolean =>
  ((sqliteCode(error) ?? 0) & 0xff) === CONSTRAINT

/** @returns whether the whole transaction is lost, not only the statement */
export const isFatal = (error: unknown): boolean => {
  const code = sqliteCode(error)
  return code !== null && (code & 0xff) !== CONSTRAINT && (code & 0xff) !== 1
}

const freeBytes = (dir: string): number => {
  try {
    const { bavail, bsize } = statfsSync(dir)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * Puts a failure of SQLite into the words of the catalogue; anything else stays what it is. The detail is
 * sent to callers, so it names no path.
 */
export function toStoreError(error: unknown, dir: string): unknown {
  const code = sqliteCode(error)
  if (code === null || !(error instanceof Error)) return error
  const primary = code & 0xff
  const full = primary === FULL || (primary === IO_ERROR && freeBytes(dir) < FULL_BELOW_BYTES)
  if (full) {
    const detail = { reason: 'no space left on the disk of the data folder', sqlite: code }
    return new AppError('STORE_FULL', { detail, cause: error })
  }
  const reason = REASONS[primary] ?? error.message
  return new AppError('STORE_UNAVAILABLE', { detail: { reason, sqlite: code }, cause: error })
}

/** An error as it crosses from the worker to the main thread. */
export type ErrorMessage = {
  readonly code: ErrorCode | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly text: string
}

export function packError(error: unknown): ErrorMessage {
  if (error instanceof AppError) {
    return { code: error.code, detail: error.detail, text: error.message }
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: null, detail: {}, text }
}

export const unpackError = ({ code, detail, text }: ErrorMessage): Error =>
  code === null ? new Error(text) : new AppError(code, { detail })
