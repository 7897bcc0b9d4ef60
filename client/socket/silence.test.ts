import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClockOffset } from './clock-offset.ts'
import { watchSilence } from './silence.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched() {
  const events: string[] = []
  const silence = watchSilence({
    onSilent: () => events.push('silent'),
    onHeard: () => events.push('heard'),
  })
  return { events, silence }
}

test('a link that says nothing is lost before five seconds are over, and told once', () => {
  const { events, silence } = watched()
  vi.advanceTimersByTime(3_500)
  expect(events).toEqual([])
  vi.advanceTimersByTime(1_400)
  expect(events).toEqual(['silent'])
  vi.advanceTimersByTime(60_000)
  expect(events).toEqual(['silent'])
  silence.close()
})

test('whatever is heard, a ping too, keeps the link; after a silence it is back', () => {
  const { events, silence } = watched()
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(2_500)
    silence.heard()
  }
  expect(events).toEqual([])
  vi.advanceTimersByTime(5_000)
  silence.heard()
  silence.heard()
  expect(events).toEqual(['silent', 'heard'])
  silence.close()
})

test('a page that stood still does not blame the link', () => {
  const { events, silence } = watched()
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(600)
  expect(events).toEqual([])
  silence.close()
})

test('the message that travelled least tells the offset of the clocks', () => {
  const clock = createClockOffset()
  expect(clock.sample(1_000_300, 1_000_000, 999_900)).toBe(350)
  expect(clock.sample(2_000_100, 2_000_000)).toBe(350)
  expect(clock.sample(3_000_330, 3_000_000)).toBe(380)
})

test('a clock that was set forgets the offset of before', () => {
  const clock = createClockOffset()
  clock.sample(1_000_000, 1_000_000)
  expect(clock.sample(1_000_000, 4_600_000)).toBe(-3_600_000)
})
