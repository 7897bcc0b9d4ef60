import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { withChanges } from './changed.ts'
import { applyReadings, indicatorStore, selectReading } from './indicators.ts'

beforeEach(() => indicatorStore.setState({ version: 0, values: new Map(), placesOf: new Map() }))

const reading = (indicator: string, place: string, value: number | null): WireReading => ({
  indicator,
  place,
  value,
  at: null,
  quality: 'good',
  level: null,
  status: value === null ? 'missing' : 'fresh',
})
const name = fc.constantFrom('a', 'b', '__proto__', 'constructor')
const change = fc
  .record({ indicator: name, place: name, value: fc.option(fc.integer()), gone: fc.boolean() })
  .map(({ indicator, place, value, gone }) => {
    const key = valueKey(indicator, place)
    return [key, gone ? null : reading(indicator, place, value)] as const
  })
const changes = fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 8 })

test('the places of each indicator are those of which a value is held, after any changes', () => {
  fc.assert(
    fc.property(changes, (ticks) => {
      indicatorStore.setState({ version: 0, values: new Map(), placesOf: new Map() })
      let expected: ReadonlyMap<string, WireReading> = new Map()
      for (const tick of ticks) {
        applyReadings(new Map(tick))
        expected = withChanges(expected, new Map(tick))
      }
      const { values, placesOf } = indicatorStore.getState()
      expect(values).toEqual(expected)
      const places = new Map<string, Set<string>>()
      for (const { indicator, place } of expected.values()) {
        places.set(indicator, (places.get(indicator) ?? new Set()).add(place))
      }
      expect(new Map([...placesOf].map(([id, list]) => [id, new Set(list)]))).toEqual(places)
      for (const list of placesOf.values()) expect(new Set(list).size).toBe(list.length)
    }),
    { numRuns: 1_000 },
  )
})

test('a tick writes once; one without changes writes nothing', () => {
  let writes = 0
  const end = indicatorStore.subscribe(() => writes++)
  applyReadings(
    new Map([
      ['a x', reading('a', 'x', 1)],
      ['b x', reading('b', 'x', 2)],
    ]),
  )
  applyReadings(new Map())
  end()
  expect(writes).toBe(1)
})

test('where only values change, the lists of places stay the same objects', () => {
  applyReadings(new Map([['a x', reading('a', 'x', 1)]]))
  const { placesOf } = indicatorStore.getState()
  applyReadings(new Map([['a x', reading('a', 'x', 2)]]))
  expect(indicatorStore.getState().placesOf).toBe(placesOf)
  expect(selectReading('a', 'x')(indicatorStore.getState())?.value).toBe(2)
})
