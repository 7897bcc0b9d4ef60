import { beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../../protocol/catalog.ts'
import type { Place } from '../../../protocol/place/place.ts'
import { createMemoryStore } from '../../store/memory/memory-store.ts'
import { createSimulator, type SimulatorOptions } from './simulator.ts'
import { aSink, shippedCatalog } from './testing.ts'

let catalog: Catalog
let places: readonly Place[]

beforeAll(async () => {
  const shipped = await shippedCatalog()
  catalog = shipped.catalog
  places = shipped.places
})

const START_MS = Date.UTC(2026, 10, 25, 2, 0, 1)

function aSimulator(fields: Partial<SimulatorOptions> = {}) {
  const sink = aSink()
  const errors: unknown[] = []
  let atMs = START_MS
  const simulator = createSimulator({
    ingest: sink.ingest,
    catalog,
    places,
    seed: 7,
    nowMs: () => atMs,
    store: createMemoryStore(),
    live: sink.live,
    onError: (error) => errors.push(error),
    history: null,
    ...fields,
  })
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      atMs += 1_000
      await simulator.tick()
    }
  }
  return { simulator, sink, errors, pass }
}

describe('the simulator', () => {
  test('at first start everything that is fed has a value, none newer than now, nothing derived', async () => {
    const { simulator, sink, errors } = aSimulator()
    await simulator.start()
    await simulator.close()
    const sent = sink.sent()
    const fed = catalog.indicators.filter(({ sim_model }) => sim_model !== 'derived')
    expect(new Set(sent.map(({ indicator }) => indicator))).toEqual(
      new Set(fed.map(({ id }) => id)),
    )
    expect(sent.filter(({ atMs }) => atMs > START_MS)).toEqual([])
    expect(sink.batches.every((batch) => batch.length < 4_000)).toBe(true)
    expect(errors).toEqual([])
  })

  test('all is marked simulated but published figures of the district, which are exact', async () => {
    const { simulator, sink } = aSimulator()
    await simulator.start()
    await simulator.close()
    const other = sink.sent().filter(({ quality }) => quality !== 'simulated')
    const seeds = catalog.indicators.filter(
      ({ source, sim_model }) => source.startsWith('seed') && sim_model !== 'derived',
    )
    expect(other.map(({ indicator, place, value }) => ({ indicator, place, value }))).toEqual(
      expect.arrayContaining(
        seeds.map(({ id, sim_base }) => ({ indicator: id, place: 'district', value: sim_base })),
      ),
    )
    expect(other).toHaveLength(seeds.length)
  })

  test('a five-second indicator comes every five seconds, a minute brings something new in most seconds', async () => {
    const { simulator, sink, pass } = aSimulator()
    await simulator.start()
    const before = sink.batches.length
    await pass(60)
    await simulator.close()
    const batches = sink.batches.slice(before)
    const peaks = batches
      .flat()
      .filter(({ indicator }) => indicator === 'safety.crowd.density-peak')
      .map(({ atMs }) => atMs)
    const times = [...new Set(peaks)]
    expect(times).toHaveLength(12)
    expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === 5_000)).toBe(true)
    expect(batches.length).toBeGreaterThan(30)
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(3_000)
  })

  test('a report is sent once', async () => {
    const { simulator, sink, pass } = aSimulator()
    await simulator.start()
    await pass(120)
    await simulator.close()
    const keys = sink.sent().map(({ indicator, place, atMs }) => `${indicator} ${place} ${atMs}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('it leaves alone what a real feed reported, and comes back ten minutes after the feed fell silent', async () => {
    const { simulator, sink, pass } = aSimulator()
    await simulator.start()
    const place = 'point:traffic-point-1'
    const indicator = 'city.traffic.accidents-open'
    const real = { indicator, place, value: 3, quality: 'good', source: 'police' } as const
    sink.put({ ...real, atMs: START_MS, receivedAtMs: START_MS })
    const ours = () =>
      sink.sent().filter((r) => r.indicator === indicator && r.place === place).length
    const before = ours()
    await pass(570)
    expect(ours()).toBe(before)
    await pass(120)
    expect(ours()).toBeGreaterThan(before)
    await simulator.close()
  })

  test('a published figure is not repeated once somebody feeds the indicator', async () => {
    const { simulator, sink, pass } = aSimulator()
    await simulator.start()
    const indicator = 'safety.rental.orders.total'
    const real = {
      indicator,
      place: 'chashan',
      value: 9,
      quality: 'good',
      source: 'housing',
    } as const
    sink.put({ ...real, atMs: START_MS, receivedAtMs: START_MS })
    const before = sink.batches.length
    await pass(3_601)
    const again = sink.batches
      .slice(before)
      .flat()
      .filter((r) => r.indicator === indicator)
    expect(again.map(({ place }) => place)).not.toContain('district')
    expect(again.map(({ place }) => place)).not.toContain('chashan')
    await simulator.close()
  })

  test('when the pipeline refuses a batch, somebody is told and the same report is tried again', async () => {
    const sink = aSink()
    let refuse = false
    const { simulator, errors, pass } = aSimulator({
      live: sink.live,
      ingest: async (readings) => {
        if (refuse) throw new Error('the disk is full')
        await sink.ingest(readings)
      },
    })
    await simulator.start()
    const before = sink.batches.length
    refuse = true
    await pass(5)
    expect(errors.length).toBeGreaterThan(0)
    expect(sink.batches).toHaveLength(before)
    refuse = false
    await pass(1)
    const [batch] = sink.batches.slice(before)
    expect(batch?.some(({ indicator }) => indicator === 'safety.crowd.density-peak')).toBe(true)
    await simulator.close()
  })

  test('after closing nothing is sent any more', async () => {
    const { simulator, sink, pass } = aSimulator()
    await simulator.start()
    await simulator.close()
    const before = sink.batches.length
    await pass(10)
    expect(sink.batches).toHaveLength(before)
    expect(simulator.status().on).toBe(false)
  })
})

describe('incidents by name', () => {
  test('a started storm is reported within seconds, goes through its phases, survives a restart and can be ended', async () => {
    const store = createMemoryStore()
    const first = aSimulator({ store })
    await first.simulator.start()
    await first.simulator.startIncident('storm')
    const status = first.simulator.status().incidents.find(({ name }) => name === 'storm')
    expect(status).toMatchObject({ active: true, phase: { id: 'warning' } })
    await first.pass(30 * 60)
    const level = first.sink.live.value('safety.weather.warning-level', 'district').value
    expect(level).toBe(3)
    await first.simulator.close()

    const second = aSimulator({ store, seed: 99 })
    await second.simulator.start()
    expect(second.simulator.status()).toMatchObject({ seed: 7, on: true })
    const again = second.simulator.status().incidents.find(({ name }) => name === 'storm')
    expect(again).toMatchObject({ active: true, startedAt: status?.startedAt })
    await second.simulator.stopIncident('storm')
    const ended = second.simulator.status().incidents.find(({ name }) => name === 'storm')
    expect(ended).toMatchObject({ active: false, startedAt: null, phase: null })
    await second.simulator.close()
  })

  test('an unknown name is not found', async () => {
    const { simulator } = aSimulator()
    await simulator.start()
    await expect(simulator.startIncident('meteor')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(simulator.stopIncident('meteor')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await simulator.close()
  })

  test('broken notes of earlier runs are taken for none', async () => {
    const store = createMemoryStore()
    await store.putMeta('simulator.incidents', '{"name":')
    await store.putMeta('simulator.backfill', '[1]')
    await store.putMeta('simulator.seed', 'seven')
    const { simulator, errors } = aSimulator({ store })
    await simulator.start()
    expect(simulator.status().incidents.filter(({ active }) => active)).toEqual([])
    expect(errors).toEqual([])
    await simulator.close()
  })
})
