import type { Principal } from '../../protocol/access/role.ts'
import { AppError, type ErrorCode } from '../../protocol/error/codes.ts'
import type { ImportedOrder } from '../orders/importing.ts'
import type { OrderService } from '../orders/service.ts'
import { faultOf, type RowFault } from './fields.ts'
import type { ImportIssue } from './job.ts'
import type { IntakeFile, ReadRow } from './open-file.ts'
import { MOST_ROWS } from './table.ts'

/** Rows a commit: large enough to be fast, small enough that an officer's act in between does not wait. */
const BATCH = 100

export type RunCounts = {
  rows: number
  accepted: number
  duplicates: number
  duplicatesInFile: number
  rejected: number
  byCode: Partial<Record<ErrorCode, number>>
}

export type RunOptions = {
  readonly file: IntakeFile
  readonly facts: Parameters<IntakeFile['rows']>[0]
  readonly importAll: OrderService['importAll']
  readonly by: Principal
  readonly dryRun: boolean
  /** Told after each batch. */
  readonly onBatch: (counts: RunCounts, issues: readonly ImportIssue[]) => Promise<void>
  /** Asked between batches. */
  readonly isStopped: () => boolean
}

type Pending = { readonly row: ReadRow; readonly order: ImportedOrder }

const keyOf = ({ report }: ImportedOrder): string => `${report.channel}\n${report.externalId}`

/**
 * Takes in a whole file, batch after batch.
 *
 * @returns how it ended; `stopped` when it was asked to
 * @throws AppError when the rest of the file cannot be read or nothing can be written: what came before stays
 */
export async function runJob(options: RunOptions): Promise<'done' | 'stopped'> {
  const { file, facts, importAll, by, dryRun, onBatch, isStopped } = options
  const counts: RunCounts = {
    rows: 0,
    accepted: 0,
    duplicates: 0,
    duplicatesInFile: 0,
    rejected: 0,
    byCode: {},
  }
  const seen = new Set<string>()
  let issues: ImportIssue[] = []
  let pending: Pending[] = []
  let waiting = new Set<string>()
  let untold = 0

  const note = ({ line, sample }: ReadRow, { code, field, why }: RowFault): void => {
    counts.byCode[code] = (counts.byCode[code] ?? 0) + 1
    issues.push({ line, column: field, code, why, row: sample })
  }
  const reject = (row: ReadRow, fault: RowFault): void => {
    counts.rejected++
    note(row, fault)
  }
  const repeat = (row: ReadRow): void => {
    counts.duplicates++
    counts.duplicatesInFile++
    note(row, faultOf('DUPLICATE', { field: 'externalId' }))
  }

  const flush = async (): Promise<void> => {
    const batch = pending
    pending = []
    waiting = new Set()
    if (batch.length > 0) {
      const orders = batch.map(({ order }) => order)
      const outcomes = await importAll(orders, { by, dryRun })
      for (const [at, { row, order }] of batch.entries()) {
        const outcome = outcomes[at]
        if (outcome === undefined) continue
        if (outcome.kind === 'rejected') reject(row, faultOf(outcome.code, outcome.detail))
        else {
          seen.add(keyOf(order))
          if (outcome.kind === 'accepted') counts.accepted++
          else counts.duplicates++
        }
      }
    }
    untold = 0
    const told = issues
    issues = []
    await onBatch({ ...counts, byCode: { ...counts.byCode } }, told)
  }

  try {
    for await (const row of file.rows(facts)) {
      if (isStopped()) return 'stopped'
      if (counts.rows >= MOST_ROWS) {
        throw new AppError('TOO_MANY_ROWS', { detail: { line: row.line, mostRows: MOST_ROWS } })
      }
      counts.rows++
      untold++
      const { order } = row
      if (order instanceof Error) reject(row, order)
      else {
        const key = keyOf(order)
        // Whether it is a repeat is known once the earlier row was taken or refused.
        if (waiting.has(key)) await flush()
        if (seen.has(key)) repeat(row)
        else {
          pending.push({ row, order })
          waiting.add(key)
        }
      }
      if (pending.length >= BATCH || untold >= BATCH * 5) await flush()
    }
  } finally {
    // What was read before the file turned out unreadable is taken in and told.
    await flush()
  }
  return 'done'
}
