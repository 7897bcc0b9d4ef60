import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderRow } from '../../../protocol/order/row.ts'
import { OrderClusters } from './clusters.ts'

const NOW = Date.UTC(2026, 5, 1)
const iso = (ms: number): string => new Date(ms).toISOString()
const WORLD = [-180, -85, 180, 85] as const

const row = (
  id: string,
  position: OrderRow['position'],
  leftMs: number | null = 60_000,
): OrderRow => ({
  id,
  rev: 1,
  state: 'reported',
  type: 'city.pothole',
  title: id,
  department: 'urban',
  place: 'district',
  town: null,
  position,
  severity: 3,
  channel: 'desk',
  alarmId: null,
  simulated: false,
  createdAt: iso(NOW),
  changedAt: iso(NOW),
  due:
    leftMs === null ? null : { clock: 'T1', at: iso(NOW + leftMs), amberAt: iso(NOW + leftMs / 2) },
  marks: [],
  cohandlers: [],
})

test('orders that would overlap are one mark with the worst of their lamps, and come apart nearer by', () => {
  const clusters = new OrderClusters(
    [
      row('a', [119.97, 31.77]),
      row('b', [119.9702, 31.7701], -1),
      row('c', [119.9701, 31.7702], null),
      row('far', [120.1, 31.9]),
      row('nowhere', null, -1),
    ],
    NOW,
  )
  expect([clusters.placed, clusters.overdue]).toEqual([4, 1])
  const [far, near] = clusters.marks(WORLD, 10)
  expect(far).toMatchObject({ id: 'far', count: 1, worst: 'green', cluster: null })
  expect(near).toMatchObject({ id: null, count: 3, overdue: 1, worst: 'red' })
  const zoom = clusters.zoomOf(near?.cluster ?? -1) ?? 0
  expect(clusters.marks(WORLD, zoom).length).toBeGreaterThan(2)
  expect(clusters.ordersIn(near?.cluster ?? -1, 9).sort()).toEqual(['a', 'b', 'c'])
})

test('orders on one spot stay one mark however near one comes, and can be listed', () => {
  const spot = [119.97, 31.77] as const
  const clusters = new OrderClusters([row('a', spot), row('b', spot)], NOW)
  const [mark] = clusters.marks(WORLD, 18)
  expect(mark?.count).toBe(2)
  expect(clusters.zoomOf(mark?.cluster ?? -1)).toBeNull()
})

test('at every zoom each placed order is in exactly one mark', () => {
  const position = fc.tuple(
    fc.double({ min: 119.8, max: 120.2, noNaN: true }),
    fc.double({ min: 31.6, max: 32, noNaN: true }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.option(position), { maxLength: 60 }),
      fc.integer({ min: 8, max: 18 }),
      (positions, zoom) => {
        const rows = positions.map((at, i) => row(`o${i}`, at))
        const clusters = new OrderClusters(rows, NOW)
        const seen = clusters
          .marks(WORLD, zoom)
          .flatMap(({ id, cluster }) =>
            id !== null ? [id] : clusters.ordersIn(cluster ?? -1, Number.POSITIVE_INFINITY),
          )
        const placed = rows.filter((one) => one.position !== null).map(({ id }) => id)
        expect(seen.sort()).toEqual(placed.sort())
      },
    ),
    { numRuns: 200 },
  )
})
