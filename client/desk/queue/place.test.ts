import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import { placeNear } from './place.ts'

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => aRow({ id }))

test('an order is found wherever it was last seen, also outside the list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -3, max: 9 }), (at, hint) => {
      expect(placeNear(rows, rows[at]?.id ?? '', hint)).toBe(at)
    }),
  )
})

test('what the list does not hold has no place, nor has a cursor that stands nowhere', () => {
  expect(placeNear(rows, 'z', 2)).toBe(-1)
  expect(placeNear(rows, null, 2)).toBe(-1)
  expect(placeNear([], 'a', 0)).toBe(-1)
})
