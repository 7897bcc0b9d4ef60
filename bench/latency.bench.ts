import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { getJson, type PostedReading, postReadings } from '../e2e/api.ts'
import { FEED_TOKEN, startServer } from '../e2e/server.ts'
import type { Bench, BenchLine } from './bench-line.ts'

const CLIENTS = 20
const VALUES = 628

type Measured = { readonly times: number[]; readonly lost: number }

const quantile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

/** 628 values a second to 20 walls: from the post to the arrival at each, against a bare post-and-emit server. */
export const run: Bench = async ({ smoke }) => {
  const seconds = smoke ? 3 : 20
  const ours = await measureOurs(seconds)
  const bare = await measureBare(seconds)
  const p95 = quantile(ours.times, 0.95)
  const lines: BenchLine[] = [
    {
      id: 'P4',
      name: `ingest to arrival, ${CLIENTS} walls, p50`,
      value: quantile(ours.times, 0.5),
      unit: 'ms',
    },
    {
      id: 'P4',
      name: `ingest to arrival, ${CLIENTS} walls, p95`,
      value: p95,
      unit: 'ms',
      bar: '<= 50',
      ok: p95 <= 50,
    },
    { id: 'P4', name: 'values lost', value: ours.lost, unit: '', bar: '0', ok: ours.lost === 0 },
    { id: 'P4', name: 'bare post-and-emit, p95', value: quantile(bare.times, 0.95), unit: 'ms' },
    ratioLine(quantile(ours.times, 0.5) / quantile(bare.times, 0.5)),
    {
      id: 'P5',
      name: 'server CPU at that load',
      value: ours.cpuPct,
      unit: '% of a core',
      bar: '<= 1.5',
      ok: ours.cpuPct <= 1.5,
    },
    {
      id: 'P5',
      name: 'resident memory at that load',
      value: ours.residentMb,
      unit: 'MB',
      bar: '<= 300',
      ok: ours.residentMb <= 300,
    },
  ]
  return lines
}

const ratioLine = (ratio: number): BenchLine => ({
  id: 'P4',
  name: 'p50 against bare post-and-emit',
  value: ratio,
  unit: 'x',
  bar: '<= 3',
  ok: ratio <= 3,
})

type Definition = { id: string; formula: string | null }
type Scenario = { id: string; headline: string[] }

async function measureOurs(
  seconds: number,
): Promise<Measured & { cpuPct: number; residentMb: number }> {
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const { indicators, scenarios, towns } = await getJson<{
    indicators: Definition[]
    scenarios: Scenario[]
    towns: { code: string }[]
  }>(server, '/catalog')
  const measured = indicators.filter((indicator) => indicator.formula === null)
  // 628 values a second: every measured indicator at the district, and the rest at a town.
  const targets = [
    ...measured.map(({ id }) => ({ indicator: id, place: 'district' })),
    ...measured
      .slice(0, VALUES - measured.length)
      .map(({ id }) => ({ indicator: id, place: towns[0]?.code ?? '' })),
  ]
  const times: number[] = []
  const sentAt = new Map<number, number>()
  let expected = 0
  let arrived = 0
  const sockets: Socket[] = []
  for (let i = 0; i < CLIENTS; i++) {
    const scenario = scenarios[(i * 3) % scenarios.length]?.id ?? ''
    const socket = io(server.url, {
      transports: ['websocket'],
      auth: { token: FEED_TOKEN },
      forceNew: true,
    })
    sockets.push(socket)
    const topics = [
      `scenario:${scenario}`,
      'city',
      'alarms',
      'orders',
      ...['map', 'economy', 'city', 'safety', 'society'].map((c) => `category:${c}`),
    ]
    await new Promise<void>((resolve, reject) => {
      socket.on('connect_error', reject)
      socket.emit('watch', { topics, format: 'json' }, () => resolve())
    })
    const seen = new Set<string>()
    socket.on(
      'delta',
      (delta: { topic: string; readings?: { indicator: string; place: string; at: string }[] }) => {
        if (delta.topic !== `scenario:${scenario}`) return
        const now = performance.now()
        for (const { indicator, place, at } of delta.readings ?? []) {
          const sent = sentAt.get(Date.parse(at))
          const key = `${indicator} ${place} ${at}`
          if (sent === undefined || seen.has(key) || !posted.has(`${indicator} ${place}`)) continue
          seen.add(key)
          arrived++
          times.push(now - sent)
        }
      },
    )
  }
  const posted = new Set(targets.map(({ indicator, place }) => `${indicator} ${place}`))
  const watchedBy = await watchCounts(server, scenarios, sockets.length)
  await sleep(500)
  const cpuBefore = await cpuSeconds(server.pid)
  const begin = performance.now()
  for (let second = 0; second < seconds; second++) {
    const at = Date.now()
    sentAt.set(at, performance.now())
    const batch = targets.map(
      ({ indicator, place }, i): PostedReading => ({
        indicator,
        place,
        at,
        value: 100 + ((second * 7 + i) % 50),
      }),
    )
    await postReadings(server, batch)
    for (const { indicator } of targets) expected += watchedBy.get(indicator) ?? 0
    await sleep(Math.max(0, begin + (second + 1) * 1_000 - performance.now()))
  }
  const elapsedS = (performance.now() - begin) / 1_000
  const cpuPct = (((await cpuSeconds(server.pid)) - cpuBefore) / elapsedS) * 100
  const residentMb = await residentMegabytes(server.pid)
  await sleep(1_000)
  for (const socket of sockets) socket.disconnect()
  await server.stop()
  return { times, lost: expected - arrived, cpuPct, residentMb }
}

