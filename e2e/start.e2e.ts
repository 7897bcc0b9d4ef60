import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { freePort, MAIN, startServer } from './server.ts'

const TOP = fileURLToPath(new URL('..', import.meta.url))

/** Starts a server that is expected to give up. */
async function startFailing(
  env: Record<string, string>,
): Promise<{ code: number | null; lines: string[]; ms: number }> {
  const begin = Date.now()
  const child = spawn(process.execPath, [MAIN], {
    cwd: TOP,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', NZH_SIMULATOR: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const guard = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await once(child, 'exit')
  clearTimeout(guard)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return { code: child.exitCode, lines, ms: Date.now() - begin }
}

const aFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'nzh-start-'))

test('[R6] a port that is taken is one readable line and a non-zero exit', async () => {
  const server = await startServer({ port: await freePort(), env: { NZH_SIMULATOR: 'off' } })
  const port = new URL(server.url).port
  const { code, lines } = await startFailing({ PORT: port, NZH_DATA_DIR: await aFolder() })
  expect(code).not.toBe(0)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(port)
  await server.stop()
})

test('a second server on the same data folder is refused', async () => {
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const { code, lines } = await startFailing({ NZH_DATA_DIR: server.dataDir })
  expect(code).not.toBe(0)
  expect(lines).toHaveLength(1)
  await server.stop()
})

test('a storage thread that dies ends the process with one readable line', async () => {
  // The thread is ended from inside at the first commit, as a crash of it would.
  const preload = `
    import { Worker } from 'node:worker_threads'
    const post = Worker.prototype.postMessage
    Worker.prototype.postMessage = function (message, transfer) {
      if (message.name === 'commit') this.terminate()
      else post.call(this, message, transfer)
    }`
  const { code, lines } = await startFailing({
    NZH_DATA_DIR: await aFolder(),
    NZH_SIMULATOR: 'on',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
  })
  expect(code).not.toBe(0)
  expect(lines.filter((line) => line.includes('thread'))).toHaveLength(1)
  expect(lines.at(-1)).toContain('the writer thread of the storage has ended')
  expect(lines.join('\n')).not.toMatch(/^ +at /m)
})

test('[R6] a data folder that is a file is one readable line and a non-zero exit', async () => {
  const file = join(await aFolder(), 'data')
  await writeFile(file, 'not a folder')
  const { code, lines } = await startFailing({ NZH_DATA_DIR: file })
  expect(code).not.toBe(0)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(file)
})

test('[R6] a database that is broken is one readable line and a non-zero exit', async () => {
  const dir = await aFolder()
  const server = await startServer({ dataDir: dir, env: { NZH_SIMULATOR: 'off' } })
  await server.stop()
  const { readdir } = await import('node:fs/promises')
  for (const name of await readdir(dir)) {
    if (/\.(db|sqlite3?)$/.test(name)) await writeFile(join(dir, name), 'x'.repeat(20_000))
  }
  const { code, lines } = await startFailing({ NZH_DATA_DIR: dir })
  expect(code).not.toBe(0)
  expect(lines).toHaveLength(1)
})

test('the demo profile is refused on an address that others can reach', async () => {
  const { code, lines } = await startFailing({ HOST: '0.0.0.0', NZH_DATA_DIR: await aFolder() })
  expect(code).not.toBe(0)
  expect(lines.join('\n')).toMatch(/demo/i)
})

test('a scenario file of the deployment that is broken does not keep the server from starting', async () => {
  const scenarios = await aFolder()
  await mkdir(join(scenarios, 'own'))
  await writeFile(join(scenarios, 'own', 'map-own.json'), '{"id": ')
  const server = await startServer({ env: { NZH_SIMULATOR: 'off', NZH_SCENARIOS_DIR: scenarios } })
  expect(server.output()).toContain('map-own.json')
  expect(await server.stop()).toBe(0)
})
