import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { evaluate, parseFormula } from '../../protocol/indicator/formula.ts'
import { startOfPeriod } from '../../protocol/indicator/period.ts'
import type { IndicatorValue, Reading } from '../../protocol/indicator/value.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import {
  aCatalog,
  anIndicator,
  aPlace,
  aReading,
  NOON_MS,
} from '../../protocol/testing/builders.ts'
import { Engine } from './engine.ts'
import { createPlaceRegistry, type PlaceRegistry } from './places.ts'
import { loadedFrom } from './testing.ts'

const DEFINITIONS: readonly IndicatorDefinition[] = [
  anIndicator({ id: 't.sum', grain: 'point', aggregate: 'sum' }),
  anIndicator({ id: 't.day', grain: 'point', aggregate: 'sum', kind: 'counter', period: 'day' }),
  anIndicator({
    id: 't.mean',
    grain: 'point',
    aggregate: 'mean',
    direction: 'lower_better',
    warn_blue: 50,
    warn_red: 90,
  }),
  anIndicator({ id: 't.max', grain: 'point', aggregate: 'max' }),
  anIndicator({ id: 't.min', grain: 'point', aggregate: 'min' }),
  anIndicator({ id: 't.none' }),
  anIndicator({ id: 't.ratio', aggregate: 'formula', formula: 't.sum / t.none * 100' }),
  anIndicator({ id: 't.deep', aggregate: 'formula', formula: 't.ratio + t.max - t.mean' }),
]
const LISTED = [
  aPlace({ id: 'point:a', town: 'chashan' }),
  aPlace({ id: 'point:b', town: 'chashan' }),
  aPlace({ id: 'point:c', town: 'diaozhuang' }),
  aPlace({ id: 'point:zone', town: 'tnedz' }),
]
const PLACES = [
  DISTRICT,
  'chashan',
  'diaozhuang',
  'tnedz',
  'point:a',
  'point:b',
  'point:c',
  'point:zone',
  'point:unlisted',
  'grid:chashan-9',
]

const catalog = aCatalog({ indicators: [...DEFINITIONS] })
const loaded = loadedFrom(catalog)
const registry = (): PlaceRegistry => createPlaceRegistry(LISTED, catalog.towns)
const anEngine = (nowMs = NOON_MS): Engine =>
  new Engine({ loaded, places: registry(), latest: [], nowMs })

const feed = (engine: Engine, readings: readonly Reading[], nowMs = NOON_MS): void =>
  engine.adopt(engine.plan(readings, nowMs))

/** What stands after all readings in their order, worked out from scratch in the plainest way. */
function oracle(readings: readonly Reading[]): Map<string, number | null> {
  const latest = new Map<string, Reading>()
  for (const reading of readings) {
    const key = `${reading.indicator} ${reading.place}`
    const known = latest.get(key)
    if (known === undefined || reading.atMs >= known.atMs) latest.set(key, reading)
  }
  const places = registry()
  const shown = new Map<string, number | null>()
  for (const [key, { value }] of latest) shown.set(key, value)

  const roll = (definition: IndicatorDefinition, members: readonly Reading[]): number | null => {
    const newest = Math.max(...members.map(({ atMs }) => atMs))
    const period = definition.period
    const values = members
      .filter(({ atMs }) => period === null || atMs >= startOfPeriod(period, newest))
      .map(({ value }) => value)
    if (values.length === 0) return null
    const sum = values.reduce((a, b) => a + b, 0)
    if (definition.aggregate === 'sum') return sum
    if (definition.aggregate === 'mean') return sum / values.length
    return definition.aggregate === 'max' ? Math.max(...values) : Math.min(...values)
  }
  for (const definition of DEFINITIONS) {
    if (['none', 'formula'].includes(definition.aggregate)) continue
    const own = [...latest.values()].filter(({ indicator }) => indicator === definition.id)
    const leaves = own.filter(({ place }) => place.includes(':'))
    const isFresh = ({ atMs }: Reading): boolean => NOON_MS - atMs <= 2 * 60_000
    /** A fed value stands unless it is stale while the places beneath it are not. */
    const isDirect = (at: string, beneath: readonly Reading[]): boolean => {
      const fed = own.find(({ place }) => place === at)
      return fed !== undefined && (isFresh(fed) || !beneath.some(isFresh))
    }
    const leavesOf = (town: string): Reading[] =>
      leaves.filter(({ place }) => places.townOf(place) === town)
    const isTownDirect = (town: string): boolean => isDirect(town, leavesOf(town))
    for (const town of places.townCodes) {
      const members = leavesOf(town)
      if (!isTownDirect(town) && members.length > 0) {
        shown.set(`${definition.id} ${town}`, roll(definition, members))
      }
    }
    const members = [
      ...own.filter(({ place }) => places.summedTowns.has(place) && isTownDirect(place)),
      ...leaves.filter(({ place }) => {
        const town = places.townOf(place)
        return town === null || !places.summedTowns.has(town) || !isTownDirect(town)
      }),
    ]
    if (!isDirect(DISTRICT, members) && members.length > 0) {
      shown.set(`${definition.id} ${DISTRICT}`, roll(definition, members))
    }
  }
  for (const { id, formula } of DEFINITIONS) {
    if (formula === null) continue
    const { root, inputs } = parseFormula(formula)
    for (const place of PLACES) {
      const has = (input: string): boolean => shown.has(`${input} ${place}`)
      const isTown = places.townCodes.has(place)
      const wanted = place === DISTRICT || isTown ? inputs.some(has) : inputs.every(has)
      if (!wanted) continue
      const value = evaluate(root, (input) => {
        if (has(input)) return shown.get(`${input} ${place}`) ?? null
        const elsewhere = PLACES.some((other) => {
          return other !== DISTRICT && shown.has(`${input} ${other}`)
        })
        return isTown && !elsewhere ? (shown.get(`${input} ${DISTRICT}`) ?? null) : null
      })
      shown.set(`${id} ${place}`, value)
    }
  }
  return shown
}

