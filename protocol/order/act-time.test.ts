import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeOfLateAct } from './act-time.ts'
import { DEFAULT_ORDER_RULES } from './rules.ts'

const T = Date.parse('2024-06-07T02:00:00Z')
const MIN = 60_000
const event = (rev: number, action: string, min: number) => ({
  rev,
  action,
  at: new Date(T + min * MIN).toISOString(),
})
const seen = [event(1, 'report', 0), event(2, 'dispatch', 1)]
const timeOf = (
  events: typeof seen,
  action: 'sign' | 'submit' | 'reply-supervision',
  doneMin: number,
  nowMin: number,
  basedOn = 2,
) =>
  (timeOfLateAct(
    events,
    action,
    { doneAtMs: T + doneMin * MIN, basedOn },
    T + nowMin * MIN,
    DEFAULT_ORDER_RULES,
  ) -
    T) /
  MIN

describe('an act without a link', () => {
  test('is recorded with the time when it was done, also when others urged, supervised or were in an emergency since', () => {
    expect(timeOf(seen, 'sign', 10, 300)).toBe(10)
    const since = [...seen, event(3, 'urge', 20), event(4, 'supervise', 30)]
    expect(timeOf(since, 'sign', 10, 300)).toBe(10)
    const hurried = [...since, event(5, 'emergency-on', 40), event(6, 'emergency-off', 50)]
    expect(timeOf(hurried, 'sign', 10, 300)).toBe(10)
  })

  test('is recorded no earlier than what moved the order’s clocks since', () => {
    const since = [...seen, event(3, 'sign', 5), event(4, 'grant-extension', 60)]
    expect(timeOf(since, 'submit', 30, 300)).toBe(60)
    expect(timeOf([...seen, event(3, 'supervise', 60)], 'reply-supervision', 30, 300)).toBe(60)
  })

  test('is refused when it claims to be older than what was looked at, or than a day', () => {
    const refused = (doneMin: number, nowMin: number) => () => timeOf(seen, 'sign', doneMin, nowMin)
    expect(refused(0, 300)).toThrowError(expect.objectContaining({ code: 'LATE_ACT' }))
    expect(refused(10, 24 * 60 + 11)).toThrowError(expect.objectContaining({ code: 'LATE_ACT' }))
    expect(timeOf(seen, 'sign', 10, 24 * 60 + 10)).toBe(10)
  })

  test('is refused when it claims the future; a phone whose clock is a little ahead acts now', () => {
    expect(() => timeOf(seen, 'sign', 20, 10)).toThrowError(
      expect.objectContaining({ code: 'FUTURE_TIME' }),
    )
    expect(timeOf(seen, 'sign', 12, 10)).toBe(10)
    expect(() => timeOf(seen, 'sign', 10, 20, 9)).toThrowError(
      expect.objectContaining({ code: 'MALFORMED' }),
    )
  })

  test('never lies outside what was seen and now, whatever came between', () => {
    const between = fc.array(
      fc.record({
        action: fc.constantFrom('urge', 'grant-extension', 'contact', 'child-merged', 'resume'),
        min: fc.integer({ min: 1, max: 200 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(between, fc.integer({ min: 1, max: 200 }), (steps, done) => {
        const since = steps.map(({ action, min }, i) => event(3 + i, action, min))
        const at = timeOf([...seen, ...since], 'submit', done, 200)
        expect(at).toBeGreaterThanOrEqual(done)
        expect(at).toBeLessThanOrEqual(200)
      }),
    )
  })
})
