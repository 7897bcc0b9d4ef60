import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IndicatorValue, Reading } from '../../protocol/indicator/value.ts'
import { aCatalog, anIndicator, aReading, NOON_MS } from '../../protocol/testing/builders.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { createPipeline } from './pipeline.ts'
import { createPlaceRegistry } from './places.ts'
import { changeableCatalog, loadedFrom } from './testing.ts'

const FIVE_MIN_MS = 5 * 60_000
const PART = 'city.test.part'
const WHOLE = 'city.test.whole'
const catalog = aCatalog({
  indicators: [
    anIndicator({ id: PART, cadence: '1min', grain: 'point', aggregate: 'sum' }),
    anIndicator({ id: WHOLE, cadence: '1min', grain: 'point', aggregate: 'max' }),
    anIndicator({
      id: 'city.test.share',
      cadence: '1min',
      formula: `${PART} / ${WHOLE} * 100`,
      aggregate: 'formula',
    }),
  ],
})
const POINTS = ['point:chashan-1', 'point:chashan-2', 'point:x']
const PLACES = ['district', 'chashan', ...POINTS]

/**
 * What a district knows after these deliveries: newest values everywhere, and the whole history of the places
 * that only measure. What was rolled up in between is not history of readings, and stays as it was believed then.
 */
async function after(deliveries: readonly (readonly Reading[])[]) {
  const store = createMemoryStore()
  const pipeline = createPipeline({
    store,
    catalog: changeableCatalog(loadedFrom(catalog)),
    places: createPlaceRegistry([], catalog.towns),
    nowMs: () => NOON_MS,
    sweepMs: 1_000_000,
  })
  await pipeline.start()
  for (const readings of deliveries) await pipeline.ingest(readings)
  const values = pipeline
    .allValues()
    .map(({ receivedAtMs: _, ...value }: IndicatorValue) => value)
    .sort((a, b) => (`${a.indicator} ${a.place}` < `${b.indicator} ${b.place}` ? -1 : 1))
  const history = []
  for (const place of POINTS) {
    for (const indicator of [PART, WHOLE]) {
      const span = { fromMs: NOON_MS - FIVE_MIN_MS, toMs: NOON_MS + FIVE_MIN_MS, points: 10_000 }
      history.push(await store.history({ indicator, place, ...span }))
    }
  }
  await pipeline.close()
  return { values, history }
}

const readings = fc.uniqueArray(
  fc.record({
    indicator: fc.constantFrom(PART, WHOLE),
    place: fc.constantFrom(...PLACES),
    atMs: fc.integer({ min: -300, max: 300 }).map((s) => NOON_MS + s * 1_000),
    value: fc.integer({ min: 0, max: 1_000 }),
  }),
  { minLength: 2, maxLength: 40, selector: (r) => `${r.indicator} ${r.place} ${r.atMs}` },
)

test('[R13] readings up to five minutes early or late end in the values and the history of those in order', async () => {
  let moved = 0
  await fc.assert(
    fc.asyncProperty(
      readings.chain((list) =>
        fc.tuple(
          fc.constant(list.map((fields) => aReading(fields))),
          fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
          fc.integer({ min: 1, max: 7 }),
        ),
      ),
      async ([list, shuffled, size]) => {
        const inOrder = list.toSorted((a, b) => a.atMs - b.atMs)
        const late: Reading[][] = []
        for (let i = 0; i < shuffled.length; i += size) {
          late.push(shuffled.slice(i, i + size).map((fields) => aReading(fields)))
        }
        if (shuffled.some(({ atMs }, i) => atMs !== inOrder[i]?.atMs)) moved++
        expect(await after(late)).toEqual(await after([inOrder]))
      },
    ),
    { numRuns: 500, seed: 20260603 },
  )
  expect(moved).toBeGreaterThan(300)
})
