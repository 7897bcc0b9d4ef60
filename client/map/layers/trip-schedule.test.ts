import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headAt, type Trip } from '../trip-motion.ts'
import type { TripRow } from './plan.ts'
import { type Leg, legsOf, scheduleOf, timing } from './trip-schedule.ts'

const rowOf = (trip: Trip): TripRow => ({
  ...trip,
  trailS: 60,
  color: [255, 255, 255, 255],
  widthPx: 2,
  mark: { id: 'v1' } as unknown as TripRow['mark'],
})
const ROW = rowOf({
  path: [
    [120, 31],
    [120.1, 31],
    [120.1, 31.1],
  ],
  timesS: [10, 100, 200],
  loopS: 300,
})

/** What the shader works out for a leg. */
function placeOn({ from, to, timesS: [startS, endS] }: Leg, atS: number): [number, number] {
  const along = Math.min(1, Math.max(0, (atS - startS) / Math.max(endS - startS, 0.001)))
  return [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along]
}
const shownAt = (legs: readonly Leg[], atS: number): Leg[] =>
  legs.filter(({ shownS: [from, until] }) => atS >= from && atS < until)

test('at every second of the loop one leg is shown, and the vehicle stands on it where it is', () => {
  const legs = legsOf(ROW)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 299, noNaN: true }), (atS) => {
      const shown = shownAt(legs, atS)
      expect(shown).toHaveLength(1)
      const [x, y] = shown[0] === undefined ? [0, 0] : placeOn(shown[0], atS)
      const [headX = 0, headY = 0] = headAt(ROW, atS) ?? []
      expect(x).toBeCloseTo(headX, 9)
      expect(y).toBeCloseTo(headY, 9)
    }),
  )
})

test('a vehicle with a single position is shown there all the time', () => {
  const legs = legsOf(rowOf({ path: [[120, 31]], timesS: [0], loopS: 10 }))
  expect(legs).toHaveLength(1)
  expect(legs[0]?.to).toEqual([120, 31])
  expect(shownAt(legs, 0)).toHaveLength(1)
  expect(shownAt(legs, 9.9)).toHaveLength(1)
})

test('a way without positions has no legs', () => {
  expect(legsOf(rowOf({ path: [], timesS: [], loopS: 10 }))).toEqual([])
})

test('the second of the loop is counted from the epoch, so that small numbers are enough', () => {
  const epochMs = Date.parse('2026-11-23T07:40:00Z')
  const [atEpochS, loopS, trailS, lastS] = timing(ROW, epochMs)
  expect([loopS, trailS, lastS]).toEqual([300, 60, 200])
  expect((atEpochS + 450) % loopS).toBeCloseTo(((epochMs + 450_000) / 1000) % 300, 6)
})

test('what is uploaded stays the same for an hour and is made anew then, or when the clock was set back', () => {
  const rows = [ROW]
  const first = scheduleOf(rows, 1_000_000)
  expect(scheduleOf(rows, 1_000_000 + 3_599_000)).toBe(first)
  const later = scheduleOf(rows, 1_000_000 + 3_600_000)
  expect(later.legs).not.toBe(first.legs)
  expect(later.rows).not.toBe(first.rows)
  expect(later.legs).toEqual(first.legs)
  const back = scheduleOf(rows, 0)
  expect(back.epochMs).toBe(0)
})
