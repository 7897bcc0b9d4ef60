import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aReportedOrder, historyOf, reportOf } from '../testing/order-history.ts'
import { CHINA_CALENDAR } from './calendar.ts'
import { applyStep, foldOrder } from './fold.ts'
import { isOpenState } from './open.ts'
import type { OrderEvent } from './order.ts'
import { overlaysOf } from './overlays.ts'
import { rowOf } from './row.ts'
import { DEFAULT_ORDER_RULES } from './rules.ts'
import { clockRunsOf, withTiming } from './timing.ts'

const MINUTE = 60_000
const START_MS = Date.parse('2024-06-07T04:00:00Z')
const urgent = { severity_default: 1, sign_minutes: 15, handle_hours: 24 }

type Step = readonly [minute: number, action: string, args?: Record<string, unknown>]

/** A reported order after these steps, by minutes since its report. */
function after(...steps: readonly Step[]): OrderEvent[] {
  const events = [reportOf(aReportedOrder())]
  let order = aReportedOrder()
  for (const [minute, action, args = {}] of steps) {
    const at = new Date(START_MS + minute * MINUTE).toISOString()
    const step = { action, actor: 'system', at, args }
    order = applyStep(order, step)
    events.push({ ...step, orderId: order.id, rev: order.rev, recordedAt: at, order })
  }
  return events
}
const emergencyOf = (events: readonly OrderEvent[]): string | null => {
  const order = foldOrder(events)
  return order === null ? null : overlaysOf(order).emergency
}
const on = (minute: number, emergency = 'E1'): Step => [minute, 'emergency-on', { emergency }]
const off = (minute: number, emergency = 'E1'): Step => [minute, 'emergency-off', { emergency }]

/** Minutes after the report by which the order is due in its state, under these rules. */
function dueMinute(events: readonly OrderEvent[], rules = DEFAULT_ORDER_RULES): number {
  const order = foldOrder(events) ?? aReportedOrder()
  const { due } = withTiming(order, events, urgent, CHINA_CALENDAR, rules)
  return (Date.parse(due?.at ?? '') - START_MS) / MINUTE
}

test('filing and dispatching that start in an emergency are due after five minutes, before and after it after fifteen', () => {
  expect(dueMinute(after([1, 'accept']))).toBe(16)
  expect(dueMinute(after(on(1), [2, 'accept']))).toBe(7)
  expect(dueMinute(after(on(1), [1, 'send-to-verify'], [2, 'confirm']))).toBe(7)
  expect(dueMinute(after([1, 'accept'], on(2), [3, 'file']))).toBe(8)
  expect(dueMinute(after(on(1), off(2), [3, 'accept']))).toBe(18)
  const returned = [
    [4, 'accept'],
    [4, 'file'],
    [4, 'dispatch'],
    [9, 'grant-return'],
  ] as const
  expect(dueMinute(after(...returned))).toBe(24)
  expect(dueMinute(after(on(5), ...returned))).toBe(14)
})

test('a limit that runs is moved neither by the beginning nor by the end of an emergency', () => {
  expect(dueMinute(after([1, 'accept'], on(2)))).toBe(16)
  expect(dueMinute(after(on(1), [1, 'accept'], off(2)))).toBe(6)
})

test('how many minutes is the district’s to settle', () => {
  const rules = { ...DEFAULT_ORDER_RULES, emergencyMinutes: 8 }
  expect(dueMinute(after(on(1), [2, 'accept']), rules)).toBe(10)
})

test('an open order belongs to one emergency at a time, the first, and to none once it has ended', () => {
  expect(emergencyOf(after(on(1), on(2, 'E2')))).toBe('E1')
  expect(emergencyOf(after(on(1), off(2, 'E2')))).toBe('E1')
  expect(emergencyOf(after(on(1), off(2), on(3, 'E2')))).toBe('E2')
  const voided = after(on(1), [2, 'void'])
  expect(emergencyOf(voided)).toBeNull()
  expect(emergencyOf([...voided, ...after(on(1), [2, 'void'], on(3)).slice(-1)])).toBeNull()
  expect(foldOrder(after(on(1)))).toMatchObject({ state: 'reported', rev: 2 })
})

test('a row of the list is marked while the order belongs to an emergency', () => {
  const rowAfter = (...steps: Step[]) => rowOf(foldOrder(after(...steps)) ?? aReportedOrder()).marks
  expect(rowAfter(on(1))).toEqual(['emergency'])
  expect(rowAfter(on(1), off(2))).toEqual([])
})

const history = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: 30 * MINUTE }),
    pick: fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 10_000_000),
  }),
  { minLength: 1, maxLength: 30, size: 'max' },
)
const turn = fc.constantFrom('', '', 'emergency-on', 'emergency-off')

test('in every legal history an emergency changes the limits of T3 and T4 that start in it, and nothing else', () => {
  let hurried = 0
  fc.assert(
    fc.property(history, fc.array(turn, { minLength: 40, maxLength: 40 }), (steps, turns) => {
      const first = aReportedOrder()
      const plain = historyOf(first, steps, false)
      const woven: OrderEvent[] = []
      let order = first
      for (const [i, event] of plain.entries()) {
        const echo = turns[i]
        const told = echo ? [{ ...event, action: echo, args: { emergency: 'E1' } }] : []
        for (const step of i === 0 ? [event] : [...told, event]) {
          order = i === 0 ? first : applyStep(order, step)
          woven.push({ ...step, rev: order.rev, order })
        }
      }
      expect(foldOrder(woven)).toEqual(order)
      expect(isOpenState(order.state) || overlaysOf(order).emergency === null).toBe(true)
      expect(order.state).toBe(plain.at(-1)?.order.state)

      const [before, runs] = [clockRunsOf(plain, urgent), clockRunsOf(woven, urgent)]
      expect(runs.map(({ limitMs: _, ...run }) => run)).toEqual(
        before.map(({ limitMs: _, ...run }) => run),
      )
      for (const [i, { clock, limitMs }] of runs.entries()) {
        if (limitMs === before[i]?.limitMs) continue
        hurried += 1
        expect([clock === 'T3' || clock === 'T4', limitMs]).toEqual([true, 5 * MINUTE])
      }
    }),
    { numRuns: 300 },
  )
  expect(hurried).toBeGreaterThan(0)
})
