import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type SwarmCount = { readonly joined: number; readonly bytes: number }

const SCRIPT = fileURLToPath(new URL('./raw-clients.ts', import.meta.url))

function countOf(line: string): SwarmCount {
  const parsed: unknown = JSON.parse(line)
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`not a count: ${line}`)
  return {
    joined: Number(Reflect.get(parsed, 'joined')),
    bytes: Number(Reflect.get(parsed, 'bytes')),
  }
}

/**
 * Starts `clients` counting clients in a process of their own and waits until all have joined.
 *
 * @param request their `watch` request; null: they only connect
 */
export async function createSwarm(port: number, clients: number, request: object | null) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [
    '--import',
    'tsx',
    SCRIPT,
    String(port),
    String(clients),
    request === null ? 'none' : JSON.stringify(request),
  ])
  child.stderr.pipe(process.stderr)
  const lines = createInterface({ input: child.stdout })
  const next = (): Promise<SwarmCount> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the clients do not answer')), 30_000)
      lines.once('line', (line) => {
        clearTimeout(timer)
        resolve(countOf(line))
      })
    })
  await next()
  return {
    async count(): Promise<SwarmCount> {
      const answer = next()
      child.stdin.write('count\n')
      return answer
    },
    /** Until nothing more arrives. */
    async settled(): Promise<SwarmCount> {
      let before = await this.count()
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 150))
        const after = await this.count()
        if (after.bytes - before.bytes < 50 * after.joined) return after
        before = after
      }
    },
    close(): void {
      child.stdin.end()
    },
  }
}

export type Swarm = Awaited<ReturnType<typeof createSwarm>>
