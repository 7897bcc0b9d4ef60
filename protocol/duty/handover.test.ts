import { expect, test } from 'vitest'
import type { Alarm } from '../alarm/alarm.ts'
import type { Order } from '../order/order.ts'
import { draftLines, HANDOVER_LINES, type HandoverFacts, unreadOf } from './handover.ts'
import type { LogEntry } from './log.ts'

const NOW = Date.UTC(2026, 10, 26, 0)
const MINUTE_MS = 60_000
const iso = (minutes: number): string => new Date(NOW + minutes * MINUTE_MS).toISOString()

const anOrder = (id: string, dueInMin: number | null, over: Partial<Order> = {}): Order => ({
  id,
  rev: 2,
  type: 'city.exposed-garbage',
  title: `单 ${id}`,
  description: '',
  state: 'handling',
  place: 'district',
  town: null,
  position: null,
  address: '',
  severity: 3,
  department: 'urban',
  channel: 'desk',
  externalId: null,
  alarmId: null,
  simulated: false,
  createdAt: iso(-600),
  changedAt: iso(-500),
  due: dueInMin === null ? null : { clock: 'T7', amberAt: iso(dueInMin - 60), at: iso(dueInMin) },
  ...over,
})
const anAlarm = (id: string, over: Partial<Alarm>): Alarm => ({
  id,
  indicator: 'safety.canal.level',
  place: 'district',
  scenario: 'safety-canal',
  category: 'safety',
  level: 'red',
  worstLevel: 'red',
  state: 'active',
  value: 5,
  limit: 4.5,
  simulated: false,
  raisedAt: iso(-30),
  changedAt: iso(-30),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...over,
})
const anEntry = (id: string, over: Partial<LogEntry> = {}): LogEntry => ({
  id,
  at: iso(-20),
  by: 'duty',
  kind: 'note',
  text: `记 ${id}`,
  orderId: null,
  corrects: null,
  ...over,
})
const facts = (over: Partial<HandoverFacts>): HandoverFacts => ({
  sinceMs: NOW - 480 * MINUTE_MS,
  nowMs: NOW,
  openOrders: [],
  standingAlarms: [],
  titleOf: ({ indicator }) => indicator,
  silentFeeds: [],
  log: [],
  ...over,
})

test('an order lies in the first section that fits, and one that goes its way in none', () => {
  const asked = { by: 'handler-urban', at: iso(-5), reason: '非本部门', department: null }
  const { lines } = draftLines(
    facts({
      openOrders: [
        anOrder('calm', 500),
        anOrder('soon', 30),
        anOrder('late', -10),
        anOrder('later', -90),
        anOrder('big', 400, { severity: 1 }),
        anOrder('asks', 400, { overlays: { pendingReturn: asked } }),
        anOrder('hung', null, { state: 'suspended' }),
        anOrder('promised', 400, {
          overlays: { supervision: { level: 2, demand: '两小时内到场', dueAt: iso(60) } },
        }),
      ],
    }),
  )
  expect(lines.map(({ section, orderId }) => `${section} ${orderId}`)).toEqual([
    'urgent big',
    'overdue later',
    'overdue late',
    'soon soon',
    'waiting asks',
    'suspended hung',
    'promises promised',
  ])
})

test('shelved alarms, unacknowledged bad ones, silent feeds and the notes of the shift are on the page', () => {
  const { lines } = draftLines(
    facts({
      standingAlarms: [
        anAlarm('a1', {}),
        anAlarm('a2', { state: 'acknowledged' }),
        anAlarm('a3', { level: 'yellow' }),
        anAlarm('a4', {
          state: 'shelved',
          shelved: { by: 'duty', until: iso(90), reason: '检修' },
        }),
      ],
      silentFeeds: [{ source: 'water-bureau', silentSinceMs: NOW - 5 * MINUTE_MS }],
      log: [
        anEntry('n1'),
        anEntry('n2', { corrects: 'n1', text: '更正' }),
        anEntry('p1', { kind: 'promise', orderId: 'CG1' }),
        anEntry('h1', { kind: 'handover' }),
      ],
    }),
  )
  expect(lines.map(({ section, text }) => `${section} ${text}`)).toEqual([
    'alarms safety.canal.level',
    'shelved safety.canal.level · duty:检修',
    'feeds water-bureau',
    'promises 记 p1(duty)',
    'notes 更正(duty)',
  ])
})

test('the page has at most sixty lines, every section a share, and says what it left out', () => {
  const many = (n: number, dueInMin: number): Order[] =>
    Array.from({ length: n }, (_, i) => anOrder(`o${dueInMin}-${i}`, dueInMin))
  const { lines, left } = draftLines(
    facts({ openOrders: [...many(200, -10), ...many(3, 30)], log: [anEntry('n1')] }),
  )
  expect(lines).toHaveLength(HANDOVER_LINES)
  expect(lines.filter(({ section }) => section === 'soon')).toHaveLength(3)
  expect(lines.filter(({ section }) => section === 'notes')).toHaveLength(1)
  expect(left).toEqual({ overdue: 200 - 56 })
})

test('a line is unread until it was read', () => {
  const { lines } = draftLines(facts({ openOrders: [anOrder('a', -1), anOrder('b', -2)] }))
  expect(unreadOf({ lines, read: ['l2', 'nothing'] })).toEqual(['l1'])
})
