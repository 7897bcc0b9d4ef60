import { beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../protocol/catalog.ts'
import { LEVELS } from '../../protocol/indicator/definition.ts'
import { parseFormula } from '../../protocol/indicator/formula.ts'
import { limitOf, parseBand } from '../../protocol/indicator/threshold.ts'
import { loadCatalog } from '../../scenarios/load.ts'
import { loadPlaces } from '../places.ts'
import { COUPLINGS, LINKED } from './couplings.ts'
import { commute } from './curves.ts'
import { unit } from './hash.ts'
import { createModel, type Model } from './model.ts'
import { lastReportMs, nextReportMs, reportsBetween, schedulesOf } from './schedule.ts'

let catalog: Catalog
let model: Model

beforeAll(async () => {
  const { loaded } = await loadCatalog()
  if (loaded === null) throw new Error('the shipped catalog is refused')
  catalog = loaded.catalog
  model = createModel(catalog, loadPlaces(catalog), 7)
})

const YEAR_MS = 365 * 86_400_000
const FROM_MS = Date.UTC(2026, 0, 1)
/** Moments anywhere in two years, the same in every run. */
const moments = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => FROM_MS + Math.floor(unit(99, i) * 2 * YEAR_MS))

const at = (id: string, ms: number, place: string): number => {
  const index = model.placesOf(id).findIndex((found) => found.id === place)
  return model.valuesAt(id, ms)[index] ?? Number.NaN
}
const tiledSum = (id: string, ms: number): number => {
  const places = model.placesOf(id)
  return model
    .valuesAt(id, ms)
    .reduce((sum, value, i) => (places[i]?.id === 'tnedz' ? sum : sum + value), 0)
}
const townSums = (id: string, ms: number): Map<string, number> => {
  const sums = new Map<string, number>()
  const places = model.placesOf(id)
  for (const [i, value] of model.valuesAt(id, ms).entries()) {
    const town = places[i]?.town
    if (town != null) sums.set(town, (sums.get(town) ?? 0) + value)
  }
  return sums
}

describe('the model', () => {
  test('every indicator that is fed has a finite value within its range at every place at 200 moments', () => {
    const wrong: string[] = []
    for (const definition of model.indicators) {
      const limits = LEVELS.flatMap((level) => {
        const limit = limitOf(definition, level)
        const band = typeof limit === 'string' ? parseBand(limit) : null
        return band === null ? (typeof limit === 'number' ? [limit] : []) : [band.lo, band.hi]
      })
      const mayFall = definition.unit === '℃' || limits.some((limit) => limit <= 0)
      const isShare =
        definition.unit === '%' && [definition.sim_base, ...limits].every((value) => value <= 100)
      for (const ms of moments(200)) {
        for (const value of model.valuesAt(definition.id, ms)) {
          const isBelow = value < 0 && !mayFall && definition.sim_base >= 0
          if (!Number.isFinite(value) || isBelow || (isShare && value > 100)) {
            wrong.push(`${definition.id} ${value}`)
          }
        }
      }
    }
    expect(wrong.slice(0, 10)).toEqual([])
  })

  test('counts are whole numbers wherever they are shown without digits', () => {
    const counted = model.indicators.filter(
      ({ aggregate, precision }) => aggregate === 'sum' && precision === 0,
    )
    expect(counted.length).toBeGreaterThan(200)
    for (const { id } of counted) {
      for (const ms of moments(20)) {
        expect(
          model.valuesAt(id, ms).every((value) => Number.isInteger(value)),
          id,
        ).toBe(true)
      }
    }
  })

  test('the same seed gives the same values, another seed others', () => {
    const places = loadPlaces(catalog)
    const [again, other] = [createModel(catalog, places, 7), createModel(catalog, places, 8)]
    let differs = 0
    for (const { id } of model.indicators) {
      for (const ms of moments(3)) {
        const values = [...model.valuesAt(id, ms)]
        expect([...again.valuesAt(id, ms)]).toEqual(values)
        if (String([...other.valuesAt(id, ms)]) !== String(values)) differs++
      }
    }
    expect(differs).toBeGreaterThan(model.indicators.length)
  })

  test('a published figure is exactly what was published, its towns add up to it', () => {
    const seeds = model.indicators.filter(({ source }) => source.startsWith('seed'))
    expect(seeds.length).toBeGreaterThan(20)
    for (const { id, sim_base, aggregate } of seeds) {
      if (aggregate !== 'sum' && aggregate !== 'none') continue
      for (const ms of moments(5)) expect(tiledSum(id, ms), id).toBeCloseTo(sim_base, 9)
    }
  })

  test('a count that grows never falls within its period', () => {
    const dayMs = Date.UTC(2026, 5, 9, 16)
    for (const { id, period, aggregate, precision } of model.indicators) {
      if (period !== 'day' || aggregate !== 'sum' || precision > 0) continue
      let before = new Float64Array(model.placesOf(id).length)
      for (let minute = 0; minute < 1_440; minute += 7) {
        const now = model.valuesAt(id, dayMs + minute * 60_000)
        expect(
          now.every((value, i) => value >= (before[i] ?? 0)),
          `${id} at minute ${minute}`,
        ).toBe(true)
        before = Float64Array.from(now)
      }
    }
  })

  test('rush hour slows traffic and raises congestion, nitrogen dioxide and noise', () => {
    const [rush, night] = [Date.UTC(2026, 5, 9, 23, 45), Date.UTC(2026, 5, 9, 19)]
    expect(commute(rush)).toBeGreaterThan(0.9)
    const mean = (id: string, ms: number): number =>
      model.valuesAt(id, ms).reduce((sum, value) => sum + value, 0) / model.placesOf(id).length
    expect(mean('city.traffic.mean-speed', rush)).toBeLessThan(
      mean('city.traffic.mean-speed', night) - 5,
    )
    expect(mean('city.traffic.congestion-index', rush)).toBeGreaterThan(
      mean('city.traffic.congestion-index', night) + 1,
    )
    expect(mean('city.air.no2', rush)).toBeGreaterThan(mean('city.air.no2', night) + 8)
    const [weekday, weekend] = [Date.UTC(2026, 5, 9, 9, 45), Date.UTC(2026, 5, 13, 9, 45)]
    const noise = (ms: number): number => {
      const days = [0, 7, 14, 21, 28].map((day) =>
        mean('city.site.noise-day', ms + day * 86_400_000),
      )
      return days.reduce((sum, value) => sum + value, 0) / days.length
    }
    expect(commute(weekday)).toBeGreaterThan(2 * commute(weekend))
    expect(noise(weekday)).toBeGreaterThan(noise(weekend) + 0.5)
  })

  test('the links name fed indicators only', () => {
    const fed = new Set(model.indicators.map(({ id }) => id))
    expect(LINKED.filter((id) => !fed.has(id))).toEqual([])
  })
})

