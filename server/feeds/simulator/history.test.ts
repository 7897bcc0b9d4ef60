import { beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../../protocol/catalog.ts'
import type { Place } from '../../../protocol/place/place.ts'
import type { BackfillColumn, MetaStore } from '../../store/store.ts'
import { type BackfillIdentity, loadBackfill, runBackfill } from './backfill.ts'
import { createHistory, type HistoryInput, historyUnits } from './history.ts'
import { createLocalSource, createWorkerSource } from './history-source.ts'
import { shippedCatalog } from './testing.ts'

/** One of each kind: raw every minute, hourly, daily, monthly, by community, by firm, derived, published. */
const IDS = [
  'map.duty.posts-required',
  'map.duty.posts-present',
  'map.duty.presence-rate',
  'city.air.pm25',
  'city.river.transparency',
  'economy.fiscal.revenue',
  'economy.fiscal.tax',
  'economy.fiscal.tax-ratio',
  'society.grid.staff-on-duty-rate',
  'economy.finance.needs',
  'economy.finance.met',
  'economy.finance.met-rate',
  'safety.rental.orders.total',
]
const UNTIL_MS = Date.UTC(2026, 10, 25, 2, 0, 1)
let catalog: Catalog
let places: readonly Place[]
let input: HistoryInput

beforeAll(async () => {
  const shipped = await shippedCatalog(IDS)
  catalog = shipped.catalog
  places = shipped.places
  input = { catalog, places, seed: 7, untilMs: UNTIL_MS }
})

/** A store reduced to what history needs: rows by series, resolution and time; the first one written stays. */
function aStore() {
  const rows = new Map<string, number>()
  const meta = new Map<string, string>()
  const order: string[] = []
  const store: MetaStore & { backfill(columns: readonly BackfillColumn[]): Promise<void> } = {
    meta: async (key) => meta.get(key) ?? null,
    putMeta: async (key, value) => {
      meta.set(key, value)
    },
    backfill: async (columns) => {
      for (const { indicator, place, resolution, atMs, last } of columns) {
        order.push(place)
        for (const [i, at] of atMs.entries()) {
          const key = `${indicator} ${place} ${resolution} ${at}`
          if (!rows.has(key)) rows.set(key, last[i] ?? Number.NaN)
        }
      }
    },
  }
  return { store, rows, order }
}

const identity = (): BackfillIdentity => ({
  catalogVersion: catalog.version,
  seed: 7,
  units: historyUnits(catalog, places).length,
})

async function run(
  store: ReturnType<typeof aStore>['store'],
  stopAfter = Infinity,
): Promise<boolean> {
  const from = await loadBackfill(store, identity(), UNTIL_MS)
  let done = 0
  return runBackfill({
    source: createLocalSource({ ...input, untilMs: from.untilMs }),
    store,
    identity: identity(),
    from,
    // A clock that runs fast, so that progress is noted after every unit.
    nowMs: () => (done += 10_000),
    onProgress: (units) => {
      if (units >= stopAfter) done = Number.MAX_SAFE_INTEGER / 2
    },
    isStopped: () => done >= Number.MAX_SAFE_INTEGER / 2,
  })
}

describe('history', () => {
  test('columns are of equal length, rising in time, finite and before the live feed begins', () => {
    const history = createHistory(input)
    for (const unit of history.units) {
      const columns = history.columnsOf(unit)
      expect(new Set(columns.map(({ place }) => place)).size, unit.indicator).toBe(unit.series)
      for (const { atMs, min, max, avg, last, n } of columns) {
        expect([min, max, avg, last, n].map(({ length }) => length)).toEqual(
          Array(5).fill(atMs.length),
        )
        expect(atMs.every((at, i) => at < UNTIL_MS && (i === 0 || at > (atMs[i - 1] ?? 0)))).toBe(
          true,
        )
        const isWhole = avg.every(
          (mean, i) =>
            mean >= (min[i] ?? 0) - 1e-9 && mean <= (max[i] ?? 0) + 1e-9 && (n[i] ?? 0) > 0,
        )
        expect(isWhole, unit.indicator).toBe(true)
      }
    }
  })

  test('the district is the sum of its places, a share the quotient of the two, at every sample', () => {
    const history = createHistory(input)
    const raw = (indicator: string, at: 'district' | 'town' | 'leaf') => {
      const unit = history.units.find((found) => found.indicator === indicator && found.at === at)
      if (unit === undefined) throw new Error(`no unit ${indicator} ${at}`)
      return history.columnsOf(unit).filter(({ resolution }) => resolution !== '1h')
    }
    const whole = raw('map.duty.posts-present', 'district')[0]
    const towns = raw('map.duty.posts-present', 'town').filter(({ place }) => place !== 'tnedz')
    expect(towns).toHaveLength(7)
    expect([...(whole?.last ?? [])]).toEqual(
      [...(whole?.last ?? [])].map((_, i) =>
        towns.reduce((sum, { last }) => sum + (last[i] ?? Number.NaN), 0),
      ),
    )
    const [rate, met, needs] = ['met-rate', 'met', 'needs'].map(
      (name) => raw(`economy.finance.${name}`, 'district')[0],
    )
    expect(rate?.last.length).toBeGreaterThan(20)
    for (const [i, value] of (rate?.last ?? []).entries()) {
      expect(value).toBeCloseTo(((met?.last[i] ?? 0) / (needs?.last[i] ?? 0)) * 100, 9)
    }
  })

  test('a month back for hourly sources, a year for monthly ones; communities by the day', () => {
    const history = createHistory(input)
    const first = (indicator: string, at: 'district' | 'leaf') => {
      const unit = history.units.find((found) => found.indicator === indicator && found.at === at)
      const columns = unit === undefined ? [] : history.columnsOf(unit)
      return columns.map(({ resolution, atMs }) => `${resolution} ${atMs.length > 0}`)
    }
    expect(first('city.air.pm25', 'district')).toEqual(['1h true', 'raw true'])
    expect(first('economy.fiscal.revenue', 'district')).toEqual(['1d true'])
    expect(new Set(first('society.grid.staff-on-duty-rate', 'leaf'))).toEqual(
      new Set(['1d true', '1h true']),
    )
    const revenue = history.columnsOf({
      indicator: 'economy.fiscal.revenue',
      at: 'district',
      series: 1,
    })
    expect(revenue[0]?.atMs).toHaveLength(12)
  })

  test('only the published figure of the district is not simulated, and it is not computed', () => {
    const history = createHistory(input)
    const columns = history.units.flatMap((unit) => history.columnsOf(unit))
    const other = columns.filter(({ quality }) => quality !== 'simulated')
    expect(new Set(other.map(({ indicator, place }) => `${indicator} ${place}`))).toEqual(
      new Set(['safety.rental.orders.total district']),
    )
    expect(other.every(({ computed, last }) => !computed && last.every((v) => v === 8652))).toBe(
      true,
    )
  })

  test('the worker makes the same columns as this thread', async () => {
    const [worker, local] = [createWorkerSource(input), createLocalSource(input)]
    try {
      expect(await worker.columns(3)).toEqual(await local.columns(3))
      expect(await worker.columns(100_000)).toEqual([])
    } finally {
      await worker.close()
    }
    await expect(worker.columns(1)).rejects.toThrow('ended')
  })
})

describe('writing history behind the live feed', () => {
  test('the district comes first, then the towns, then the rest', async () => {
    const { store, order } = aStore()
    expect(await run(store)).toBe(true)
    const kindOf = (place: string): number =>
      place === 'district' ? 0 : place.includes(':') ? 2 : 1
    const kinds = order.map(kindOf)
    expect(kinds).toEqual([...kinds].sort((a, b) => a - b))
  })

  test('killed after any unit and started again, it ends in the same rows as without the kill', async () => {
    const whole = aStore()
    await run(whole.store)
    const units = historyUnits(catalog, places).length
    for (const stopAfter of [1, 5, Math.floor(units / 2), units - 1]) {
      const broken = aStore()
      expect(await run(broken.store, stopAfter)).toBe(false)
      expect(broken.rows.size).toBeLessThan(whole.rows.size)
      expect(await run(broken.store)).toBe(true)
      expect(broken.rows).toEqual(whole.rows)
    }
  })

  test('once finished, another start writes nothing; another district begins anew with the same end', async () => {
    const { store } = aStore()
    await run(store)
    const later = UNTIL_MS + 9_000_000
    expect(await loadBackfill(store, identity(), later)).toEqual({
      untilMs: UNTIL_MS,
      done: identity().units,
    })
    const half = aStore()
    await run(half.store, 4)
    expect(await loadBackfill(half.store, { ...identity(), seed: 8 }, later)).toEqual({
      untilMs: UNTIL_MS,
      done: 0,
    })
  })
})
