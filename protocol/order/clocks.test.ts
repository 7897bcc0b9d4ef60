import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aReportedOrder } from '../testing/order-history.ts'
import { addTime, CHINA_CALENDAR, isWorkday, timeBetween, type WorkCalendar } from './calendar.ts'
import { foldOrder } from './fold.ts'
import type { OrderEvent } from './order.ts'
import { withTiming } from './timing.ts'

const HOUR = 3_600_000
const at = (local: string): number => Date.parse(`${local}+08:00`)
const local = (ms: number): string => new Date(ms + 8 * HOUR).toISOString().slice(0, 16)
const due = (from: string, hours: number): string =>
  local(addTime('working', CHINA_CALENDAR, at(from), hours * HOUR))

test('[ORD-e] deadlines step over holidays and count made-up workdays, 2024 to 2026', () => {
  // Spring Festival 2024: off 10 to 17 February, Sunday the 18th is worked.
  expect(due('2024-02-09T16:00', 4)).toBe('2024-02-18T10:00')
  // Sunday 4 February 2024 is worked.
  expect(due('2024-02-03T10:00', 1)).toBe('2024-02-04T09:00')
  // National Day 2024: 1 to 7 October, Saturday the 12th is worked.
  expect(due('2024-09-30T17:00', 8)).toBe('2024-10-08T17:00')
  expect(due('2024-10-11T17:30', 1)).toBe('2024-10-12T08:30')
  // Spring Festival 2025: off 28 January to 4 February, Saturday 8 February is worked.
  expect(due('2025-01-27T17:00', 2)).toBe('2025-02-05T09:00')
  expect(due('2025-02-07T18:00', 1)).toBe('2025-02-08T09:00')
  // National Day and Mid-Autumn 2025: 1 to 8 October, Sunday 28 September is worked.
  expect(due('2025-09-30T14:00', 8)).toBe('2025-10-09T12:00')
  expect(due('2025-09-27T12:00', 8)).toBe('2025-09-28T18:00')
  // Spring Festival 2026: nine days, 15 to 23 February; Saturday the 14th and Saturday the 28th are worked.
  expect(due('2026-02-13T18:00', 8)).toBe('2026-02-14T18:00')
  expect(due('2026-02-14T17:00', 8)).toBe('2026-02-24T17:00')
  expect(due('2026-02-27T18:00', 8)).toBe('2026-02-28T18:00')
  // Labour Day 2026: 1 to 5 May, Saturday the 9th is worked.
  expect(due('2026-04-30T17:00', 2)).toBe('2026-05-06T09:00')
  // An ordinary weekend, and the noon break.
  expect(due('2026-07-10T17:00', 2)).toBe('2026-07-13T09:00')
  expect(due('2026-07-10T11:30', 1)).toBe('2026-07-10T14:30')
})

test('[ORD-e] each announced year has the working days that its notice leaves', () => {
  const workdays = (year: number): number => {
    let days = 0
    for (let ms = at(`${year}-01-01T12:00`); ms < at(`${year + 1}-01-01T00:00`); ms += 24 * HOUR) {
      if (isWorkday(CHINA_CALENDAR, ms)) days++
    }
    return days
  }
  expect([2024, 2025, 2026].map(workdays)).toEqual([251, 248, 248])
})

test('time added is the time that then has passed, and every moment splits it', () => {
  const moment = fc.integer({ min: at('2024-01-01T00:00'), max: at('2026-12-01T00:00') })
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 1, max: 400 * HOUR }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (from, ms, share) => {
        const end = addTime('working', CHINA_CALENDAR, from, ms)
        expect(timeBetween('working', CHINA_CALENDAR, from, end)).toBe(ms)
        const between = Math.floor(from + (end - from) * share)
        const parts =
          timeBetween('working', CHINA_CALENDAR, from, between) +
          timeBetween('working', CHINA_CALENDAR, between, end)
        expect(parts).toBe(ms)
      },
    ),
    { numRuns: 300 },
  )
})

const plain = { severity_default: 3, sign_minutes: 480, handle_hours: 72 }

const step = (action: string, moment: string, args = {}) => ({ action, moment, args })

