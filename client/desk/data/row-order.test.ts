import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import { mergeRows, QUEUE_SORTS, ROW_ORDER } from './row-order.ts'

const rowOf = (n: number, severity: number) =>
  aRow({ id: `CG${n}`, severity: severity as 1 | 2 | 3 | 4 })

test('whether few rows or many go and come, the list is what sorting all of them would give', () => {
  const severity = fc.integer({ min: 1, max: 4 })
  const side = fc.array(severity, { maxLength: 60 })
  fc.assert(
    fc.property(side, side, fc.nat(60), fc.constantFrom(...QUEUE_SORTS), (were, new_, go, sort) => {
      const compare = ROW_ORDER[sort]
      const before = were.map((each, n) => rowOf(n, each)).sort(compare)
      const came = new_.map((each, n) => rowOf(100 + n, each))
      const gone = new Set(before.filter((_, n) => n % 7 < go % 8 && n < go))
      const after = mergeRows(before, gone, came, compare)
      expect(after).toEqual([...before.filter((row) => !gone.has(row)), ...came].sort(compare))
    }),
  )
})

test('a list that nothing changed in stays the very same', () => {
  const rows = [rowOf(1, 1), rowOf(2, 2)]
  expect(mergeRows(rows, new Set(), [], ROW_ORDER.due)).toBe(rows)
})
