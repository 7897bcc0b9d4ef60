import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HistoryPoint } from '../data/history-points.ts'
import { barsOf, gainedIn, hourOfWeek, incrementsOf, lineOf, periodStartMs } from './buckets.ts'

const MIDNIGHT = Date.parse('2026-11-24T16:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const point = (atMs: number, last: number): HistoryPoint => ({
  atMs,
  min: last,
  max: last,
  avg: last,
  last,
  n: 1,
})
const counter = { cadence: 'hour', period: 'day', aggregate: 'sum' } as const
const gauge = { cadence: 'hour', period: null, aggregate: 'mean' } as const

test('a counter begins again at midnight in Shanghai, and its first reading counts from zero', () => {
  const points = [point(MIDNIGHT - HOUR, 40), point(MIDNIGHT, 2), point(MIDNIGHT + HOUR, 5)]
  expect(incrementsOf(points, 'day', 2 * HOUR).map(({ value }) => value)).toEqual([2, 3])
  expect(periodStartMs('month', MIDNIGHT)).toBe(Date.parse('2026-10-31T16:00:00Z'))
  expect(periodStartMs('year', MIDNIGHT)).toBe(Date.parse('2025-12-31T16:00:00Z'))
})

test('what happened during a hole is nobody knows when, and is not put into one bar', () => {
  const points = [point(MIDNIGHT + HOUR, 1), point(MIDNIGHT + 9 * HOUR, 90)]
  expect(incrementsOf(points, 'day', 2.5 * HOUR)).toEqual([])
})

test('the increments of a whole day add up to where the counter stood', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 24, maxLength: 24 }), (gains) => {
      let total = 0
      const points = gains.map((gain, hour) => {
        total += gain
        return point(MIDNIGHT + hour * HOUR, total)
      })
      const all = [point(MIDNIGHT - HOUR, 7), ...points]
      const found = incrementsOf(all, 'day', 2.5 * HOUR)
      expect(found.reduce((sum, { value }) => sum + value, 0)).toBe(total)
      expect(gainedIn(all, counter, '7d', MIDNIGHT)).toBe(total)
    }),
  )
})

test('a bucket without data is no bar, which is not a bar of zero', () => {
  const points = [point(MIDNIGHT, 4), point(MIDNIGHT + 3 * HOUR, 8)]
  const bars = barsOf(points, gauge, '24h', { fromMs: MIDNIGHT, toMs: MIDNIGHT + 4 * HOUR })
  expect(bars.map(([, value]) => value)).toEqual([4, null, null, 8])
})

test('a line is broken where more than two readings are missing, and where a counter begins again', () => {
  const gap = lineOf([point(MIDNIGHT, 1), point(MIDNIGHT + 3 * HOUR, 2)], gauge, '24h', MIDNIGHT)
  expect(gap.map(([, value]) => value)).toEqual([1, null, 2])
  const near = lineOf([point(MIDNIGHT, 1), point(MIDNIGHT + 2 * HOUR, 2)], gauge, '24h', MIDNIGHT)
  expect(near.map(([, value]) => value)).toEqual([1, 2])
  const reset = lineOf(
    [point(MIDNIGHT - HOUR, 40), point(MIDNIGHT, 2)],
    counter,
    '24h',
    MIDNIGHT - DAY,
  )
  expect(reset.map(([, value]) => value)).toEqual([40, null, 2])
})

test('the week has a cell only where the window has an hour', () => {
  const cells = hourOfWeek([point(MIDNIGHT + 9 * HOUR, 6)], gauge, '7d', {
    fromMs: MIDNIGHT,
    toMs: MIDNIGHT + DAY,
  })
  // 25 November 2026 is a Wednesday.
  expect(cells[2]?.[9]).toBe(6)
  expect(cells.flat().filter((value) => value !== null)).toEqual([6])
})
