import { expect, test } from 'vitest'
import { aReportedOrder, reportOf } from '../testing/order-history.ts'
import { CHINA_CALENDAR } from './calendar.ts'
import { FLAG_NAMES, ORDER_FLAGS } from './flags.ts'
import { applyStep } from './fold.ts'
import type { OrderEvent } from './order.ts'
import { DEFAULT_ORDER_RULES } from './rules.ts'
import { OrderTally } from './tally.ts'
import { clockRunsOf } from './timing.ts'
import { flagNamesOf, flagsOf, type ReadReceipt, voidBursts } from './watch.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2024-06-07T04:00:00Z')
const TYPE = { severity_default: 1, sign_minutes: 15, handle_hours: 10 }

/** An order after acts, each so many hours after its report. */
function after(...acts: readonly (readonly [string, number, Record<string, unknown>?])[]) {
  const events: OrderEvent[] = [reportOf(aReportedOrder())]
  for (const [action, hours, args = {}] of acts) {
    const before = events.at(-1)?.order ?? aReportedOrder()
    const at = new Date(START + hours * HOUR).toISOString()
    const step = { action, actor: 'unit', at, args }
    const order = applyStep(before, step)
    events.push({ orderId: order.id, rev: order.rev, ...step, recordedAt: at, order })
  }
  return events
}
const HANDLING = [
  ['express', 0],
  ['sign', 0],
] as const
const FORCED = { reason: 'x', signature: 'y' }
const namesOf = (events: readonly OrderEvent[]) =>
  flagNamesOf(events, clockRunsOf(events, TYPE), CHINA_CALENDAR)
const until = (hours: number) => ({ until: new Date(START + hours * HOUR).toISOString() })

test('an order is flagged when it is reopened within a day of its close, not later', () => {
  const closed = [...HANDLING, ['force-close', 1, FORCED]] as const
  expect(namesOf(after(...closed))).toEqual([])
  expect(namesOf(after(...closed, ['reopen', 24.9, {}]))).toEqual(['reopened-soon'])
  expect(namesOf(after(...closed, ['reopen', 25, {}]))).toEqual([])
})

test('a suspension asked for past 90 % of the handling time is flagged, also when it was refused', () => {
  const asked = (hours: number) => after(...HANDLING, ['ask-suspension', hours, until(99)])
  expect(namesOf(asked(9))).toEqual([])
  expect(namesOf(asked(9.01))).toEqual(['hung-up-late'])
  // Time that a suspension took is no handling time.
  const hung = [
    ['ask-suspension', 1, until(20)],
    ['grant-suspension', 1],
    ['resume', 20],
  ] as const
  expect(namesOf(after(...HANDLING, ...hung, ['ask-suspension', 27, until(99)]))).toEqual([])
})

test('an extension granted after the deadline is flagged, one granted before it is not', () => {
  const granted = (hours: number) =>
    after(...HANDLING, ['ask-extension', 5, until(30)], ['grant-extension', hours])
  expect(namesOf(granted(10))).toEqual([])
  expect(namesOf(granted(10.01))).toEqual(['extended-late'])
  // The second is measured by what the first one granted.
  const second = [
    ['ask-extension', 6, until(40)],
    ['grant-extension', 20],
  ] as const
  expect(
    namesOf(after(...HANDLING, ['ask-extension', 5, until(30)], ['grant-extension', 5], ...second)),
  ).toEqual([])
})

test('feedback with a photo that was used before is flagged, with the act behind it', () => {
  const events = after(...HANDLING, ['submit', 2, { result: 'x', evidence: 'reused' }])
  const runs = clockRunsOf(events, TYPE)
  expect(namesOf(events)).toEqual(['reused-photo'])
  expect(flagsOf(events, runs, CHINA_CALENDAR, null)).toEqual([
    {
      flag: 'reused-photo',
      ...ORDER_FLAGS['reused-photo'],
      at: new Date(START + 2 * HOUR).toISOString(),
      rev: events.at(-1)?.rev,
      actor: 'unit',
    },
  ])
  expect(namesOf(after(...HANDLING, ['submit', 2, { evidence: 'complete' }]))).toEqual([])
})

test('a signature within three seconds of opening the order, or without opening it, is flagged where receipts are kept', () => {
  const events = after(['express', 0], ['sign', 1])
  const runs = clockRunsOf(events, TYPE)
  const flags = (receipts: readonly ReadReceipt[] | null) =>
    flagsOf(events, runs, CHINA_CALENDAR, receipts).map(({ flag }) => flag)
  const opened = (by: string, beforeMs: number) => ({
    by,
    at: new Date(START + HOUR - beforeMs).toISOString(),
  })
  expect(flags(null)).toEqual([])
  expect(flags([])).toEqual(['signed-unread'])
  expect(flags([opened('unit', 2_999)])).toEqual(['signed-unread'])
  expect(flags([opened('unit', 3_000)])).toEqual([])
  expect(flags([opened('somebody', 60_000)])).toEqual(['signed-unread'])
  // Opened afterwards is not read before.
  expect(flags([opened('unit', -60_000)])).toEqual(['signed-unread'])
})

test('many orders of a department voided in the last two days of a period are a burst', () => {
  const end = START + 30 * DAY
  const voids = (n: number, daysBefore: number, department = 'urban') =>
    Array.from({ length: n }, () => ({ atMs: end - daysBefore * DAY, department }))
  expect(voidBursts(voids(9, 1), end)).toEqual(new Map())
  expect(voidBursts(voids(10, 1), end)).toEqual(new Map([['urban', 10]]))
  expect(voidBursts(voids(10, 2.1), end)).toEqual(new Map())
  expect(voidBursts([...voids(6, 1), ...voids(6, 1, 'fire')], end)).toEqual(new Map())
  const rules = { ...DEFAULT_ORDER_RULES, watch: { ...DEFAULT_ORDER_RULES.watch, voids: 3 } }
  expect(voidBursts(voids(3, 1), end, rules)).toEqual(new Map([['urban', 3]]))
})

test('flags are counted for each department, and voided orders are in nothing else', () => {
  const period = { fromMs: START - DAY, toMs: START + 2 * DAY }
  const tally = new OrderTally('department', period)
  const at = new Date(START + DAY).toISOString()
  for (let i = 0; i < 12; i++) {
    tally.add(aReportedOrder({ id: `v${i}`, state: 'voided', since: at, department: 'fire' }))
  }
  tally.add(aReportedOrder({ id: 'f', flagged: ['hung-up-late', 'reopened-soon'] }))
  const { total, groups } = tally.result()
  expect(total).toMatchObject({
    reported: 1,
    flags: { 'hung-up-late': 1, 'reopened-soon': 1, 'void-burst': 12 },
  })
  expect(groups.map(({ key, reported, flags }) => [key, reported, flags])).toEqual([
    ['fire', 0, { 'void-burst': 12 }],
    ['urban', 1, { 'hung-up-late': 1, 'reopened-soon': 1 }],
  ])
})

test('every flag has a name in both languages', () => {
  expect(FLAG_NAMES).toHaveLength(7)
  for (const name of FLAG_NAMES) {
    expect(ORDER_FLAGS[name].name_zh).toMatch(/\p{Script=Han}/u)
    expect(ORDER_FLAGS[name].name_en).toMatch(/^[A-Z]/)
  }
})
