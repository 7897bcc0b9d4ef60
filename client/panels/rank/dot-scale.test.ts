import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RankChart } from '../../charts/model.ts'
import { dotScale, shareAt } from './dot-scale.ts'

const aRank = (values: readonly (number | null)[]): RankChart => ({
  kind: 'rank',
  measures: [
    {
      id: 'm',
      name: 'm',
      scale: { divisor: 1, unit: '', precision: 1 },
      group: 0,
      limits: [],
      direction: 'higher_better',
    },
  ],
  rows: values.map((value, i) => ({
    id: String(i),
    name: String(i),
    apart: false,
    focused: false,
    values: [{ value, level: null, stale: false }],
  })),
  more: 0,
})

test('numbers close together are dots, numbers far apart are bars', () => {
  expect(dotScale(aRank([92.7, 91.9, 91.8, 91.3]))).not.toBeNull()
  expect(dotScale(aRank([30, 28, 20, 13]))).toBeNull()
  expect(dotScale(aRank([92.7, null, 91.8, 91.3]))).toBeNull()
  expect(dotScale(aRank([1, 1, 1, 1]))).toBeNull()
  expect(dotScale(aRank([0.9, 1, 1, -1]))).toBeNull()
})

test('the greater the number, the farther right its dot, and none leaves the scale', () => {
  const values = fc.array(fc.double({ min: 80, max: 100, noNaN: true }), { minLength: 4 })
  fc.assert(
    fc.property(values, (numbers) => {
      const scale = dotScale(aRank(numbers))
      if (scale === null) return
      const shares = [...numbers].sort((a, b) => a - b).map((value) => shareAt(scale, value))
      expect(shares).toEqual([...shares].sort((a, b) => a - b))
      expect(Math.min(...shares)).toBeGreaterThan(0)
      expect(Math.max(...shares)).toBeLessThan(1)
      expect(shareAt(scale, scale.mean)).toBeGreaterThanOrEqual(0)
    }),
  )
})
