import { expect, test } from 'vitest'
import { frameGapMs, headAt, loopSecond } from './trip-motion.ts'

const trip = {
  path: [
    [120, 31],
    [120.1, 31],
    [120.1, 31.1],
  ] as const,
  timesS: [0, 100, 200],
  loopS: 300,
}

test('a vehicle stands between two positions in proportion to the time', () => {
  expect(headAt(trip, 50)).toEqual([120.05, 31])
  expect(headAt(trip, 0)).toEqual([120, 31])
})

test('after its last position a vehicle waits there until the loop begins again', () => {
  expect(headAt(trip, 250)).toEqual([120.1, 31.1])
  expect(loopSecond(trip, 301_000)).toBe(1)
})

test('two walls with the same clock show the vehicle at the same spot', () => {
  const now = Date.parse('2026-11-23T07:40:00Z')
  expect(headAt(trip, loopSecond(trip, now))).toEqual(headAt(trip, loopSecond(trip, now + 300_000)))
})

test('slow vehicles repaint the map once a second, none not at all', () => {
  const slow = { ...trip, timesS: [0, 20_000, 40_000], loopS: 50_000 }
  expect(frameGapMs([[slow]], 25)).toBe(1_000)
  expect(frameGapMs([[], [trip]], 1)).toBe(33)
  expect(frameGapMs([[]], 25)).toBeNull()
  expect(frameGapMs([], 25)).toBeNull()
})
