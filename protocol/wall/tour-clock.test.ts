import fc from 'fast-check'
import { expect, test } from 'vitest'
import { releaseTour, type TourClock, tourPlace } from './tour-clock.ts'

const AT = Date.UTC(2026, 10, 26, 8)
const plan = { scenarios: ['a', 'b', 'c'], seconds: 10 }
const clock = (over: Partial<TourClock> = {}): TourClock => ({
  index: 0,
  at: new Date(AT).toISOString(),
  held: null,
  ...over,
})

test('a screen that joins late finds the step and the moment of the next one by the server time alone', () => {
  expect(tourPlace(plan, clock(), AT)).toEqual({ index: 0, scenario: 'a', nextAtMs: AT + 10_000 })
  expect(tourPlace(plan, clock(), AT + 9_999).scenario).toBe('a')
  expect(tourPlace(plan, clock(), AT + 10_000)).toEqual({
    index: 1,
    scenario: 'b',
    nextAtMs: AT + 20_000,
  })
  expect(tourPlace(plan, clock(), AT + 3_600_000).scenario).toBe('a')
  // A screen whose clock is behind never shows a step before the first.
  expect(tourPlace(plan, clock({ index: 2 }), AT - 5_000).scenario).toBe('c')
})

test('following the tour step by step and jumping into it agree at every moment', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 3, max: 60 }),
      fc.nat(10_000_000),
      fc.nat(200),
      (scenarios, seconds, ms, index) => {
        const tour = { scenarios: Array.from({ length: scenarios }, (_, i) => `s${i}`), seconds }
        const start = clock({ index })
        const jumped = tourPlace(tour, start, AT + ms)
        const followed = tourPlace(tour, releaseTour(tour, start, AT), AT + ms)
        expect(followed).toEqual(jumped)
        expect(jumped.nextAtMs).toBeGreaterThan(AT + ms)
        expect((jumped.nextAtMs ?? 0) - (AT + ms)).toBeLessThanOrEqual(seconds * 1_000)
      },
    ),
    { numRuns: 1_000 },
  )
})
