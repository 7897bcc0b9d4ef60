import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateLimit } from './rate.ts'
import { nextTick, type Tick } from './tick.ts'

const BASE_MS = 200
const WIDEST_TICK_MS = 2_000
const after = (tick: Tick, times: number, workMs: number, lagMs: number): Tick =>
  Array.from({ length: times }).reduce<Tick>(
    (t) => nextTick(t, BASE_MS, workMs, lagMs, WIDEST_TICK_MS),
    tick,
  )

test('under load the tick doubles up to two seconds', () => {
  const start = { tickMs: BASE_MS, calm: 0 }
  expect(after(start, 1, 150, 0).tickMs).toBe(400)
  expect(after(start, 1, 0, 150).tickMs).toBe(400)
  expect(after(start, 10, 5_000, 0).tickMs).toBe(WIDEST_TICK_MS)
})

test('after a calm while it narrows again, step by step, to where it began', () => {
  const wide = { tickMs: WIDEST_TICK_MS, calm: 0 }
  expect(after(wide, 9, 1, 0).tickMs).toBe(WIDEST_TICK_MS)
  expect(after(wide, 10, 1, 0).tickMs).toBe(WIDEST_TICK_MS / 2)
  expect(after(wide, 100, 1, 0).tickMs).toBe(BASE_MS)
})

test('the tick never leaves its range, whatever the load', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9_000), fc.nat(9_000))), (loads) => {
      let tick = { tickMs: BASE_MS, calm: 0 }
      for (const [workMs, lagMs] of loads) {
        tick = nextTick(tick, BASE_MS, workMs, lagMs, WIDEST_TICK_MS)
        expect(tick.tickMs).toBeGreaterThanOrEqual(BASE_MS)
        expect(tick.tickMs).toBeLessThanOrEqual(WIDEST_TICK_MS)
      }
    }),
  )
})

test('who sends at the allowed rate is never stopped, who sends a thousand at once is', () => {
  const steady = new RateLimit(50, 100, 0)
  for (let ms = 0; ms < 60_000; ms += 20) expect(steady.take(ms)).toBe(true)
  const flood = new RateLimit(50, 100, 0)
  const passed = Array.from({ length: 1_000 }, () => flood.take(0)).filter(Boolean)
  expect(passed).toHaveLength(100)
  expect(flood.take(1_000)).toBe(true)
})
