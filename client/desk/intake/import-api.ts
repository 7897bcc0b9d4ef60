import { ApiProblem, isRecord } from '../../data/api.ts'
import { csrfHeader, getJson } from '../data/desk-api.ts'

export const IMPORT_STATES = ['waiting', 'running', 'done', 'failed', 'interrupted'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** An import as the server tells it. */
export type ImportJob = {
  readonly id: string
  readonly fileName: string
  readonly dryRun: boolean
  readonly state: ImportState
  readonly rows: number
  readonly accepted: number
  readonly duplicates: number
  readonly duplicatesInFile: number
  readonly rejected: number
  readonly ignoredColumns: readonly string[]
  readonly failure: {
    readonly code: string
    readonly message: string
    readonly messageZh: string
    readonly line: number | null
  } | null
}

export type ImportIssue = {
  readonly line: number
  readonly column: string | null
  readonly code: string
  readonly why: string
  readonly row: string
  readonly message: string
  readonly messageZh: string
}

const API = '/api/v1/orders/import'
/** Lines of the report that are shown; all of them are in the file. */
export const SHOWN_ISSUES = 100

export const templateUrl = (kind: 'csv' | 'xlsx', lang: string): string =>
  `${API}/template.${kind}?lang=${lang}`
export const reportUrl = (id: string): string => `${API}/${encodeURIComponent(id)}/report.csv`

export const isOver = ({ state }: ImportJob): boolean => state !== 'waiting' && state !== 'running'

function parseJob(body: unknown): ImportJob {
  const isJob =
    isRecord(body) &&
    typeof body['id'] === 'string' &&
    IMPORT_STATES.some((state) => state === body['state'])
  if (!isJob) throw new ApiProblem(502, 'INTERNAL')
  return body as unknown as ImportJob
}

/** Sends a file. @throws ApiProblem why it was not taken */
export async function sendFile(file: File, dryRun: boolean): Promise<ImportJob> {
  const body = new FormData()
  body.append('file', file, file.name)
  const response = await fetch(`${API}?dryRun=${dryRun}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: csrfHeader(),
    body,
  }).catch(() => {
    throw new ApiProblem(0, 'UNREACHABLE')
  })
  const parsed: unknown = await response.json().catch(() => null)
  if (response.ok) return parseJob(parsed)
  const problem = isRecord(parsed) ? parsed : {}
  const code = typeof problem['code'] === 'string' ? problem['code'] : `HTTP_${response.status}`
  throw new ApiProblem(response.status, code, problem)
}

/** @throws ApiProblem */
export const fetchJob = async (id: string, signal: AbortSignal): Promise<ImportJob> =>
  parseJob(await getJson(`/orders/import/${encodeURIComponent(id)}`, signal))

/** The first lines of the report. @throws ApiProblem */
export async function fetchIssues(id: string): Promise<readonly ImportIssue[]> {
  const body = await getJson(
    `/orders/import/${encodeURIComponent(id)}/issues?limit=${SHOWN_ISSUES}`,
  )
  const issues = isRecord(body) ? body['issues'] : null
  return Array.isArray(issues) ? (issues as ImportIssue[]) : []
}
