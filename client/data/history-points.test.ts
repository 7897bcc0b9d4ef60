import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extendHistory, type HistoryPoint } from './history-points.ts'

const BUCKET = 300_000

/** What the server would answer for the same readings: one point a bucket. */
function bucketed(readings: readonly { atMs: number; value: number }[]): HistoryPoint[] {
  const buckets = new Map<number, { atMs: number; value: number }[]>()
  for (const reading of readings) {
    const key = Math.floor(reading.atMs / BUCKET)
    buckets.set(key, [...(buckets.get(key) ?? []), reading])
  }
  return [...buckets.values()].map((members) => {
    const values = members.map((member) => member.value)
    return {
      atMs: members[0]?.atMs ?? 0,
      min: Math.min(...values),
      max: Math.max(...values),
      avg: values.reduce((sum, value) => sum + value, 0) / values.length,
      last: values.at(-1) ?? 0,
      n: values.length,
    }
  })
}

const series = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: -1000, max: 1000 })), {
    maxLength: 40,
  })
  .map((steps) => {
    let atMs = 0
    return steps.map(([step, value]) => {
      atMs += step
      return { atMs, value }
    })
  })

test('growing a series by live readings gives what fetching them would have given', () => {
  fc.assert(
    fc.property(series, fc.nat({ max: 40 }), (readings, cut) => {
      const fetched = readings.slice(0, cut)
      let points: readonly HistoryPoint[] = bucketed(fetched)
      let newest = fetched.at(-1)?.atMs ?? null
      for (const reading of readings.slice(cut)) {
        points = extendHistory(points, reading, BUCKET, newest)
        newest = reading.atMs
      }
      const wanted = bucketed(readings)
      expect(points.length).toBe(wanted.length)
      points.forEach((point, i) => {
        expect({ ...point, avg: 0 }).toEqual({ ...wanted[i], avg: 0 })
        expect(point.avg).toBeCloseTo(wanted[i]?.avg ?? Number.NaN, 6)
      })
    }),
    { numRuns: 300 },
  )
})

test('the same reading twice changes nothing, and an older one never replaces a newer', () => {
  const points = bucketed([{ atMs: 10_000, value: 4 }])
  expect(extendHistory(points, { atMs: 10_000, value: 4 }, BUCKET, 10_000)).toBe(points)
  expect(extendHistory(points, { atMs: 5_000, value: 9 }, BUCKET, 10_000)).toBe(points)
})

test('a correction of the newest reading shows', () => {
  const points = bucketed([{ atMs: 10_000, value: 4 }])
  expect(extendHistory(points, { atMs: 10_000, value: 6 }, BUCKET, 10_000).at(-1)).toMatchObject({
    last: 6,
    max: 6,
    n: 1,
  })
})
