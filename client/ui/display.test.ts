import { expect, test } from 'vitest'
import type { WireReading } from '../../protocol/stream/events.ts'
import { judgeChange } from './change.tsx'
import { displayOf } from './display.ts'
import { earlierValue } from './use-change.ts'

const NOW = Date.parse('2026-11-25T08:00:00Z')
const MIN = 60_000
const definition = { cadence: '5min', precision: 1 } as const

const reading = (ageMs: number, more: Partial<WireReading> = {}): WireReading => ({
  indicator: 'city.air.pm25',
  place: 'district',
  value: 0,
  at: new Date(NOW - ageMs).toISOString(),
  quality: 'good',
  level: null,
  status: 'fresh',
  ...more,
})

test('zero, missing and bad quality are three different things', () => {
  expect(displayOf(reading(0), definition, NOW)).toMatchObject({ look: 'fresh', text: '0.0' })
  expect(displayOf(reading(0, { value: null }), definition, NOW)).toMatchObject({
    look: 'missing',
    text: '—',
  })
  expect(displayOf(undefined, definition, NOW)).toMatchObject({ look: 'missing', text: '—' })
  expect(displayOf(reading(0, { quality: 'suspect' }), definition, NOW)).toMatchObject({
    look: 'fresh',
    text: '0.0',
    quality: 'suspect',
  })
})

test('past two cadences a number is stale, past five it is a dash with its last value and time', () => {
  expect(displayOf(reading(10 * MIN), definition, NOW).look).toBe('fresh')
  expect(displayOf(reading(10 * MIN + 1), definition, NOW)).toMatchObject({
    look: 'stale',
    text: '0.0',
  })
  expect(displayOf(reading(25 * MIN + 1, { value: 7 }), definition, NOW)).toMatchObject({
    look: 'expired',
    text: '—',
    value: null,
    lastText: '7.0',
    lastAtMs: NOW - 25 * MIN - 1,
  })
})

test('a change is judged by the direction of the indicator, not by its sign', () => {
  expect(judgeChange(2, 'lower_better')).toBe('bad')
  expect(judgeChange(-2, 'lower_better')).toBe('good')
  expect(judgeChange(2, 'higher_better')).toBe('good')
  expect(judgeChange(2, 'neutral')).toBe('neutral')
  expect(judgeChange(2, 'band')).toBe('neutral')
  expect(judgeChange(0, 'lower_better')).toBe('neutral')
})

const point = (atMs: number, last: number) => ({
  atMs,
  min: last,
  max: last,
  avg: last,
  last,
  n: 1,
})
const DAY = 86_400_000

test('a fast number is compared with the same time yesterday, and with nothing when that is missing', () => {
  const points = [point(NOW - DAY - 2 * MIN, 5), point(NOW - DAY + 20 * MIN, 9), point(NOW, 8)]
  expect(earlierValue(points, NOW, { cadence: '5min', period: null })).toBe(5)
  expect(
    earlierValue([point(NOW - DAY + 20 * MIN, 9)], NOW, { cadence: '5min', period: null }),
  ).toBeNull()
})

test('a monthly number is compared with the month before', () => {
  const points = [point(NOW - 62 * DAY, 1), point(NOW - 31 * DAY, 2), point(NOW, 3)]
  expect(earlierValue(points, NOW, { cadence: 'month', period: null })).toBe(2)
})

test('what counts up through the day is compared with the same time yesterday, not with its total', () => {
  const pace = { cadence: 'day', period: 'day' } as const
  const points = [point(NOW - DAY + MIN, 20), point(NOW - 10 * 3_600_000, 700), point(NOW, 24)]
  expect(earlierValue(points, NOW, pace)).toBe(20)
  expect(earlierValue(points.slice(1), NOW, pace)).toBeNull()
})
