import { expect, test } from 'vitest'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { type SoundState, shouldSound } from './sound.ts'

const alarm = (level: Alarm['level'], state: Alarm['state'] = 'active'): Alarm =>
  ({ id: 'a', level, state }) as Alarm
const tested: SoundState = { testedAtMs: 0, mutedUntilMs: null, lastAtMs: null }

test('[C32] red and orange that nobody has acknowledged are heard, once in thirty seconds', () => {
  expect(shouldSound([alarm('red')], tested, 1_000)).toBe(true)
  expect(shouldSound([alarm('orange')], tested, 1_000)).toBe(true)
  expect(shouldSound([alarm('yellow'), alarm('red', 'acknowledged')], tested, 1_000)).toBe(false)
  expect(shouldSound([alarm('red', 'shelved')], tested, 1_000)).toBe(false)
  expect(shouldSound([alarm('red')], { ...tested, lastAtMs: 1_000 }, 30_999)).toBe(false)
  expect(shouldSound([alarm('red')], { ...tested, lastAtMs: 1_000 }, 31_000)).toBe(true)
})

test('muted is silent for as long as it lasts, and without a test nothing can be heard', () => {
  expect(shouldSound([alarm('red')], { ...tested, mutedUntilMs: 120_000 }, 119_999)).toBe(false)
  expect(shouldSound([alarm('red')], { ...tested, mutedUntilMs: 120_000 }, 120_000)).toBe(true)
  expect(shouldSound([alarm('red')], { ...tested, testedAtMs: null }, 1_000)).toBe(false)
})
