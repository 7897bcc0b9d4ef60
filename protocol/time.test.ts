import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startOfPeriod } from './indicator/period.ts'
import { parseTime, toIso } from './time.ts'

test('a moment written in any offset reads as the same moment', () => {
  const ms = Date.UTC(2026, 5, 3, 4, 5, 6, 789)
  expect(parseTime('2026-06-03T04:05:06.789Z')).toBe(ms)
  expect(parseTime('2026-06-03T12:05:06.789+08:00')).toBe(ms)
  expect(parseTime('2026-06-03 12:05:06.789123+0800')).toBe(ms)
  expect(parseTime(ms)).toBe(ms)
  expect(parseTime(String(ms))).toBe(ms)
})

test('what names no moment is refused', () => {
  const refused = [
    '2026-06-03T04:05:06',
    '2026-06-03',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-06-03T24:00:00Z',
    '2026-06-03T04:05:06+25:00',
    'now',
    '',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    null,
    undefined,
    {},
    ['2026-06-03T04:05:06Z'],
    '9'.repeat(1_000),
  ]
  expect(refused.map((input) => parseTime(input))).toEqual(refused.map(() => null))
})

test('a moment written as ISO 8601 reads back as itself', () => {
  const moment = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) })
  fc.assert(fc.property(moment, (ms) => parseTime(toIso(ms)) === ms))
})

test('the day, the month and the year begin at midnight in Changzhou', () => {
  const justBefore = Date.UTC(2026, 0, 31, 15, 59, 59, 999)
  const midnight = justBefore + 1
  expect(toIso(startOfPeriod('day', midnight))).toBe('2026-01-31T16:00:00.000Z')
  expect(toIso(startOfPeriod('day', justBefore))).toBe('2026-01-30T16:00:00.000Z')
  expect(toIso(startOfPeriod('month', midnight))).toBe('2026-01-31T16:00:00.000Z')
  expect(toIso(startOfPeriod('month', justBefore))).toBe('2025-12-31T16:00:00.000Z')
  expect(toIso(startOfPeriod('year', midnight))).toBe('2025-12-31T16:00:00.000Z')
})
