import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS } from './definition.ts'
import {
  isBeyond,
  type Limits,
  levelOf,
  levelRank,
  parseBand,
  roundTo,
  worseLevel,
} from './threshold.ts'

const limits = (change: Partial<Limits>): Limits => ({
  direction: 'lower_better',
  precision: 1,
  warn_blue: 10,
  warn_yellow: 20,
  warn_orange: 30,
  warn_red: 40,
  ...change,
})

test('the limit itself is already in the level, after rounding as shown', () => {
  expect(levelOf(limits({}), 9.94)).toBeNull()
  expect(levelOf(limits({}), 9.95)).toBe('blue')
  expect(levelOf(limits({}), 20)).toBe('yellow')
  expect(levelOf(limits({}), 1e9)).toBe('red')
})

test('where higher is better, limits hold downwards', () => {
  const rate = limits({
    direction: 'higher_better',
    warn_blue: 95,
    warn_yellow: 90,
    warn_orange: null,
    warn_red: 80,
  })
  expect([96, 95, 90, 85, 80].map((value) => levelOf(rate, value))).toEqual([
    null,
    'blue',
    'yellow',
    'yellow',
    'red',
  ])
})

test('a band alarms outside its range, on both sides', () => {
  const band = limits({
    direction: 'band',
    precision: 2,
    warn_blue: '0.10..0.80',
    warn_yellow: '0.08..1.20',
    warn_orange: null,
    warn_red: null,
  })
  expect([0.1, 0.8, 0.09, 0.81, 1.3].map((value) => levelOf(band, value))).toEqual([
    null,
    null,
    'blue',
    'blue',
    'yellow',
  ])
})

test('neutral indicators and missing values never alarm', () => {
  expect(levelOf(limits({ direction: 'neutral' }), 1e308)).toBeNull()
  expect(levelOf(limits({}), null)).toBeNull()
})

test('with slack a value must come further back to be inside again', () => {
  expect(isBeyond(limits({}), 'blue', 9.5)).toBe(false)
  expect(isBeyond(limits({}), 'blue', 9.5, 1)).toBe(true)
  expect(isBeyond(limits({}), 'blue', 8.9, 1)).toBe(false)
})

test('ranges are lo..hi and never empty', () => {
  expect(parseBand('-1.5..2')).toEqual({ lo: -1.5, hi: 2 })
  for (const text of ['', '1', '2..1', '1..1', 'a..b', '1..2..3'])
    expect(parseBand(text)).toBeNull()
})

test('rounding is half away from zero and keeps huge values', () => {
  expect(
    [1.005, -1.005, 2.5, -2.5].map((v) => roundTo(v, v % 1 === 0.5 || v % 1 === -0.5 ? 0 : 2)),
  ).toEqual([1.01, -1.01, 3, -3])
  expect(roundTo(1e308, 2)).toBe(1e308)
})

test('a worse value never has a milder level', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      expect(levelRank(levelOf(limits({}), high))).toBeGreaterThanOrEqual(
        levelRank(levelOf(limits({}), low)),
      )
    }),
  )
})

test('of two levels the worse one counts', () => {
  for (const a of LEVELS) {
    expect(worseLevel(a, null)).toBe(a)
    for (const b of LEVELS)
      expect(levelRank(worseLevel(a, b))).toBe(Math.max(levelRank(a), levelRank(b)))
  }
})
