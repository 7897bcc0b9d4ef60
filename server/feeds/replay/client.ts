import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { PostReply, WirePost } from './player.ts'

/** The server refused the request as a whole. */
export class PostError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'PostError'
    this.status = status
  }
}

const PATIENCE = 60

/** Posts readings like any department's feed: NDJSON, compressed, waiting where the server asks for it. */
export function createPoster(server: string, token: string) {
  return async (readings: readonly WirePost[]): Promise<PostReply> => {
    const body = gzipSync(readings.map((reading) => JSON.stringify(reading)).join('\n'))
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${server}/api/v1/readings`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
        },
        body,
      })
      if (response.status === 202) return (await response.json()) as PostReply
      const text = await response.text()
      const mayRetry = response.status === 429 || response.status === 503
      if (!mayRetry || attempt === PATIENCE) {
        throw new PostError(response.status, `the server answered ${response.status}: ${text}`)
      }
      await sleep(Number(response.headers.get('retry-after') ?? '1') * 1_000)
    }
  }
}
