import { beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../protocol/catalog.ts'
import { levelOf } from '../../protocol/indicator/threshold.ts'
import { loadCatalog } from '../../scenarios/load.ts'
import { COUPLINGS } from '../model/couplings.ts'
import { createModel, type Model } from '../model/model.ts'
import { loadPlaces } from '../places.ts'
import type { ActiveIncident } from './effects.ts'
import { INCIDENT_NAMES, INCIDENTS, lengthMin, phaseAt } from './scripts.ts'

let catalog: Catalog
let model: Model
const startedAtMs = Date.UTC(2026, 10, 25, 2)
const MINUTE_MS = 60_000

beforeAll(async () => {
  const { loaded } = await loadCatalog()
  if (loaded === null) throw new Error('the shipped catalog is refused')
  catalog = loaded.catalog
  model = createModel(catalog, loadPlaces(catalog), 7)
})

const run = (name: string, stoppedAtMs: number | null = null): ActiveIncident[] => [
  { name, startedAtMs, stoppedAtMs },
]
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

describe('incidents', () => {
  test('every script names indicators that are fed, ordered phases and a place in the district', () => {
    const fed = new Set(model.indicators.map(({ id }) => id))
    const towns = new Set(catalog.towns.map(({ code }) => code))
    for (const script of INCIDENTS.values()) {
      expect(script.effects.filter(({ indicator }) => !fed.has(indicator))).toEqual([])
      const starts = script.phases.map(({ fromMin }) => fromMin)
      expect(starts).toEqual([...starts].sort((a, b) => a - b))
      expect(towns.has(script.town)).toBe(true)
      expect(lengthMin(script)).toBeGreaterThanOrEqual(120)
      expect(phaseAt(script, 0)?.id).toBe(script.phases[0]?.id)
    }
  })

  test('at the height of each, what it touches is worse than without it, for most by a level', () => {
    for (const name of INCIDENT_NAMES) {
      const script = INCIDENTS.get(name)
      let worse = 0
      for (const effect of script?.effects ?? []) {
        const definition = catalog.indicators.find(({ id }) => id === effect.indicator)
        if (definition === undefined) continue
        const ms = startedAtMs + (effect.from + effect.rise + effect.hold) * MINUTE_MS
        const [calm, bad] = [
          model.valuesAt(definition.id, ms),
          model.valuesAt(definition.id, ms, run(name)),
        ]
        const change = sum(bad) - sum(calm)
        expect(Math.sign(change) * Math.sign(effect.peak), `${name} ${definition.id}`).toBe(1)
        const direction = definition.direction
        if (direction === 'lower_better') expect(effect.peak, definition.id).toBeGreaterThan(0)
        if (direction === 'higher_better') expect(effect.peak, definition.id).toBeLessThan(0)
        if (bad.some((value) => levelOf(definition, value) !== null)) worse++
      }
      expect(worse, name).toBeGreaterThanOrEqual(5)
    }
  })

  test('a storm lifts canal level, ponding, pump runs, accidents and hotline calls together', () => {
    const ms = startedAtMs + 150 * MINUTE_MS
    for (const id of [
      'safety.flood.canal-level',
      'city.drain.pond-depth',
      'city.drain.pumps-running',
      'city.traffic.accidents-open',
      'society.hotline.received.today',
    ]) {
      expect(sum(model.valuesAt(id, ms, run('storm'))), id).toBeGreaterThan(
        sum(model.valuesAt(id, ms)),
      )
    }
  })

  test('parts stay within their wholes in the middle of every incident', () => {
    for (const name of INCIDENT_NAMES) {
      for (const { part, of } of COUPLINGS) {
        const [whole] = of
        if (whole === undefined || of.length > 1) continue
        const ms = startedAtMs + 60 * MINUTE_MS
        const wholes = model.valuesAt(whole, ms, run(name))
        const parts = model.valuesAt(part, ms, run(name))
        expect(
          parts.every((value, i) => value <= (wholes[i] ?? 0) + 1e-9),
          part,
        ).toBe(true)
      }
    }
  })

  test('a gauge is back where it would have been once the incident is over, or half an hour after a stop', () => {
    const end = startedAtMs + lengthMin(INCIDENTS.get('storm') ?? never()) * MINUTE_MS + 1
    expect(model.valuesAt('safety.flood.canal-level', end, run('storm'))).toEqual(
      model.valuesAt('safety.flood.canal-level', end),
    )
    const stopped = startedAtMs + 100 * MINUTE_MS
    const later = stopped + 31 * MINUTE_MS
    expect(model.valuesAt('city.drain.pond-depth', later, run('storm', stopped))).toEqual(
      model.valuesAt('city.drain.pond-depth', later),
    )
  })

  test('a count keeps what happened until its day ends, and begins anew after midnight', () => {
    const id = 'society.police.calls.today'
    const [evening, nextDay] = [Date.UTC(2026, 10, 25, 15), Date.UTC(2026, 10, 25, 18)]
    expect(
      sum(model.valuesAt(id, evening, run('market-fire'))) - sum(model.valuesAt(id, evening)),
    ).toBe(28)
    expect(model.valuesAt(id, nextDay, run('market-fire'))).toEqual(model.valuesAt(id, nextDay))
  })
})

function never(): never {
  throw new Error('no such script')
}
