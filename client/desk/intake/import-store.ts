import { createStore } from 'zustand/vanilla'
import { ApiProblem } from '../../data/api.ts'
import {
  fetchIssues,
  fetchJob,
  type ImportIssue,
  type ImportJob,
  isOver,
  sendFile,
} from './import-api.ts'

/** The import under way or last ended: it outlives the dialog. */
export type ImportProgress =
  | { readonly state: 'none' }
  | { readonly state: 'uploading'; readonly fileName: string }
  | { readonly state: 'refused'; readonly fileName: string; readonly problem: unknown }
  | {
      readonly state: 'job'
      readonly job: ImportJob
      /** Null until they are read; only of an import that ended. */
      readonly issues: readonly ImportIssue[] | null
      /** No answer came the last time it was asked after. */
      readonly lost: boolean
    }

export const importStore = createStore<{
  readonly progress: ImportProgress
  /** The file last sent, so that what was only tried can be imported. */
  readonly file: File | null
}>(() => ({ progress: { state: 'none' }, file: null }))

const POLL_MS = 400
let watching: AbortController | null = null

const show = (progress: ImportProgress): void => importStore.setState({ progress })

/** Forgets the import; one under way goes on at the server. */
export function resetImport(): void {
  watching?.abort()
  watching = null
  importStore.setState({ progress: { state: 'none' }, file: null })
}

/** Sends a file and follows what becomes of it. */
export async function startImport(file: File, dryRun: boolean): Promise<void> {
  watching?.abort()
  const abort = new AbortController()
  watching = abort
  importStore.setState({ file, progress: { state: 'uploading', fileName: file.name } })
  try {
    const job = await sendFile(file, dryRun)
    if (!abort.signal.aborted) await follow(job, abort.signal)
  } catch (problem) {
    if (!abort.signal.aborted) show({ state: 'refused', fileName: file.name, problem })
  }
}

async function follow(first: ImportJob, signal: AbortSignal): Promise<void> {
  let job = first
  show({ state: 'job', job, issues: null, lost: false })
  while (!isOver(job)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    if (signal.aborted) return
    try {
      job = await fetchJob(job.id, signal)
      if (signal.aborted) return
      show({ state: 'job', job, issues: null, lost: false })
    } catch (problem) {
      if (signal.aborted) return
      const isLost =
        problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500)
      if (!isLost) throw problem
      show({ state: 'job', job, issues: null, lost: true })
    }
  }
  const issues = await fetchIssues(job.id).catch(() => null)
  if (!signal.aborted) show({ state: 'job', job, issues, lost: issues === null })
}
