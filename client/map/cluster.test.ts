import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cluster } from './cluster.ts'

const spots = fc
  .array(fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -300, max: 300 })), {
    maxLength: 120,
  })
  .map((list) => list.map(([x, y], item) => ({ x, y, item })))

test('points are never piled up: no two of what is drawn lie nearer than the distance', () => {
  fc.assert(
    fc.property(spots, fc.integer({ min: 1, max: 80 }), (list, distance) => {
      const drawn = cluster(list, distance)
      for (const [i, a] of drawn.entries()) {
        for (const b of drawn.slice(i + 1)) {
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(distance)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('no point is lost and none is counted twice', () => {
  fc.assert(
    fc.property(spots, fc.integer({ min: 1, max: 80 }), (list, distance) => {
      const members = cluster(list, distance).flatMap(({ items }) => [...items])
      expect(members.sort((a, b) => a - b)).toEqual(list.map(({ item }) => item))
    }),
  )
})

test('a group stands in the middle of its members', () => {
  const [only] = cluster(
    [
      { x: 0, y: 0, item: 'a' },
      { x: 4, y: 2, item: 'b' },
    ],
    10,
  )
  expect(only).toEqual({ x: 2, y: 1, items: ['a', 'b'] })
})

test('a point without a place on the screen is left out', () => {
  expect(cluster([{ x: Number.NaN, y: 0, item: 1 }], 5)).toEqual([])
})
