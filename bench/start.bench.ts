import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { io } from 'socket.io-client'
import { getJson } from '../e2e/api.ts'
import { FEED_TOKEN, startServer, type TestServer } from '../e2e/server.ts'
import type { Bench, BenchLine } from './bench-line.ts'

/** How long a server takes to be ready, to have its history, and to answer from it; and what the wall downloads. */
export const run: Bench = async ({ smoke }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'nzh-bench-'))
  const lines: BenchLine[] = []
  const startMs = performance.now()
  const first = await startServer({ dataDir })
  const readyS = (performance.now() - startMs) / 1_000
  await firstDelta(first)
  const tickS = (performance.now() - startMs) / 1_000
  lines.push(
    {
      id: 'start',
      name: 'first start to /readyz',
      value: readyS,
      unit: 's',
      bar: '<= 3',
      ok: readyS <= 3,
    },
    {
      id: 'P11',
      name: 'first start to first data at a client',
      value: tickS,
      unit: 's',
      bar: '<= 3',
      ok: tickS <= 3,
    },
  )
  const historyS = await untilHistoryIsWhole(first, startMs, smoke ? 20 : 300)
  if (historyS !== null) {
    const ok = historyS <= 60
    lines.push({ id: 'start', name: 'history whole', value: historyS, unit: 's', bar: '<= 60', ok })
    lines.push(...(await historyTimes(first)))
  }
  await first.stop()

  const againMs = performance.now()
  const again = await startServer({ dataDir })
  const againS = (performance.now() - againMs) / 1_000
  lines.push({
    id: 'start',
    name: 'later start to /readyz',
    value: againS,
    unit: 's',
    bar: '<= 2',
    ok: againS <= 2,
  })
  await again.stop()
  lines.push(...(await bundleSizes()))
  return lines
}

function firstDelta(server: TestServer): Promise<void> {
  const socket = io(server.url, { transports: ['websocket'], auth: { token: FEED_TOKEN } })
  return new Promise((resolve, reject) => {
    socket.on('connect_error', reject)
    socket.emit('watch', { topics: ['scenario:map-vitals'] }, (reply: unknown) => {
      const topics = (reply as { topics?: Record<string, { snapshot?: { readings: unknown[] } }> })
        .topics
      const filled = (topics?.['scenario:map-vitals']?.snapshot?.readings.length ?? 0) > 0
      const done = (): void => {
        socket.disconnect()
        resolve()
      }
      if (filled) done()
      else for (const event of ['delta', 'packed']) socket.once(event, done)
    })
  })
}

type SimulatorState = { backfill: { finished: boolean; doneSeries: number; totalSeries: number } }

async function untilHistoryIsWhole(
  server: TestServer,
  startMs: number,
  patienceS: number,
): Promise<number | null> {
  const deadline = performance.now() + patienceS * 1_000
  while (performance.now() < deadline) {
    const { backfill } = await getJson<SimulatorState>(server, '/simulator')
    if (backfill.finished) return (performance.now() - startMs) / 1_000
    await sleep(250)
  }
  return null
}

/** `/history` of 30 days at 500 points, over HTTP, one indicator after the other. */
async function historyTimes(server: TestServer): Promise<BenchLine[]> {
  const { indicators } = await getJson<{ indicators: { id: string }[] }>(server, '/catalog')
  const to = new Date()
  const from = new Date(to.getTime() - 30 * 86_400_000)
  const times: number[] = []
  for (const { id } of indicators.filter((_, i) => i % 6 === 0)) {
    const begin = performance.now()
    await getJson(
      server,
      `/indicators/${id}/history?from=${from.toISOString()}&to=${to.toISOString()}&points=500`,
    )
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? Number.NaN
  return [
    {
      id: 'history',
      name: '30 days at 500 points, median',
      value: at(0.5),
      unit: 'ms',
      bar: '<= 30',
      ok: at(0.5) <= 30,
    },
    {
      id: 'history',
      name: '30 days at 500 points, p95',
      value: at(0.95),
      unit: 'ms',
      bar: '<= 30',
      ok: at(0.95) <= 30,
    },
  ]
}

/** Compressed bytes of the scripts: those of the wall, before its map and all, and those that the desk adds. */
async function bundleSizes(): Promise<BenchLine[]> {
  const dir = fileURLToPath(new URL('../dist/client/assets/', import.meta.url))
  const names = (await readdir(dir)).filter((name) => /\.m?js$/.test(name))
  const sizes = new Map<string, number>()
  for (const name of names) sizes.set(name, gzipSync(await readFile(join(dir, name))).length / 1024)
  const sum = (wanted: (name: string) => boolean): number =>
    [...sizes].filter(([name]) => wanted(name)).reduce((total, [, size]) => total + size, 0)
  // The wall never loads them.
  const isDesk = (name: string): boolean => name.startsWith('desk')
  const wall = sum((name) => !isDesk(name))
  const html = await readFile(join(dir, '..', 'index.html'), 'utf8')
  const initial = sum((name) => html.includes(name))
  const beforeMap = sum((name) => !isDesk(name) && !name.startsWith('map'))
  return [
    {
      id: 'bundle',
      name: 'scripts named by the page itself, gzip',
      value: initial,
      unit: 'KiB',
    },
    {
      id: 'bundle',
      name: 'scripts of the wall but the map and its worker, gzip',
      value: beforeMap,
      unit: 'KiB',
      bar: '<= 450',
      ok: beforeMap <= 450,
    },
    {
      id: 'bundle',
      name: 'scripts of the wall, gzip',
      value: wall,
      unit: 'KiB',
      bar: '<= 1229',
      ok: wall <= 1229,
    },
    { id: 'bundle', name: 'scripts that the desk adds, gzip', value: sum(isDesk), unit: 'KiB' },
  ]
}
