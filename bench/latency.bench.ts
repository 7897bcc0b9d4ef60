import { setTimeout as sleep } from 'node:timers/promises'
import { getJson, type PostedReading, postReadings } from '../e2e/api.ts'
import { startServer } from '../e2e/server.ts'
import type { Catalog } from '../protocol/catalog.ts'
import { valueKey } from '../protocol/indicator/value.ts'
import { unpackDelta } from '../protocol/stream/delta-codec.ts'
import type { PackedDelta } from '../protocol/stream/events.ts'
import { applyDelta, topicStateOf } from '../protocol/stream/topic-state.ts'
import { NODE_CODEC } from '../server/socket/wire.ts'
import { readingsOf, VALUES } from './all-readings.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { measureBare } from './latency-bare.ts'
import { cpuSeconds, machineLoad, quantile, residentMegabytes } from './process-stats.ts'
import { type BenchWall, openWall, WALLS } from './walls.ts'

type Arrival = { readonly atMs: number; readonly packed: PackedDelta }
type Watcher = { readonly wall: BenchWall; readonly arrivals: Arrival[] }
type Figures = {
  readonly times: readonly number[]
  readonly lost: number
  readonly cpuPct: number
  readonly residentMb: number
}

/**
 * 628 readings a second to 20 walls, from the post to the arrival at each, against a bare post-and-emit server. Values
 * move a little around each indicator's usual one, so that alarms are judged but seldom raised, as in a city.
 */
export const run: Bench = async ({ smoke }) => {
  const [warmS, seconds] = smoke ? [1, 3] : [30, 20]
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const catalog = await getJson<Catalog>(server, '/catalog')
  const batchOf = readingsOf(catalog)
  const ours = await measureOurs(server, catalog, warmS, seconds, batchOf).finally(server.stop)
  const bare = await measureBare(smoke ? 1 : 5, smoke ? 2 : 15, batchOf)
  return linesOf(ours, bare)
}

function linesOf(ours: Figures, bare: { times: readonly number[]; cpuPct: number }): BenchLine[] {
  const at = `${WALLS} walls, ${VALUES} values/s, load ${machineLoad()}`
  const [p50, p95] = [quantile(ours.times, 0.5), quantile(ours.times, 0.95)]
  const ratio = p50 / quantile(bare.times, 0.5)
  const most = (id: string, name: string, value: number, unit: string, bar: number): BenchLine => ({
    id,
    name,
    value,
    unit,
    bar: `<= ${bar}`,
    ok: value <= bar,
  })
  return [
    { id: 'P4', name: `post to arrival, p50, ${at}`, value: p50, unit: 'ms' },
    most('P4', 'post to arrival, p95', p95, 'ms', 50),
    most('P4', 'values lost', ours.lost, '', 0),
    { id: 'P4', name: 'bare server, p50', value: quantile(bare.times, 0.5), unit: 'ms' },
    { id: 'P4', name: 'bare server, p95', value: quantile(bare.times, 0.95), unit: 'ms' },
    most('P4', 'p50 / bare server', ratio, 'x', 3),
    most('P5', 'server CPU, all threads', ours.cpuPct, '% of a core', 1.5),
    { id: 'P5', name: 'CPU of the bare server', value: bare.cpuPct, unit: '% of a core' },
    { id: 'P5', name: 'server CPU / bare server', value: ours.cpuPct / bare.cpuPct, unit: 'x' },
    most('memory', 'resident at that load, no history', ours.residentMb, 'MB', 300),
  ]
}

async function measureOurs(
  server: Awaited<ReturnType<typeof startServer>>,
  { scenarios }: Catalog,
  warmS: number,
  seconds: number,
  batchOf: (second: number) => PostedReading[],
): Promise<Figures> {
  const watchers: Watcher[] = []
  for (let i = 0; i < WALLS; i++) {
    const scenario = scenarios[(i * 3) % scenarios.length]
    if (scenario === undefined) continue
    const arrivals: Arrival[] = []
    const wall = await openWall(server, scenario, (packed) =>
      arrivals.push({ atMs: performance.now(), packed }),
    )
    watchers.push({ wall, arrivals })
  }
  /** When each second's readings were sent, by their time. */
  const sentMs = new Map<number, number>()
  const posted: PostedReading[] = []
  let cpuBefore = 0
  let begin = 0
  for (let second = -warmS; second < seconds; second++) {
    if (second === 0) {
      begin = performance.now()
      cpuBefore = await cpuSeconds(server.pid)
    }
    const batch = batchOf(second)
    const startMs = performance.now()
    if (second >= 0) {
      sentMs.set(Number(batch[0]?.at), startMs)
      posted.push(...batch)
    }
    const reply = await postReadings(server, batch)
    if (reply?.accepted !== batch.length) throw new Error(`not accepted: ${JSON.stringify(reply)}`)
    await sleep(Math.max(0, startMs + 1_000 - performance.now()))
  }
  const cpuPct =
    (((await cpuSeconds(server.pid)) - cpuBefore) / (performance.now() - begin)) * 100_000
  const residentMb = await residentMegabytes(server.pid)
  await sleep(500)
  for (const { wall } of watchers) wall.close()
  const keys = new Set(posted.map(({ indicator, place = '' }) => valueKey(indicator, place)))
  const times = watchers.flatMap((watcher) => timesOf(watcher, keys, sentMs))
  const expected = watchers.reduce((sum, { wall }) => sum + shownOf(wall, posted), 0)
  return { times, lost: expected - times.length, cpuPct, residentMb }
}

/** Readings posted that a wall's scenario shows; each of them must arrive. */
function shownOf({ scenario }: BenchWall, posted: readonly PostedReading[]): number {
  const shown = new Set([
    ...scenario.headline,
    ...scenario.panels.flatMap(({ indicators }) => indicators),
    ...scenario.layers.map(({ binds }) => binds),
  ])
  return posted.filter(({ indicator }) => shown.has(indicator)).length
}

/** From post to arrival of each posted reading, ms. Unpacked afterwards, so that it costs no time on the way. */
function timesOf(
  { wall, arrivals }: Watcher,
  posted: ReadonlySet<string>,
  sentMs: ReadonlyMap<number, number>,
): number[] {
  const state = topicStateOf(wall.seq, wall.snapshot)
  const times: number[] = []
  for (const { atMs, packed } of arrivals) {
    const delta = unpackDelta(packed, state.dictionary, NODE_CODEC)
    if (delta === null || applyDelta(state, delta) !== 'applied')
      throw new Error(`a gap in ${wall.topic}`)
    for (const { indicator, place, at } of delta.readings ?? []) {
      if (at === null || !posted.has(valueKey(indicator, place))) continue
      const sent = sentMs.get(Date.parse(at))
      if (sent !== undefined) times.push(atMs - sent)
    }
  }
  return times
}
