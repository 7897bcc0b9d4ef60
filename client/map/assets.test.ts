import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAssets } from './assets.ts'
import { legendOf } from './legend-data.ts'
import { marksOf } from './marks.ts'
import { NewOrders } from './new-orders.ts'
import { robustScale } from './scale.ts'
import { aDefinition, aPlace, aReading, aWorld, shippedGeo } from './test-world.ts'

test('whatever a table holds, reading it does not fail and gives only rows with a place', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      for (const row of parseAssets(body)) {
        expect(
          row.position ?? row.polygon ?? row.path ?? (row.from !== null && row.to !== null),
        ).toBeTruthy()
      }
    }),
    { numRuns: 500 },
  )
})

test('times that do not rise are replaced by an even drive along the way', () => {
  const [row] = parseAssets([
    {
      id: 'v',
      path: [
        [120, 31],
        [120.01, 31],
        [120.01, 31.01],
      ],
      timesS: [0, 50, 20],
    },
  ])
  const times = row?.timesS ?? []
  expect(times).toHaveLength(3)
  expect([...times].sort((a, b) => a - b)).toEqual(times)
  expect(row?.loopS).toBe(times.at(-1))
})

test('a legend names values beyond what its ramp can tell apart, and its newest time', () => {
  const geo = shippedGeo()
  const readings = [1, 2, 3, 4, 500].map((value, i) => aReading('city.x', `point:p${i}`, value))
  const world = aWorld(geo, [...readings, aReading('city.x', 'point:p9', null)], {
    indicators: new Map([['city.x', aDefinition('city.x', 'point')]]),
    places: new Map([0, 1, 2, 3, 4].map((i) => [`point:p${i}`, aPlace(`point:p${i}`, geo.center)])),
  })
  const set = marksOf('city.x', world)
  const legend = legendOf(
    { layer: 'points', binds: 'city.x', label_zh: '积水', label_en: 'Ponding' },
    set,
    'dot',
    robustScale(set.fine.map(({ value }) => value)),
    set.fine,
  )
  expect(legend).toMatchObject({
    unit: 'cm',
    ends: { low: '1.0', high: '≥ 7.0' },
    drawn: 5,
    unplaced: 1,
    asOfMs: Date.parse('2026-11-23T07:40:00Z'),
    note: null,
  })
})

test('orders that were there, or come in a snapshot after a gap, are not announced as new', () => {
  const order = (id: string) => [id, { id } as never] as const
  const orders = new NewOrders(new Map([order('a')]))
  expect(orders.arrived(new Map([order('a'), order('b')])).map(({ id }) => id)).toEqual(['b'])
  const many = new Map(Array.from({ length: 50 }, (_, i) => order(`n${i}`)))
  expect(orders.arrived(many)).toEqual([])
})
