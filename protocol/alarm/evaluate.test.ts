import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anIndicator, NOON_MS } from '../testing/builders.ts'
import { CHATTER_MS, type Edge, type HoldRule, judge, type Watch, wakeAtMs } from './evaluate.ts'
import { hysteresisOf, isBackInside } from './hysteresis.ts'

const limits = anIndicator({
  direction: 'lower_better',
  precision: 1,
  warn_blue: 50,
  warn_yellow: 60,
  warn_orange: 70,
  warn_red: 80,
})
const MINUTE = 60_000
const STALE_MS = 10 * MINUTE

/** Plays readings and silences at seconds after noon; `null` lets time pass alone. */
function play(
  rules: readonly HoldRule[],
  steps: readonly (readonly [second: number, value: number | null])[],
): { edges: Edge['kind'][]; watch: Watch | null } {
  let watch: Watch | null = null
  const edges: Edge['kind'][] = []
  for (const [second, value] of steps) {
    const atMs = NOON_MS + second * 1_000
    const sample = value === null ? null : { value, atMs }
    const context = { limits, rules, nowMs: atMs, staleAfterMs: STALE_MS }
    const result = judge(watch, sample, context)
    watch = result.watch
    edges.push(...result.edges.map(({ kind }) => kind))
  }
  return { edges, watch }
}

const atOnce: readonly HoldRule[] = [{ level: 'yellow', forMs: 0 }]
const afterFive: readonly HoldRule[] = [{ level: 'yellow', forMs: 5 * MINUTE }]

test('a level that must hold five minutes is raised when a reading shows that it has', () => {
  const { edges } = play(afterFive, [
    [0, 61],
    [120, 65],
    [299, 62],
    [300, 61],
  ])
  expect(edges).toEqual(['raised'])
})

test('a level that must hold five minutes is raised by the clock, on the second', () => {
  const { watch } = play(afterFive, [[0, 61]])
  const context = { limits, rules: afterFive, nowMs: NOON_MS, staleAfterMs: STALE_MS }
  expect(watch && wakeAtMs(watch, context)).toBe(NOON_MS + 5 * MINUTE)
  expect(play(afterFive, [[0, 61], [299.9, null]]).edges).toEqual([]) // biome-ignore format: pairs
  expect(play(afterFive, [[0, 61], [300, null]]).edges).toEqual(['raised']) // biome-ignore format: pairs
})

test('a dip below the limit starts the hold anew', () => {
  const { edges } = play(afterFive, [
    [0, 61],
    [200, 59.9],
    [210, 61],
    [400, 61],
  ])
  expect(edges).toEqual([])
})

test('a feed that fell silent proves nothing: its last bad value does not ripen into an alarm', () => {
  const rule: readonly HoldRule[] = [{ level: 'yellow', forMs: 60 * MINUTE }]
  expect(play(rule, [[0, 61], [3_700, null]]).edges).toEqual([]) // biome-ignore format: pairs
})

test('the level follows the value up at once and down by the hysteresis', () => {
  const { edges, watch } = play(atOnce, [
    [0, 61],
    [1, 85],
    [2, 79.5],
    [3, 70.5],
    [4, 60],
  ])
  expect(edges).toEqual(['raised', 'level', 'level', 'level'])
  expect(watch?.standing?.level).toBe('yellow')
})

test('an alarm clears when the value has stayed back inside by the hysteresis as long as the rule asks', () => {
  const { edges } = play(afterFive, [
    [0, 61],
    [300, 61],
    [310, 59.5],
    [320, 58],
    [619, 57],
    [620, 57],
  ])
  expect(edges).toEqual(['raised', 'cleared'])
})

test('a value that stays within the dead band neither clears the alarm nor repeats it', () => {
  const steps = Array.from({ length: 40 }, (_, i) => [i * 5, i % 2 === 0 ? 60 : 59.2] as const)
  expect(play(atOnce, steps).edges).toEqual(['raised'])
})

test('[C13] twenty flips in a minute give one alarm and a counter, and one clear once it is quiet', () => {
  const flips = Array.from({ length: 20 }, (_, i) => [
    [i * 3, 65] as const,
    [i * 3 + 1, 40] as const,
  ]).flat()
  const { edges } = play(atOnce, [...flips, [90, 40], [117, null], [118, null], [119, null]])
  expect(edges.filter((kind) => kind === 'raised')).toHaveLength(1)
  expect(edges.filter((kind) => kind === 'repeated')).toHaveLength(19)
  expect(edges.at(-1)).toBe('cleared')
  expect(edges.slice(edges.lastIndexOf('repeated') + 1)).toEqual(['cleared'])
})

test('an alarm raised long after its clear is a new one', () => {
  const { edges } = play(atOnce, [
    [0, 65],
    [1, 40],
    [62, 65],
  ])
  expect(edges).toEqual(['raised', 'cleared', 'raised'])
})

test('raises and clears alternate, whatever the values, and nothing is remembered of calm', () => {
  const step = fc.tuple(
    fc.integer({ min: 1, max: 200 }),
    fc.double({ min: 0, max: 100, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (raw, hold) => {
      let second = 0
      const steps = raw.map(([gap, value]) => {
        second += gap
        return [second, value] as const
      })
      const last = second + 2 * (CHATTER_MS / 1_000) + 600
      const calm = [0, 310, 620, 700, 800].map((s) => [last + s, 10] as const)
      const { edges, watch } = play(hold ? afterFive : atOnce, [...steps, ...calm])
      let standing = false
      for (const kind of edges) {
        if (kind === 'raised') expect(standing).toBe(false)
        if (kind === 'level' || kind === 'cleared') expect(standing).toBe(true)
        standing = kind !== 'cleared'
      }
      expect(standing).toBe(false)
      expect(watch).toBeNull()
    }),
    { numRuns: 500 },
  )
})

test('the dead band is one shown digit or 2 % of the limit, whichever is more', () => {
  const wide = anIndicator({ direction: 'lower_better', precision: 0, warn_blue: 1_000 })
  expect(hysteresisOf(wide, 'blue')).toBe(20)
  const counted = anIndicator({ direction: 'lower_better', precision: 0, warn_blue: 1 })
  expect(hysteresisOf(counted, 'blue')).toBe(1)
  expect(isBackInside(counted, 'blue', 0)).toBe(true)
  expect(isBackInside(counted, 'blue', 1)).toBe(false)
})

test('a rate with a limit close to 100 % can still come back inside', () => {
  const rate = anIndicator({ direction: 'higher_better', precision: 2, unit: '%', warn_blue: 99 })
  expect(isBackInside(rate, 'blue', 99.5)).toBe(true)
  expect(isBackInside(rate, 'blue', 99.4)).toBe(false)
})
