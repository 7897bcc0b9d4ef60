import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportJob } from '../job.ts'
import type { OrderRow } from './record.ts'

/** Characters of one file: well below what the server takes, whatever the script. */
const MOST_FILE_CHARS = 12_000_000
const POLL_MS = 200
const PATIENCE = 100

/** The server refused the file. */
export class ImportRefused extends Error {}

export type Sending = {
  readonly server: string
  readonly token: string
  readonly dryRun: boolean
  /** Told of the file under way and of those before it. */
  readonly onProgress: (job: ImportJob) => void
}

/** Rows as files of NDJSON, each small enough. */
export function* filesOf(rows: Iterable<OrderRow>): Generator<string> {
  let lines: string[] = []
  let chars = 0
  for (const row of rows) {
    const line = JSON.stringify(row)
    if (chars + line.length > MOST_FILE_CHARS && lines.length > 0) {
      yield lines.join('\n')
      lines = []
      chars = 0
    }
    lines.push(line)
    chars += line.length
  }
  if (lines.length > 0) yield lines.join('\n')
}

/** Sends one file and waits until it is taken in. @throws ImportRefused */
export async function sendFile(
  text: string,
  name: string,
  { server, token, dryRun, onProgress }: Sending,
): Promise<ImportJob> {
  const headers = { authorization: `Bearer ${token}` }
  const ask = async (path: string, init: RequestInit = {}): Promise<ImportJob> => {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${server}/api/v1/orders/import${path}`, { ...init, headers })
      if (response.ok) return (await response.json()) as ImportJob
      const mayRetry = response.status === 429 || response.status === 503
      if (!mayRetry || attempt === PATIENCE) {
        throw new ImportRefused(`the server answered ${response.status}: ${await response.text()}`)
      }
      await sleep(Number(response.headers.get('retry-after') ?? '1') * 1_000)
    }
  }
  const body = new FormData()
  body.append('file', new Blob([text], { type: 'application/x-ndjson' }), name)
  let job = await ask(dryRun ? '?dryRun=true' : '', { method: 'POST', body })
  while (job.state === 'waiting' || job.state === 'running') {
    await sleep(POLL_MS)
    job = await ask(`/${job.id}`)
    onProgress(job)
  }
  return job
}
