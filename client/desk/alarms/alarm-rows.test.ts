import { expect, test } from 'vitest'
import { type AlarmRow, isFlood, nextWaiting, rowAt, sectionsOf } from './alarm-rows.ts'
import { anAlarm, NOW_MS, someAlarms } from './testing.ts'

const asked = { nowMs: NOW_MS, grouping: 'auto', expanded: new Set<string>() } as const
const old = { raisedAt: new Date(NOW_MS - 90_000_000).toISOString() }
const hourAgo = { raisedAt: new Date(NOW_MS - 3_600_000).toISOString() }
const shelved = {
  state: 'shelved',
  shelved: { by: 'duty', until: new Date(NOW_MS + 60_000).toISOString(), reason: '检修' },
} as const

test('[C14] [C15] what is older than a day and what is shelved stands apart', () => {
  const sections = sectionsOf([anAlarm(1), anAlarm(2, old), anAlarm(3, shelved)], asked)
  expect(
    sections.map(({ name, count, rows }) => [name, count, rows.map(({ key }) => key)]),
  ).toEqual([
    ['standing', 1, ['a0001']],
    ['stale', 1, ['a0002']],
    ['shelved', 1, ['a0003']],
  ])
})

test('eleven alarms in ten minutes are a flood and drawn together; one by one where the officer wants it', () => {
  const one = { indicator: 'safety.flood.depth', scenario: 'safety-flood' }
  expect(isFlood(someAlarms(10), NOW_MS)).toBe(false)
  const flood = someAlarms(11, one)
  expect(isFlood(flood, NOW_MS)).toBe(true)
  const rows = (over: object = {}): readonly AlarmRow[] =>
    sectionsOf(flood, { ...asked, ...over }).flatMap((section) => section.rows)
  expect(rows().map(({ kind }) => kind)).toEqual(['group', 'group', 'group'])
  expect(rows({ grouping: 'off' })).toHaveLength(11)
  // The same eleven an hour ago are no flood.
  const calm = someAlarms(11, { ...one, ...hourAgo })
  expect(sectionsOf(calm, asked)[0]?.rows).toHaveLength(11)
})

test('an open group shows all its alarms below it, each once', () => {
  const flood = someAlarms(300, { indicator: 'safety.flood.depth', scenario: 'safety-flood' })
  const [group] = sectionsOf(flood, asked)[0]?.rows ?? []
  if (group?.kind !== 'group') throw new Error('no group')
  const rows = sectionsOf(flood, { ...asked, expanded: new Set([group.key]) })[0]?.rows ?? []
  const inside = rows.filter((row) => row.kind === 'alarm' && row.within === group.key)
  expect(inside.map(({ key }) => key)).toEqual(group.group.alarms.map(({ id }) => id))
})

test('the cursor follows its alarm into a group, and stands nowhere once it is gone', () => {
  const flood = someAlarms(20, { indicator: 'safety.flood.depth', scenario: 'safety-flood' })
  const rows = sectionsOf(flood, asked)[0]?.rows ?? []
  const found = rowAt(rows, 'a0004')
  expect(found?.kind === 'group' && found.group.alarms.some(({ id }) => id === 'a0004')).toBe(true)
  expect(rowAt(rows, 'gone')).toBeNull()
})

test('after an acknowledgement comes the next below that waits, else the first above, never one of its own', () => {
  const alarms = [
    anAlarm(1, { level: 'red' }),
    anAlarm(2, { level: 'orange' }),
    anAlarm(3, { level: 'blue', state: 'acknowledged' }),
  ]
  const rows = sectionsOf(alarms, asked)[0]?.rows ?? []
  const [first, second, third] = rows
  if (first === undefined || second === undefined || third === undefined) throw new Error('rows')
  expect(nextWaiting(rows, first)?.key).toBe('a0002')
  expect(nextWaiting(rows, second)?.key).toBe('a0001')
  expect(nextWaiting([first, third], first)).toBeNull()
})
