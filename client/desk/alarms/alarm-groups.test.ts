import { expect, test } from 'vitest'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { groupAlarms } from './alarm-groups.ts'

const LEVELS = ['yellow', 'orange', 'blue'] as const
const alarm = (n: number, over: Partial<Alarm> = {}): Alarm => ({
  id: `a${String(n).padStart(4, '0')}`,
  indicator: `safety.i${n % 40}`,
  place: `point:${n}`,
  scenario: `safety-s${n % 7}`,
  category: 'safety',
  level: LEVELS[n % 3] ?? 'blue',
  worstLevel: 'orange',
  state: 'active',
  value: n,
  limit: 1,
  simulated: true,
  raisedAt: new Date(Date.UTC(2026, 10, 26) + n * 60).toISOString(),
  changedAt: '2026-11-26T00:00:00.000Z',
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...over,
})
const many = (n: number, over: Partial<Alarm> = {}): Alarm[] =>
  Array.from({ length: n }, (_, i) => alarm(i, over))

test('few alarms have a line each, the most urgent first', () => {
  const lines = groupAlarms([
    alarm(1, { level: 'yellow' }),
    alarm(2, { level: 'red', state: 'acknowledged' }),
    alarm(3, { level: 'red' }),
  ])
  expect(lines.map(({ alarms }) => alarms.map(({ id }) => id))).toEqual([
    ['a0003'],
    ['a0001'],
    ['a0002'],
  ])
})

test('[C11] [D23] a thousand alarms in a minute are at most twelve lines, and none is lost', () => {
  const red = [alarm(2_001, { level: 'red' }), alarm(2_002, { level: 'red' })]
  const lines = groupAlarms([...many(1_000), ...red])
  expect(lines.length).toBeLessThanOrEqual(12)
  expect(new Set(lines.flatMap(({ alarms }) => alarms.map(({ id }) => id))).size).toBe(1_002)
  expect(lines.slice(0, 2).map(({ alarms }) => alarms[0]?.level)).toEqual(['red', 'red'])
  expect(lines[0]?.alarms).toHaveLength(1)
})

test('a flood of red never hides among other levels', () => {
  const lines = groupAlarms([...many(300, { level: 'red' }), ...many(300, { level: 'blue' })])
  expect(lines.length).toBeLessThanOrEqual(12)
  for (const { alarms } of lines) expect(new Set(alarms.map(({ level }) => level)).size).toBe(1)
})
