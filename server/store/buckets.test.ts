import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketCeil, bucketStart, expiryCuts, historyGrid, LEVEL_MS } from './buckets.ts'
import { DAY, DAY_MS, HOUR, MINUTE } from './testing.ts'

const query = (fromMs: number, toMs: number, points: number) => ({
  indicator: 'safety.canal.level',
  place: 'district',
  fromMs,
  toMs,
  points,
})

test('a day begins at midnight in Shanghai, eight hours before midnight in Greenwich', () => {
  expect(bucketStart(DAY_MS, DAY)).toBe(DAY_MS)
  expect(bucketStart(DAY_MS - 1, DAY)).toBe(DAY_MS - DAY)
  expect(bucketStart(DAY_MS + DAY - 1, DAY)).toBe(DAY_MS)
  expect(new Date(bucketStart(Date.UTC(2026, 2, 1, 15, 59), DAY)).toISOString()).toBe(
    '2026-02-28T16:00:00.000Z',
  )
  expect(bucketCeil(DAY_MS, HOUR)).toBe(DAY_MS)
  expect(bucketCeil(DAY_MS + 1, HOUR)).toBe(DAY_MS + HOUR)
})

test('the coarsest level is taken whose bucket still fits', () => {
  const level = (span: number, points: number) =>
    historyGrid(query(DAY_MS, DAY_MS + span, points)).level
  expect(level(30 * DAY, 500)).toBe('1h')
  expect(level(365 * DAY, 365)).toBe('1d')
  expect(level(365 * DAY, 366)).toBe('1h')
  expect(level(DAY, 500)).toBe('1min')
  expect(level(HOUR, 500)).toBe('raw')
})

test('the buckets of any query cover its span, and are no more than were asked for', () => {
  const arbitrary = fc.tuple(
    fc.integer({ min: DAY_MS - 400 * DAY, max: DAY_MS + 400 * DAY }),
    fc.integer({ min: 1, max: 3_000 * DAY }),
    fc.integer({ min: 1, max: 10_000 }),
  )
  fc.assert(
    fc.property(arbitrary, ([fromMs, span, points]) => {
      const toMs = fromMs + span
      const { level, widthMs, originMs } = historyGrid(query(fromMs, toMs, points))
      expect(originMs).toBeLessThanOrEqual(fromMs)
      expect(Math.ceil((toMs - originMs) / widthMs)).toBeLessThanOrEqual(points)
      if (level === 'raw' || points === 1) return
      expect(widthMs % LEVEL_MS[level]).toBe(0)
      expect(bucketStart(originMs, LEVEL_MS[level])).toBe(originMs)
    }),
    { numRuns: 1_000 },
  )
})

test('what is dropped ends at a local midnight, and a coarser level never before a finer one', () => {
  const keepMs = { raw: 10 * DAY, '1min': 2 * DAY, '1h': 20 * DAY, '1d': Number.POSITIVE_INFINITY }
  const now = DAY_MS + 5 * HOUR + 3 * MINUTE
  expect(expiryCuts(now, keepMs)).toEqual({
    raw: DAY_MS - 10 * DAY,
    '1min': DAY_MS - 10 * DAY,
    '1h': DAY_MS - 20 * DAY,
    '1d': Number.NEGATIVE_INFINITY,
  })
})
