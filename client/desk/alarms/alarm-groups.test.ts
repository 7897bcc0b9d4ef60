import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { type AlarmGroup, groupAlarms, MOST_LINES } from './alarm-groups.ts'
import { anAlarm, someAlarms } from './testing.ts'

const idsOf = (lines: readonly AlarmGroup[]): string[] =>
  lines.flatMap(({ alarms }) => alarms.map(({ id }) => id))

test('few alarms have a line each, the most urgent first', () => {
  const lines = groupAlarms([
    anAlarm(1, { level: 'yellow' }),
    anAlarm(2, { level: 'red', state: 'acknowledged' }),
    anAlarm(3, { level: 'red' }),
    anAlarm(4, { level: 'red' }),
  ])
  expect(lines.map(({ alarms }) => alarms.map(({ id }) => id))).toEqual([
    ['a0003'],
    ['a0004'],
    ['a0001'],
    ['a0002'],
  ])
})

test('[C11] [D23] a thousand alarms in a minute are at most ten lines, none is lost, and each red has its own', () => {
  const red = [anAlarm(2_001, { level: 'red' }), anAlarm(2_002, { level: 'red' })]
  const lines = groupAlarms([...someAlarms(1_000), ...red])
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES)
  expect(new Set(idsOf(lines)).size).toBe(1_002)
  expect(lines.slice(0, 2).map(({ by, alarms }) => [by, alarms[0]?.level])).toEqual([
    ['alarm', 'red'],
    ['alarm', 'red'],
  ])
})

test('a storm of one indicator is a line a level, named by the indicator', () => {
  const one = { indicator: 'safety.flood.depth', scenario: 'safety-flood' }
  const lines = groupAlarms(someAlarms(500, one))
  expect(lines.map(({ by, alarms }) => [by, alarms[0]?.level])).toEqual([
    ['indicator', 'orange'],
    ['indicator', 'yellow'],
    ['indicator', 'blue'],
  ])
})

test('whatever comes together: ten lines at most, none lost, none doubled, one level and state a line', () => {
  const alarm = fc.record({
    level: fc.constantFrom<Alarm['level']>('red', 'orange', 'yellow', 'blue'),
    state: fc.constantFrom<Alarm['state']>('active', 'acknowledged'),
    indicator: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    scenario: fc.constantFrom('x', 'y', 'z'),
  })
  fc.assert(
    fc.property(fc.array(alarm, { maxLength: 120 }), (some) => {
      const alarms = some.map((over, n) => anAlarm(n, over))
      const lines = groupAlarms(alarms)
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES)
      expect(idsOf(lines).toSorted()).toEqual(alarms.map(({ id }) => id).toSorted())
      expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length)
      for (const line of lines) {
        expect(new Set(line.alarms.map(({ level, state }) => `${level} ${state}`)).size).toBe(1)
      }
    }),
    { numRuns: 1_000 },
  )
})
