import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { COMPILED } from '../source-url.ts'

const TOP = fileURLToPath(new URL('..', import.meta.url))
/** What `npm start` runs; `npm test`, `npm run e2e` and `npm run bench` compile it first. */
export const MAIN = join(TOP, COMPILED, 'server/main.js')

/** A real server process on loopback, as `npm start` runs it, with its own data folder. */
export type TestServer = {
  readonly url: string
  readonly dataDir: string
  readonly token: string
  /** What it printed so far. */
  output(): string
  /** Ends the process without warning, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to stop and waits. @returns its exit code */
  stop(): Promise<number | null>
  /** Freezes and thaws the process. */
  signal(name: NodeJS.Signals): void
  readonly pid: number
}

export type ServerOptions = {
  readonly dataDir?: string
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

export const FEED_TOKEN = 'feed-token-of-the-end-to-end-tests'

/** Starts a server and waits until it is ready. @throws Error with its output when it stops first */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'nzh-e2e-')))
  const port = options.port ?? (await freePort())
  const child = spawn(process.execPath, [MAIN], {
    cwd: TOP,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      NZH_DATA_DIR: dataDir,
      NZH_FEED_TOKEN: FEED_TOKEN,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const collect = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-100_000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const url = `http://127.0.0.1:${port}`
  await waitUntilReady(child, url, () => text)
  return {
    url,
    dataDir,
    token: FEED_TOKEN,
    pid: child.pid ?? 0,
    output: () => text,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
    signal: (name) => void child.kill(name),
  }
}

async function waitUntilReady(
  child: ChildProcess,
  url: string,
  output: () => string,
): Promise<void> {
  const deadlineMs = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error(`the server stopped with ${child.exitCode}:\n${output()}`)
    }
    const ready = await fetch(`${url}/readyz`).catch(() => null)
    if (ready?.status === 200) return
    if (Date.now() > deadlineMs) {
      child.kill('SIGKILL')
      throw new Error(`the server is not ready after 60 s:\n${output()}`)
    }
    await sleep(25)
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill(signal)
  // A stopped process does not see a polite signal.
  child.kill('SIGCONT')
  await gone
  return child.exitCode
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('no free port')
}
