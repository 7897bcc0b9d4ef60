import { expect, test } from 'vitest'
import type { Emergency, EmergencyEvent } from '../../protocol/emergency/emergency.ts'
import { courseOf, formatElapsed } from './emergency-course.ts'

const AT = Date.UTC(2026, 10, 26, 6)
const iso = (minute: number): string => new Date(AT + minute * 60_000).toISOString()
const emergency = {
  steps: [{ id: 'close', zh: '封路', en: 'Close the road' }],
  forces: [{ id: 'crew', name_zh: '抢险队', name_en: 'Crew' }],
} as unknown as Emergency
const event = (rev: number, minute: number, act: EmergencyEvent['act'], args = {}) =>
  ({ rev, actionId: `a${rev}`, at: iso(minute), by: 'duty', act, args }) satisfies EmergencyEvent

test('what happened to the order and in the command room is one course, the latest first', () => {
  const course = courseOf(
    emergency,
    [
      event(1, 0, 'open'),
      event(2, 3, 'walls', { walls: ['main'] }),
      event(3, 5, 'tick', { step: 'close' }),
      event(4, 6, 'force', { force: 'crew', state: 'arrived' }),
    ],
    [
      { rev: 1, action: 'report', actor: 'operator', at: iso(-1) },
      { rev: 2, action: 'express', actor: 'duty', at: iso(4) },
    ],
    'zh',
  )
  expect(course.map(({ what }) => (what.kind === 'order' ? what.action : what.detail))).toEqual([
    '抢险队',
    '封路',
    'express',
    '',
    'report',
  ])
})

test('hours are told only when there are some', () => {
  expect([0, 61_000, 3_600_000, 37_265_000].map(formatElapsed)).toEqual([
    '00:00',
    '01:01',
    '1:00:00',
    '10:21:05',
  ])
})
