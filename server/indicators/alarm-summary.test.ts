import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { LEVELS } from '../../protocol/indicator/definition.ts'
import { levelRank } from '../../protocol/indicator/threshold.ts'
import { NOON_MS } from '../../protocol/testing/builders.ts'
import { toIso } from '../../protocol/time.ts'
import { groupAlarms, MOST_ROWS, summarizeAlarms } from './alarm-summary.ts'

const anAlarm = (fields: Partial<Alarm> = {}): Alarm => ({
  id: 'AL-1',
  indicator: 'safety.flood.depth',
  place: 'point:a',
  scenario: 'safety-flood',
  category: 'safety',
  level: 'blue',
  worstLevel: 'blue',
  state: 'active',
  value: 1,
  limit: 1,
  simulated: false,
  raisedAt: toIso(NOON_MS),
  changedAt: toIso(NOON_MS),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...fields,
})

const raisedAt = (atMs: number, fields: Partial<Alarm> = {}): AlarmEvent => ({
  kind: 'raised',
  at: toIso(atMs),
  by: 'system',
  alarm: anAlarm({ raisedAt: toIso(atMs), ...fields }),
})

test('[C11] a flood of five hundred alarms is shown in ten rows or fewer, the worst level leading', () => {
  const alarm = fc
    .record({
      indicator: fc.integer({ min: 0, max: 60 }).map((i) => `safety.i${i}`),
      scenario: fc.integer({ min: 0, max: 20 }).map((i) => `safety-s${i}`),
      category: fc.constantFrom('map', 'economy', 'city', 'safety', 'society'),
      level: fc.constantFrom(...LEVELS),
    })
    .map((fields) => anAlarm(fields))
  fc.assert(
    fc.property(fc.array(alarm, { minLength: 1, maxLength: 500 }), (standing) => {
      const groups = groupAlarms(standing)
      expect(groups.length).toBeLessThanOrEqual(MOST_ROWS)
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(standing.length)
      const worst = Math.max(...standing.map(({ level }) => levelRank(level)))
      expect(levelRank(groups[0]?.worst ?? null)).toBe(worst)
      for (const level of LEVELS) {
        const shown = groups.reduce((sum, { levels }) => sum + levels[level], 0)
        expect(shown).toBe(standing.filter((one) => one.level === level).length)
      }
    }),
    { numRuns: 100 },
  )
})

test('[C10] eleven alarms in the last ten minutes are a flood, ten are not', () => {
  const events = Array.from({ length: 11 }, (_, i) => raisedAt(NOON_MS - i * 1_000))
  expect(summarizeAlarms(events, [], NOON_MS)).toMatchObject({ flood: true, last10Min: 11 })
  expect(summarizeAlarms(events.slice(1), [], NOON_MS)).toMatchObject({ flood: false })
})

test('[C12] the priority split is told as shares, and as unknown when nothing was raised', () => {
  const events = [
    ...Array.from({ length: 16 }, () => raisedAt(NOON_MS, { level: 'yellow' })),
    ...Array.from({ length: 3 }, () => raisedAt(NOON_MS, { level: 'orange' })),
    raisedAt(NOON_MS, { level: 'red' }),
  ]
  expect(summarizeAlarms(events, [], NOON_MS).priorities).toEqual({
    low: 16,
    medium: 3,
    high: 1,
    shares: { low: 0.8, medium: 0.15, high: 0.05 },
  })
  expect(summarizeAlarms([], [], NOON_MS).priorities.shares).toBeNull()
})

test('[C14] what stands longer than a day is listed apart with its owner and reason', () => {
  const old = anAlarm({
    raisedAt: toIso(NOON_MS - 25 * 3_600_000),
    state: 'shelved',
    shelved: { by: 'duty', until: toIso(NOON_MS + 1), reason: '泵站检修' },
  })
  const { stale, chattering } = summarizeAlarms([], [old, anAlarm({ repeats: 2 })], NOON_MS)
  expect(stale).toEqual([{ alarm: old, owner: 'duty', reason: '泵站检修' }])
  expect(chattering.map(({ repeats }) => repeats)).toEqual([2])
})