describe('couplings', () => {
  /** Shares by the catalog's own formulas: `a / b * 100` with one id above and one below. */
  const shareFormulas = (): { ratio: string; part: string; whole: string }[] =>
    catalog.indicators.flatMap(({ id, formula }) => {
      const match = /^([a-z0-9.-]+) \/ ([a-z0-9.-]+) \* 100$/.exec(formula ?? '')
      const [, part, whole] = match ?? []
      return part === undefined || whole === undefined ? [] : [{ ratio: id, part, whole }]
    })

  /** Ratios that may pass 100 % by their meaning: a target, a baseline, a sum that is never shared. */
  const OPEN = new Set([
    'map.vitals.population-load',
    'economy.invest.completion',
    'economy.power.load-heat',
  ])

  const derived = (id: string): string | null =>
    catalog.indicators.find((definition) => definition.id === id)?.formula ?? null

  test('every share that the catalog derives from two fed counts has a coupling', () => {
    const known = new Map(COUPLINGS.map(({ part, of }) => [part, of]))
    const reaches = (part: string, whole: string): boolean =>
      part === whole || (known.get(part) ?? []).some((next) => reaches(next, whole))
    const missing = shareFormulas().filter(
      ({ ratio, part, whole }) =>
        !OPEN.has(ratio) &&
        derived(part) === null &&
        derived(whole) === null &&
        !reaches(part, whole),
    )
    expect(missing).toEqual([])
  })

  test('a coupling names fed indicators of one period, and a ratio of the catalog', () => {
    const byId = new Map(catalog.indicators.map((definition) => [definition.id, definition]))
    for (const { part, of, ratio } of COUPLINGS) {
      for (const id of [part, ...of]) {
        expect(byId.get(id)?.sim_model, id).not.toBe('derived')
        expect(byId.get(id), id).toBeDefined()
        expect(byId.get(id)?.period ?? null).toBe(byId.get(part)?.period ?? null)
      }
      if (ratio !== null)
        expect(parseFormula(byId.get(ratio)?.formula ?? '').inputs).toContain(part)
    }
  })

  test('a part is never more than its whole, at no place and at no moment', () => {
    const over: string[] = []
    for (const { part, of } of COUPLINGS) {
      for (const ms of moments(120)) {
        const sums = of.map((id) => townSums(id, ms))
        for (const [i, value] of model.valuesAt(part, ms).entries()) {
          const place = model.placesOf(part)[i]
          const [whole] = of
          if (place === undefined || whole === undefined) continue
          const limit =
            of.length === 1
              ? at(whole, ms, place.id)
              : sums.reduce((sum, towns) => sum + (towns.get(place.id) ?? 0), 0)
          if (!(value <= limit + 1e-9)) over.push(`${part} ${value} > ${limit} at ${place.id}`)
        }
      }
    }
    expect(over.slice(0, 5)).toEqual([])
  })
})

describe('schedules', () => {
  test('the last report is not after now, the next is, and both belong to one series', () => {
    for (const schedule of schedulesOf(catalog).values()) {
      for (const ms of moments(20)) {
        const [last, next] = [lastReportMs(schedule, ms), nextReportMs(schedule, ms)]
        expect(last).toBeLessThanOrEqual(ms)
        expect(next).toBeGreaterThan(ms)
        expect(lastReportMs(schedule, next)).toBe(next)
        expect(nextReportMs(schedule, last)).toBe(next)
        expect(reportsBetween(schedule, last, next + 1)).toEqual([last, next])
      }
    }
  })

  test('what a formula reads together comes at the same moment when the cadence is the same', () => {
    const schedules = schedulesOf(catalog)
    for (const { part, of } of COUPLINGS) {
      for (const whole of of) {
        const [a, b] = [schedules.get(part), schedules.get(whole)]
        expect(a?.group).toBe(b?.group)
        if (a?.cadence === b?.cadence) expect(a).toEqual(b)
      }
    }
  })
})
