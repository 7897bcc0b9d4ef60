import { expect, test } from 'vitest'
import { clashesIn, gapsIn, onDutyAt, postsOf, type RosterRow } from './roster.ts'

const HOUR_MS = 3_600_000
const DAY0 = Date.UTC(2026, 10, 26)
const turn = (post: string, name: string, fromH: number, toH: number): RosterRow => ({
  id: `${post}-${name}-${fromH}`,
  post,
  name,
  phone: '',
  account: null,
  startsAt: new Date(DAY0 + fromH * HOUR_MS).toISOString(),
  endsAt: new Date(DAY0 + toH * HOUR_MS).toISOString(),
  note: '',
  source: 'test',
  insteadOf: null,
})
const rows = [
  turn('值班员', '王', 0, 8),
  turn('值班员', '李', 8, 16),
  turn('值班员', '赵', 17, 24),
  turn('值班长', '周', 0, 24),
]

test('on duty is whoever has begun and not ended', () => {
  const names = (hour: number): string[] =>
    onDutyAt(rows, DAY0 + hour * HOUR_MS).map(({ name }) => name)
  expect(names(0)).toEqual(['王', '周'])
  expect(names(8)).toEqual(['李', '周'])
  expect(names(16.5)).toEqual(['周'])
  expect(names(24)).toEqual([])
})

test('a gap is any time at which a post of the roster is held by nobody', () => {
  expect(postsOf(rows)).toEqual(['值班员', '值班长'])
  expect(gapsIn(rows, postsOf(rows), DAY0, DAY0 + 24 * HOUR_MS)).toEqual([
    { post: '值班员', fromMs: DAY0 + 16 * HOUR_MS, toMs: DAY0 + 17 * HOUR_MS },
  ])
  const longer = gapsIn(rows, ['值班长', '医生'], DAY0 - HOUR_MS, DAY0 + 25 * HOUR_MS)
  expect(longer).toEqual([
    { post: '值班长', fromMs: DAY0 - HOUR_MS, toMs: DAY0 },
    { post: '值班长', fromMs: DAY0 + 24 * HOUR_MS, toMs: DAY0 + 25 * HOUR_MS },
    { post: '医生', fromMs: DAY0 - HOUR_MS, toMs: DAY0 + 25 * HOUR_MS },
  ])
})

test('overlapping turns of one post leave no gap', () => {
  const both = [
    turn('值班员', '王', 0, 10),
    turn('值班员', '李', 8, 9),
    turn('值班员', '赵', 10, 12),
  ]
  expect(gapsIn(both, ['值班员'], DAY0, DAY0 + 12 * HOUR_MS)).toEqual([])
})

test('one person at two posts at one time is a clash, one turn after another is none', () => {
  const twice = [
    turn('值班员', '王', 0, 8),
    turn('值班长', '王', 7, 12),
    turn('值班员', '王', 12, 20),
  ]
  expect(clashesIn(twice).map(({ a, b }) => [a.post, b.post])).toEqual([['值班员', '值班长']])
})