/** An order of the plain type after the given acts, with its deadlines. */
function timed(acts: readonly ReturnType<typeof step>[], calendar: WorkCalendar = CHINA_CALENDAR) {
  const first = aReportedOrder({ createdAt: new Date(at('2024-02-08T08:00')).toISOString() })
  const events: OrderEvent[] = []
  let folded = first
  for (const { action, moment, args } of [step('report', '2024-02-08T08:00'), ...acts]) {
    const iso = new Date(at(moment)).toISOString()
    const rev = events.length + 1
    const event = { orderId: first.id, rev, action, actor: 'a', at: iso, recordedAt: iso, args }
    folded = foldOrder([...events, { ...event, order: first }]) ?? first
    events.push({ ...event, order: folded })
  }
  return withTiming(folded, events, plain, calendar)
}

const DISPATCHED = [step('express', '2024-02-08T08:00'), step('sign', '2024-02-08T09:00')]
const iso = (moment: string): string => new Date(at(moment)).toISOString()

test('a suspension stops the handling clock and the rest goes on after it', () => {
  // Three working days from Thursday 8 February: Thursday, Friday, then Sunday the 18th after Spring Festival.
  expect(timed(DISPATCHED).due).toEqual({
    clock: 'T7',
    amberAt: iso('2024-02-18T11:12'),
    at: iso('2024-02-18T18:00'),
  })
  const asked = step('ask-suspension', '2024-02-08T10:00', { until: iso('2024-03-01T08:00') })
  const hung = [...DISPATCHED, asked, step('grant-suspension', '2024-02-08T10:00')]
  expect(timed(hung)).toMatchObject({
    state: 'suspended',
    due: { clock: 'T13', at: iso('2024-03-01T08:00') },
    handledMs: null,
  })
  expect(timed(hung).timing?.T7).toBeUndefined()
  const resumed = timed([...hung, step('resume', '2024-02-19T08:00')])
  expect(resumed.due).toMatchObject({ clock: 'T7', at: iso('2024-02-21T16:00') })
})

test('an extension moves the deadline, a suspension after it moves it on, the first one is kept', () => {
  const extended = [
    ...DISPATCHED,
    step('ask-extension', '2024-02-09T09:00', { until: iso('2024-02-20T18:00') }),
    step('grant-extension', '2024-02-09T10:00'),
  ]
  expect(timed(extended).due?.at).toBe(iso('2024-02-20T18:00'))
  const hung = [
    ...extended,
    step('ask-suspension', '2024-02-18T08:00', { until: iso('2024-03-01T08:00') }),
    step('grant-suspension', '2024-02-18T08:00'),
    step('resume', '2024-02-19T08:00'),
  ]
  expect(timed(hung).due?.at).toBe(iso('2024-02-21T18:00'))
})

test('a score is worked out again under another calendar from the same events', () => {
  const noHolidays: WorkCalendar = {
    ...CHINA_CALENDAR,
    name: 'plain',
    off: new Set(),
    work: new Set(),
  }
  const acts = [...DISPATCHED, step('submit', '2024-02-18T17:00')]
  const ours = timed(acts)
  expect(ours.timing?.T7).toEqual([iso('2024-02-18T18:00'), iso('2024-02-18T17:00')])
  expect(ours.handledMs).toBe(23 * HOUR)
  const theirs = timed(acts, noHolidays)
  expect(theirs.timing?.T7).toEqual([iso('2024-02-12T18:00'), iso('2024-02-18T17:00')])
  expect(theirs.handledMs).toBe(56 * HOUR)
})

test('after a failed check half the limit is left, and a wrong dispatch gives all of it back', () => {
  const checked = [
    ...DISPATCHED,
    step('submit', '2024-02-09T17:00'),
    step('send-to-check', '2024-02-18T08:00'),
    step('fail-check', '2024-02-18T08:00'),
  ]
  expect(timed(checked).due).toMatchObject({ clock: 'T7', at: iso('2024-02-19T12:00') })
  const returned = [
    ...DISPATCHED,
    step('ask-return', '2024-02-09T08:00'),
    step('grant-return', '2024-02-09T08:00', { ruling: 'wrong-dispatch' }),
    step('dispatch', '2024-02-18T08:00'),
    step('sign', '2024-02-18T08:00'),
  ]
  expect(timed(returned).due).toMatchObject({ clock: 'T7', at: iso('2024-02-20T18:00') })
})
