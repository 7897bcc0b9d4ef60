import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, NIGHT } from '../ui/theme.ts'
import { position, rampColor, robustScale, valueColor } from './scale.ts'

const numbers = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
  maxLength: 60,
})

test('one outlier does not turn all other values into the darkest shade', () => {
  const scale = robustScale([1, 2, 3, 4, 5, 6, 7, 8, 9, 1e6])
  expect(position(scale, 9)).toBeGreaterThan(0.4)
  expect(position(scale, 1e6)).toBe(1)
  expect(scale.extent).toEqual([1, 1e6])
})

test('a missing value has no place on the ramp, so it is drawn hollow and never as 0', () => {
  const scale = robustScale([null, 3, 7])
  expect(position(scale, null)).toBeNull()
  expect(position(scale, Number.NaN)).toBeNull()
  expect(valueColor(NIGHT, scale, null)).toBeNull()
  expect(robustScale([null, null]).domain).toBeNull()
})

test('values that are all alike stand in the middle', () => {
  expect(position(robustScale([4, 4, 4]), 4)).toBe(0.5)
})

test('values on both sides of zero take the diverging ramp, zero in its middle', () => {
  const scale = robustScale([-5, -1, 2, 10])
  expect(scale.twoSided).toBe(true)
  expect(position(scale, 0)).toBe(0.5)
})

test('whatever the values, each stands between 0 and 1 and larger ones never below smaller ones', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const scale = robustScale(values)
      const known = values.filter((v): v is number => v !== null).sort((a, b) => a - b)
      let last = 0
      for (const value of known) {
        const t = position(scale, value)
        expect(t).not.toBeNull()
        expect(t).toBeGreaterThanOrEqual(last - 1e-12)
        expect(t).toBeLessThanOrEqual(1)
        last = t ?? last
      }
    }),
    { numRuns: 500 },
  )
})

test('the ramp ends in its own colours in both themes', () => {
  for (const { ramp } of [NIGHT, DAY]) {
    expect(rampColor(ramp, 0)).not.toEqual(rampColor(ramp, 1))
    expect(rampColor(ramp, -3)).toEqual(rampColor(ramp, 0))
    expect(rampColor(ramp, 7)).toEqual(rampColor(ramp, 1))
  }
})