const reading: fc.Arbitrary<Reading> = fc
  .record({
    indicator: fc.constantFrom('t.sum', 't.day', 't.mean', 't.max', 't.min', 't.none'),
    place: fc.constantFrom(...PLACES),
    // Two days in steps of three hours: late readings, equal times and a change of day are frequent.
    atMs: fc
      .oneof(fc.constant(0), fc.integer({ min: 0, max: 15 }))
      .map((step) => NOON_MS - step * 3 * 3_600_000),
    value: fc.integer({ min: -3, max: 100 }),
  })
  .map((fields) => aReading(fields))

const tableOf = (engine: Engine): Map<string, number | null> =>
  new Map([...engine.all()].map((v) => [`${v.indicator} ${v.place}`, v.value]))

const rounded = (table: ReadonlyMap<string, number | null>): [string, number | null][] =>
  [...table]
    .map(([key, value]): [string, number | null] => [
      key,
      value === null ? null : Number(value.toFixed(6)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))

test('after every batch of late, repeated and corrected readings the values are those worked out from scratch', () => {
  fc.assert(
    fc.property(fc.array(fc.array(reading, { maxLength: 6 }), { maxLength: 12 }), (batches) => {
      const engine = anEngine()
      const sent: Reading[] = []
      for (const batch of batches) {
        feed(engine, batch)
        sent.push(...batch)
        expect(rounded(tableOf(engine))).toEqual(rounded(oracle(sent)))
      }
    }),
    { numRuns: 300 },
  )
})

test('a plan leaves the state as it was until it is adopted', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 20 }), fc.array(reading), (before, planned) => {
      const engine = anEngine()
      feed(engine, before)
      const stood = [...engine.all()]
      engine.plan(planned, NOON_MS)
      expect([...engine.all()]).toEqual(stood)
    }),
  )
})

