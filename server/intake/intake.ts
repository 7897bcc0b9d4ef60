import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'
import type { CatalogSource } from '../../scenarios/loaded.ts'
import type { OrderService } from '../orders/service.ts'
import type { RecordStore } from '../store/store.ts'
import { failureOf, type ImportIssue, type ImportJob, isOver } from './job.ts'
import { type IntakeFile, openFile } from './open-file.ts'
import { type RunCounts, runJob } from './run-job.ts'

export type IntakeDeps = {
  readonly orders: Pick<OrderService, 'importAll'>
  readonly store: RecordStore
  readonly catalog: CatalogSource
  /** The place of that id or name; null: there is none. */
  readonly placeNamed: (text: string) => string | null
  readonly nowMs: () => number
  /** Told of failures that no request waits for. */
  readonly onError: (error: unknown) => void
}

export type Upload = {
  /** Where the file lies; the intake deletes it when it is done with it. */
  readonly path: string
  readonly fileName: string
  readonly dryRun: boolean
  readonly by: Principal
}

const JOBS = 'intake.jobs'
const ISSUES = 'intake.issues'
/** Imports that wait their turn; each keeps a file. */
const MOST_WAITING = 10
/** Lines of a report that are kept. */
const MOST_ISSUES = 20_000
const KEEP_MS = 90 * 86_400_000

/** A job with whose it is; the department decides who may look at it. */
type Kept = { readonly job: ImportJob; readonly department: string | null }
const isKept = (body: unknown): body is Kept =>
  typeof body === 'object' && body !== null && 'job' in body && 'department' in body

/** Files of orders, taken in one after the other. Each is a record that outlives the server. */
export function createIntake(deps: IntakeDeps) {
  const { orders, store, catalog, placeNamed, nowMs, onError } = deps
  const live = new Map<string, Kept>()
  let turn: Promise<void> = Promise.resolve()
  let closed = false

  const keep = async (kept: Kept): Promise<void> => {
    const { job } = kept
    if (isOver(job)) live.delete(job.id)
    else live.set(job.id, kept)
    const atMs = Date.parse(job.createdAt)
    await store.putRecords([{ collection: JOBS, id: job.id, key: job.by, atMs, body: kept }])
  }

  const keepIssues = async (id: string, from: number, issues: readonly ImportIssue[]) => {
    if (issues.length === 0) return
    // Read back by time, then id: the line's place makes the id.
    const record = `${id}-${String(from).padStart(8, '0')}`
    await store.putRecords([
      { collection: ISSUES, id: record, key: id, atMs: nowMs(), body: issues },
    ])
  }

  const run = async (id: string, file: IntakeFile, { by, dryRun }: Upload): Promise<void> => {
    const current = (): Kept => {
      const kept = live.get(id)
      if (kept === undefined) throw new AppError('NOT_FOUND', { detail: { id } })
      return kept
    }
    const change = (changes: Partial<ImportJob>): Promise<void> => {
      const { job, department } = current()
      return keep({ department, job: { ...job, ...changes } })
    }
    let written = 0
    const onBatch = async (counts: RunCounts, issues: readonly ImportIssue[]): Promise<void> => {
      const taken = issues.slice(0, MOST_ISSUES - written)
      await keepIssues(id, written, taken)
      written += taken.length
      const issuesLeftOut = current().job.issuesLeftOut + issues.length - taken.length
      await change({ ...counts, issuesLeftOut })
    }
    const ended = () => ({ endedAt: toIso(nowMs()) })
    if (closed) return change({ state: 'interrupted', ...ended() })
    await change({ state: 'running' })
    try {
      const end = await runJob({
        file,
        facts: { catalog: catalog.current(), placeNamed, atMs: nowMs() },
        importAll: orders.importAll,
        by,
        dryRun,
        onBatch,
        isStopped: () => closed,
      })
      await change({ state: end === 'done' ? 'done' : 'interrupted', ...ended() })
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'INTERNAL'
      if (!(error instanceof AppError)) onError(error)
      const line = error instanceof AppError ? error.detail['line'] : null
      const failure = failureOf(code, typeof line === 'number' ? line : null)
      await change({ state: 'failed', failure, ...ended() })
    }
  }

  return {
    /** Says of imports that a stop cut off that they were; forgets old ones. Call once before use. */
    async start(): Promise<void> {
      const entries = await store.records({ collection: JOBS, limit: 10_000 })
      for (const { id, atMs, body } of entries) {
        if (!isKept(body)) continue
        if (atMs < nowMs() - KEEP_MS) {
          const lines = await store.records({ collection: ISSUES, key: id, limit: MOST_ISSUES })
          await store.deleteRecords(
            ISSUES,
            lines.map((line) => line.id),
          )
          await store.deleteRecords(JOBS, [id])
        } else if (!isOver(body.job)) {
          await keep({
            ...body,
            job: { ...body.job, state: 'interrupted', endedAt: toIso(nowMs()) },
          })
        }
      }
    },

    /**
     * Looks at a file and takes it in behind the request.
     *
     * @throws AppError TOO_MANY, or why the file cannot be read at all; it is deleted then
     */
    async submit(upload: Upload): Promise<ImportJob> {
      const drop = () => rm(upload.path, { force: true })
      try {
        if (live.size >= MOST_WAITING)
          throw new AppError('TOO_MANY', { detail: { retryAfterS: 10 } })
        const file = await openFile(upload.path)
        const id = randomUUID()
        const job: ImportJob = {
          id,
          fileName: upload.fileName.slice(0, 200),
          format: file.format,
          by: upload.by.name,
          dryRun: upload.dryRun,
          state: 'waiting',
          createdAt: toIso(nowMs()),
          endedAt: null,
          rows: 0,
          accepted: 0,
          duplicates: 0,
          duplicatesInFile: 0,
          rejected: 0,
          byCode: {},
          ignoredColumns: file.ignored,
          failure: null,
          issuesLeftOut: 0,
        }
        await keep({ job, department: upload.by.department })
        turn = turn
          .then(() => run(id, file, upload))
          .catch(onError)
          .finally(() => {
            live.delete(id)
            file.close()
            return drop()
          })
        return job
      } catch (error) {
        await drop()
        throw error
      }
    },

    /** An import as it stands; null when there is none that this person may see. */
    async find(id: string, principal: Principal): Promise<ImportJob | null> {
      const kept = live.get(id) ?? (await store.record(JOBS, id))?.body
      if (!isKept(kept)) return null
      const mine = kept.job.by === principal.name
      return mine || principal.department === null ? kept.job : null
    },

    /** The lines of its report, oldest first, in pages. */
    async *issues(id: string): AsyncGenerator<readonly ImportIssue[]> {
      const query = { collection: ISSUES, key: id, limit: 20 }
      let page = await store.records(query)
      while (page.length > 0) {
        for (const { body } of page) yield body as ImportIssue[]
        const last = page.at(-1)
        page = last === undefined ? [] : await store.records({ ...query, after: last })
      }
    },

    /** Stops after the batch under way and waits for it. */
    async close(): Promise<void> {
      closed = true
      await turn
    },
  }
}

export type Intake = ReturnType<typeof createIntake>
