import { expect, test } from 'vitest'
import { aRow } from '../testing.ts'
import { countLamps, lampOf, spanOf } from './lamp.ts'

const due = {
  clock: 'T5',
  amberAt: '2026-11-26T01:00:00.000Z',
  at: '2026-11-26T02:00:00.000Z',
} as const
const at = (time: string): number => Date.parse(`2026-11-26T${time}Z`)

test('green under 80 %, amber from there, red past the deadline', () => {
  expect(lampOf(due, at('00:59:59'))).toBe('green')
  expect(lampOf(due, at('01:00:00'))).toBe('amber')
  expect(lampOf(due, at('02:00:00'))).toBe('amber')
  expect(lampOf(due, at('02:00:01'))).toBe('red')
  expect(lampOf(null, at('02:00:01'))).toBe('none')
})

test('the counts are those of the single lamps', () => {
  const rows = [aRow({ due }), aRow({ due: { ...due, at: '2026-11-26T01:10:00.000Z' } }), aRow()]
  expect(countLamps(rows, at('01:30:00'))).toEqual({ red: 1, amber: 1, green: 0, none: 1 })
})

test('a span is told in its two largest units, overdrawn or not', () => {
  expect(spanOf(45_000)).toEqual({ unit: 'seconds', seconds: 45 })
  expect(spanOf(-61_000)).toEqual({ unit: 'minutes', minutes: 1 })
  expect(spanOf(2 * 3_600_000 + 14 * 60_000)).toEqual({ unit: 'hours', hours: 2, minutes: 14 })
  expect(spanOf(27 * 3_600_000)).toEqual({ unit: 'days', days: 1, hours: 3 })
})
