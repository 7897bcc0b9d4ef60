import { performance } from 'node:perf_hooks'
import { LEVELS } from '../protocol/indicator/definition.ts'
import { roundTo } from '../protocol/indicator/threshold.ts'
import { packDelta, unpackDelta } from '../protocol/stream/delta-codec.ts'
import type { Delta, WireReading } from '../protocol/stream/events.ts'
import { requireCatalog } from '../scenarios/load.ts'
import { NODE_CODEC } from '../server/socket/wire.ts'
import type { BenchLine } from './bench-line.ts'

/** Bytes of one Socket.IO event as a WebSocket text frame to a client: `42["name",…]` and four bytes of head. */
const onTheWire = (event: string, message: unknown): number =>
  Buffer.byteLength(`42${JSON.stringify([event, message])}`) + 4

/** Repeatable numbers between 0 and 1 with every digit used. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5 / 3) / 2 ** 32
  }
}

function timeUs(run: () => unknown): number {
  for (let i = 0; i < 200; i++) run()
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return 1_000 * (times.sort((a, b) => a - b)[100] ?? Number.NaN)
}

/** P3: a full tick of 628 district values, as it goes over the wire. */
export async function run(): Promise<BenchLine[]> {
  const { catalog } = await requireCatalog()
  const random = chance(628)
  const at = new Date(Date.UTC(2026, 5, 3, 4)).toISOString()
  const reading = (indicator: string, value: number): WireReading => {
    const level = random() < 0.05 ? (LEVELS[Math.floor(random() * 4)] ?? null) : null
    const quality = random() < 0.1 ? 'good' : 'simulated'
    return { indicator, place: 'district', value, at, quality, level, status: 'fresh' }
  }
  const noise = ({ sim_base, sim_noise }: { sim_base: number; sim_noise: number }): number =>
    sim_base * (0.9 + random() / 5) + sim_noise * random()
  const digits = catalog.indicators.map((i) => reading(i.id, noise(i)))
  const rounded = catalog.indicators.map((i) => reading(i.id, roundTo(noise(i), i.precision)))
  const lines: BenchLine[] = []
  for (const [kind, readings] of [
    ['every digit used', digits],
    ['rounded to its precision', rounded],
  ] as const) {
    const delta: Delta = { topic: 'scenario:all', epoch: '01234567', from: 1, to: 2, at, readings }
    const index = new Map(readings.map((r, i) => [r.indicator, i]))
    const dictionary = readings.map((r) => [r.indicator, r.place] as const)
    const pack = () => packDelta(delta, index.size, (r) => index.get(r.indicator), NODE_CODEC)
    const packed = pack()
    const ours = onTheWire('packed', packed)
    const objects = onTheWire('delta', delta)
    lines.push(
      {
        id: 'P3',
        name: `${readings.length} readings, ${kind}, base64 and envelope included`,
        value: ours,
        unit: 'bytes',
        bar: '<= 8200',
        ok: ours <= 8_200,
      },
      {
        id: 'P3',
        name: `JSON objects / ours, ${kind}`,
        value: objects / ours,
        unit: 'ratio',
        bar: '>= 4',
        ok: objects / ours >= 4,
      },
      { id: 'pack', name: `packing, ${kind}`, value: timeUs(pack), unit: 'µs' },
      {
        id: 'unpack',
        name: `unpacking, ${kind}`,
        value: timeUs(() => unpackDelta(packed, dictionary, NODE_CODEC)),
        unit: 'µs',
      },
      {
        id: 'json',
        name: 'JSON.stringify',
        value: timeUs(() => JSON.stringify(delta)),
        unit: 'µs',
      },
    )
  }
  return lines
}