test('a plan names each changed value once, and nothing that stayed the same', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 20 }), fc.array(reading), (before, planned) => {
      const engine = anEngine()
      feed(engine, before)
      const { values } = engine.plan(planned, NOON_MS)
      const keys = values.map(({ indicator, place }) => `${indicator} ${place}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const value of values)
        expect(engine.get(value.indicator, value.place)).not.toEqual(value)
    }),
  )
})

test('[R13] a late reading never replaces a newer one', () => {
  const engine = anEngine()
  feed(engine, [aReading({ indicator: 't.none', value: 7 })])
  const plan = engine.plan(
    [aReading({ indicator: 't.none', value: 1, atMs: NOON_MS - 1 })],
    NOON_MS,
  )
  expect(plan).toEqual({ values: [], computed: [], judgements: [] })
})

test('a missing total and a total of 0 give no rate, never 0', () => {
  const engine = anEngine()
  feed(engine, [aReading({ indicator: 't.sum', place: 'point:a', value: 5 })])
  expect(engine.get('t.ratio', DISTRICT)).toMatchObject({ value: null, status: 'missing' })
  feed(engine, [aReading({ indicator: 't.none', value: 0 })])
  expect(engine.get('t.ratio', DISTRICT)).toMatchObject({ value: null, status: 'missing' })
  feed(engine, [aReading({ indicator: 't.none', value: 20, atMs: NOON_MS + 1 })])
  expect(engine.get('t.ratio', DISTRICT)).toMatchObject({ value: 25, atMs: NOON_MS + 1 })
})

test('a roll-up tells how many places it holds and is as good as the worst of them', () => {
  const engine = anEngine()
  const day = 86_400_000
  feed(engine, [
    aReading({ indicator: 't.day', place: 'point:a', value: 900, atMs: NOON_MS - day }),
    aReading({ indicator: 't.day', place: 'point:b', value: 3, quality: 'suspect' }),
    aReading({ indicator: 't.day', place: 'point:c', value: 4, atMs: NOON_MS - 5 }),
  ])
  expect(engine.get('t.day', DISTRICT)).toMatchObject({
    value: 7,
    atMs: NOON_MS,
    quality: 'suspect',
    origin: 'rolled-up',
    coverage: { reported: 2, known: 3 },
  })
})

test('a value fed for the district stands over the roll-up until it is stale and the places are not', () => {
  const engine = anEngine()
  const later = NOON_MS + 10 * 60_000
  feed(engine, [
    aReading({ indicator: 't.sum', value: 100 }),
    aReading({ indicator: 't.sum', place: 'point:a', value: 1 }),
  ])
  expect(engine.get('t.sum', DISTRICT)).toMatchObject({ value: 100, origin: 'measured' })
  feed(engine, [aReading({ indicator: 't.sum', place: 'point:a', value: 2, atMs: later })], later)
  expect(engine.get('t.sum', DISTRICT)).toMatchObject({ value: 2, origin: 'rolled-up' })
  feed(engine, [aReading({ indicator: 't.sum', value: 101, atMs: NOON_MS + 1 })], later)
  expect(engine.get('t.sum', DISTRICT)).toMatchObject({ value: 2, origin: 'rolled-up' })
  feed(engine, [aReading({ indicator: 't.sum', value: 102, atMs: later })], later)
  expect(engine.get('t.sum', DISTRICT)).toMatchObject({ value: 102, origin: 'measured' })
})

test('one bad station is not averaged away: the mean carries the worst level beneath it', () => {
  const engine = anEngine()
  feed(engine, [
    aReading({ indicator: 't.mean', place: 'point:a', value: 10 }),
    aReading({ indicator: 't.mean', place: 'point:c', value: 95 }),
  ])
  expect(engine.get('t.mean', DISTRICT)).toMatchObject({ value: 52.5, level: 'red' })
  expect(engine.get('t.mean', 'chashan')).toMatchObject({ value: 10, level: null })
})

test('[R11] a value turns stale once, two cadences after it was measured', () => {
  const engine = anEngine()
  feed(engine, [aReading({ indicator: 't.none' })])
  const staleMs = NOON_MS + 2 * 60_000
  expect(engine.sweep(staleMs)).toEqual([])
  const swept = engine.sweep(staleMs + 1)
  expect(swept.map(({ indicator, status }) => [indicator, status])).toContainEqual([
    't.none',
    'stale',
  ])
  engine.adopt({ values: swept })
  expect(engine.sweep(staleMs + 2)).toEqual([])
})

test('an engine that starts from what was stored stands where the one before it stood', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 30 }), (readings) => {
      const engine = anEngine()
      feed(engine, readings)
      const measured = (value: IndicatorValue): boolean => value.origin === 'measured'
      const latest = [...engine.all()].filter(measured).map((value) => ({
        ...aReading({ indicator: value.indicator, place: value.place }),
        value: value.value ?? Number.NaN,
        atMs: value.atMs ?? Number.NaN,
        computed: false,
      }))
      const again = new Engine({ loaded, places: registry(), latest, nowMs: NOON_MS })
      expect(rounded(tableOf(again))).toEqual(rounded(tableOf(engine)))
    }),
  )
})
