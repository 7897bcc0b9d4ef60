import { ERROR_CODES, type ErrorCode } from '../../protocol/error/codes.ts'

/** `interrupted`: the server stopped in the middle. What was taken in stays; the file can simply be sent again. */
export type ImportState = 'waiting' | 'running' | 'done' | 'failed' | 'interrupted'

/** One import, as it stands. */
export type ImportJob = {
  readonly id: string
  readonly fileName: string
  readonly format: 'csv' | 'ndjson' | 'xlsx'
  readonly by: string
  readonly dryRun: boolean
  readonly state: ImportState
  readonly createdAt: string
  readonly endedAt: string | null
  readonly rows: number
  readonly accepted: number
  /** Rows whose order is there already; `duplicatesInFile` of them because an earlier row of the file brought it. */
  readonly duplicates: number
  readonly duplicatesInFile: number
  readonly rejected: number
  /** Rejected rows and rows repeated in the file, by code. */
  readonly byCode: Readonly<Partial<Record<ErrorCode, number>>>
  /** Titles of columns that were not understood. */
  readonly ignoredColumns: readonly string[]
  /** Why the whole file was given up; rows before that stay as they are. */
  readonly failure: {
    readonly code: ErrorCode
    readonly message: string
    readonly messageZh: string
    readonly line: number | null
  } | null
  /** Lines of the report that were not kept. */
  readonly issuesLeftOut: number
}

/** One line of the report. */
export type ImportIssue = {
  readonly line: number
  readonly column: string | null
  readonly code: ErrorCode
  readonly why: string
  readonly row: string
}

export const isOver = ({ state }: Pick<ImportJob, 'state'>): boolean =>
  state !== 'waiting' && state !== 'running'

export const failureOf = (code: ErrorCode, line: number | null): ImportJob['failure'] => ({
  code,
  message: ERROR_CODES[code].en,
  messageZh: ERROR_CODES[code].zh,
  line,
})
