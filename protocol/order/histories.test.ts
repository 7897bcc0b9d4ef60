import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aReportedOrder, historyOf } from '../testing/order-history.ts'
import { timedOrder } from '../testing/seed-orders.ts'
import { CHINA_CALENDAR } from './calendar.ts'
import { usedMs } from './clocks.ts'
import { foldOrder } from './fold.ts'
import type { Order, OrderEvent } from './order.ts'
import { activeCohandlers } from './overlays.ts'
import { OrderTally, type StatsBy, type StatsGroup } from './tally.ts'
import { clockRunsOf } from './timing.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START_MS = Date.parse('2024-06-01T00:00:00Z')
/** Histories of a group, which are counted together. */
const GROUP = 10
/** Groups: 100,000 histories where CI=true, or as many as NZH_ORDER_RUNS says. */
const GROUPS = Math.ceil(
  Number(process.env['NZH_ORDER_RUNS'] ?? (process.env['CI'] === 'true' ? 100_000 : 2_000)) / GROUP,
)
const TIMEOUT_MS = 30_000 + GROUPS * 200

const urgent = { severity_default: 1, sign_minutes: 15, handle_hours: 24 }

const steps = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: 40 * HOUR }),
    pick: fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 10_000_000),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)
const history = fc.record({
  steps,
  town: fc.constantFrom('chashan', 'lanling', null),
  type: fc.constantFrom('a', 'b'),
  reporter: fc.boolean(),
  needsPhoto: fc.boolean(),
  bornMs: fc.integer({ min: 0, max: 60 * DAY }),
})

/** Handling time counted the plainest way, from the states alone. */
function counted(events: readonly OrderEvent[]) {
  const sum = { wall: 0, suspended: 0, refunded: 0 }
  let run = 0
  let isRunning = false
  for (const [i, event] of events.entries()) {
    const before = events[i - 1]
    if (before === undefined) continue
    const passed = Date.parse(event.at) - Date.parse(before.at)
    const { state } = before.order
    if (state === 'suspended') {
      sum.wall += passed
      sum.suspended += passed
    }
    const handled =
      state === 'dispatched' || state === 'handling' || (state === 'filed' && isRunning)
    if (handled) {
      sum.wall += passed
      run += passed
    }
    if (event.action === 'grant-return' && event.args['ruling'] !== 'other') {
      sum.refunded += run
      run = 0
      isRunning = false
    }
    if (event.action === 'dispatch') isRunning = true
    if (event.action === 'fail-check' || event.action === 'reopen') run = 0
  }
  return sum
}

const PUT_ASIDE = new Set(['suspended', 'merged', 'voided', 'closed', 'force-closed', 'evaluated'])
/** The time that helpers had, counted the same plain way: as long as they were named and the order was not put aside. */
const countedHelp = (events: readonly OrderEvent[]): number =>
  events.reduce((sum, { at: moment }, i) => {
    const before = events[i - 1]
    if (before === undefined || PUT_ASIDE.has(before.order.state)) return sum
    const passed = Date.parse(moment) - Date.parse(before.at)
    return sum + passed * activeCohandlers(before.order).length
  }, 0)

/** Net handling time is wall time less what was suspended and refunded, and helpers' time is what they had. */
function checkTimes(events: readonly OrderEvent[]): void {
  const endMs = Date.parse(events.at(-1)?.at ?? '')
  const runs = clockRunsOf(events, urgent)
  const used = (wanted: (run: (typeof runs)[number]) => boolean): number =>
    runs.filter(wanted).reduce((sum, run) => sum + usedMs(run, CHINA_CALENDAR, endMs), 0)
  const { wall, suspended, refunded } = counted(events)
  const handling = used((run) => run.clock === 'T7' && run.helper === undefined && !run.refunded)
  const helping = used(({ helper }) => helper !== undefined)
  expect([handling, helping]).toEqual([wall - suspended - refunded, countedHelp(events)])
}

function statsOf(orders: readonly Order[], by: StatsBy) {
  const tally = new OrderTally(by, { fromMs: START_MS, toMs: START_MS + 45 * DAY })
  for (const order of orders) tally.add(order)
  return tally.result()
}

/** What the groups count sums up to the district. @returns what the rates counted in all */
function checkSums(orders: readonly Order[]): number {
  const newestFirst = orders.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  let all = 0
  for (const by of ['department', 'town', 'type'] as const) {
    const { total, groups } = statsOf(newestFirst, by)
    const sum = (of: (group: StatsGroup) => number): number =>
      groups.reduce((n, group) => n + of(group), 0)
    const rates = total.rates.map(({ name, numerator, denominator, value }, i) => {
      all += denominator
      expect(numerator <= denominator && (value === null) === (denominator === 0), name).toBe(true)
      return [
        name,
        sum(({ rates }) => rates[i]?.numerator ?? Number.NaN),
        sum(({ rates }) => rates[i]?.denominator ?? Number.NaN),
      ]
    })
    expect(rates).toEqual(total.rates.map((rate) => [rate.name, rate.numerator, rate.denominator]))
    expect([sum(({ reported }) => reported), sum(({ handling }) => handling.n)]).toEqual([
      total.reported,
      total.handling.n,
    ])
  }
  return all
}

test(
  '[ORD-c] in every legal history the net time is right, and what departments, towns and types count sums up',
  () => {
    const seen = new Set<string>()
    let counts = 0
    fc.assert(
      fc.property(fc.array(history, { minLength: GROUP, maxLength: GROUP }), (list) => {
        const orders = list.map(({ steps, town, type, reporter, needsPhoto, bornMs }, i) => {
          const at = new Date(START_MS + bornMs).toISOString()
          const first = aReportedOrder({
            id: `CG${i}`,
            town,
            place: town ?? 'district',
            type,
            createdAt: at,
            changedAt: at,
            ...(reporter ? { overlays: { callbackWanted: true } } : {}),
          })
          const events = historyOf(first, steps, needsPhoto)
          for (const { action } of events) seen.add(action)
          // That a caller wants an answer stands in the report alone.
          if (!reporter) expect(foldOrder(events)).toEqual(events.at(-1)?.order)
          checkTimes(events)
          return timedOrder(events.at(-1)?.order ?? first, events)
        })
        counts += checkSums(orders)
      }),
      { numRuns: GROUPS },
    )
    expect(seen.size).toBeGreaterThanOrEqual(43)
    expect(counts).toBeGreaterThan(GROUPS * GROUP)
  },
  TIMEOUT_MS,
)