/** How many of the walls see each indicator, from the catalog itself. */
async function watchCounts(
  server: Parameters<typeof getJson>[0],
  scenarios: readonly Scenario[],
  walls: number,
): Promise<Map<string, number>> {
  type Whole = Scenario & { panels: { indicators: string[] }[]; layers: { binds: string }[] }
  const { scenarios: whole } = await getJson<{ scenarios: Whole[] }>(server, '/catalog')
  const counts = new Map<string, number>()
  for (let i = 0; i < walls; i++) {
    const scenario = whole[(i * 3) % scenarios.length]
    if (scenario === undefined) continue
    const ids = new Set([
      ...scenario.headline,
      ...scenario.panels.flatMap((p) => p.indicators),
      ...scenario.layers.map((l) => l.binds),
    ])
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** The plain thing: a request is parsed and its readings are emitted to everybody, nothing else. */
async function measureBare(seconds: number): Promise<Measured> {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      sockets.emit('delta', JSON.parse(Buffer.concat(chunks).toString()))
      response.end('{}')
    })
  })
  const sockets = new Server(http, { perMessageDeflate: false })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  const times: number[] = []
  let sent = 0
  let arrived = 0
  const clients = Array.from({ length: CLIENTS }, () =>
    io(url, { transports: ['websocket'], forceNew: true }),
  )
  await Promise.all(
    clients.map((client) => new Promise<void>((resolve) => client.on('connect', () => resolve()))),
  )
  for (const client of clients) {
    client.on('delta', ({ readings }: { readings: unknown[] }) => {
      const now = performance.now()
      arrived += readings.length
      for (const _ of readings) times.push(now - sent)
    })
  }
  for (let second = 0; second < Math.min(seconds, 10); second++) {
    const readings = Array.from({ length: VALUES }, (_, i) => ({
      indicator: `indicator.number-${i}`,
      place: 'district',
      at: new Date().toISOString(),
      value: i,
    }))
    sent = performance.now()
    await fetch(url, { method: 'POST', body: JSON.stringify({ readings }) })
    await sleep(1_000)
  }
  for (const client of clients) client.disconnect()
  await sockets.close()
  http.closeAllConnections()
  return { times, lost: CLIENTS * VALUES * Math.min(seconds, 10) - arrived }
}

/** User and system time of a process so far, seconds (Linux, 100 ticks a second). */
async function cpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function residentMegabytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) / 1024
}
