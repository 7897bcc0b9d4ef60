import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apportion, type Shares } from './apportion.ts'

const shares: fc.Arbitrary<Shares> = fc
  .array(
    fc.record({
      weight: fc.double({ min: 0.01, max: 9, noNaN: true }),
      phase: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    const whole = rows.reduce((sum, { weight }) => sum + weight, 0)
    return {
      weights: Float64Array.from(rows, ({ weight }) => weight / whole),
      phases: Float64Array.from(rows, ({ phase }) => phase),
    }
  })
const total = fc.integer({ min: 0, max: 3_000 })

test('the parts are whole, not below 0, and add up to the total', () => {
  fc.assert(
    fc.property(shares, total, (given, sum) => {
      const parts = [...apportion(sum, given)]
      expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true)
      expect(parts.reduce((a, b) => a + b, 0)).toBe(sum)
    }),
    { numRuns: 1_000 },
  )
})

test('no place has less when the district has more', () => {
  fc.assert(
    fc.property(shares, total, total, (given, a, b) => {
      const fewer = apportion(Math.min(a, b), given)
      const more = apportion(Math.max(a, b), given)
      expect([...fewer].every((part, i) => part <= (more[i] ?? 0))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})
