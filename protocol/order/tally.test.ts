import { expect, test } from 'vitest'
import { aReportedOrder } from '../testing/order-history.ts'
import { SEED, SEED_FROM_MS, seedHistory, timedOrder } from '../testing/seed-orders.ts'
import { foldOrder } from './fold.ts'
import type { Order, OrderEvent } from './order.ts'
import type { Period, RateName } from './rates.ts'
import { OrderTally, type StatsBy, type StatsGroup } from './tally.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
function folded(events: readonly OrderEvent[]): Order {
  const order = foldOrder(events)
  if (order === null) throw new Error('an order has events')
  return timedOrder(order, events)
}

function statsOf(orders: readonly Order[], by: StatsBy, period: Period) {
  const tally = new OrderTally(by, period)
  const newestFirst = orders.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  for (const order of newestFirst) tally.add(order)
  return tally.result()
}

const rate = (group: StatsGroup, name: RateName) => {
  const found = group.rates.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no rate ${name}`)
  return found
}

test('[ORD-a] 8,652 orders fold to a signing rate of exactly 99.88 % and a closing rate of 31.03 %', () => {
  const orders = Array.from({ length: SEED.orders }, (_, n) => folded(seedHistory(n)))
  const period = { fromMs: SEED_FROM_MS, toMs: SEED_FROM_MS + 30 * DAY }
  const { total, groups } = statsOf(orders, 'department', period)
  const [signed, closed] = [rate(total, 'signed'), rate(total, 'closed-stock')]
  expect(signed).toMatchObject({ kind: 'stock', numerator: 8_642, denominator: 8_652 })
  expect(closed).toMatchObject({ kind: 'stock', numerator: 2_685, denominator: 8_652 })
  const percent = (value: number | null): string => ((value ?? Number.NaN) * 100).toFixed(2)
  expect([percent(signed.value), percent(closed.value)]).toEqual(['99.88', '31.03'])
  // Side by side with the closing rate by deadline, which asks another question.
  expect(rate(total, 'closed-due')).toMatchObject({ kind: 'due', numerator: 2_685 })
  expect(total.reported).toBe(8_652)
  expect(groups.map(({ reported }) => reported).reduce((a, b) => a + b)).toBe(8_652)
})

const PERIOD = { fromMs: SEED_FROM_MS, toMs: SEED_FROM_MS + 30 * DAY }

test('a rate of nothing is no rate, and nobody is ranked by it', () => {
  const { total, groups } = statsOf([], 'department', PERIOD)
  expect(total.rates.every(({ value, denominator }) => value === null && denominator === 0)).toBe(
    true,
  )
  expect(total).toMatchObject({ score: null, handling: { n: 0, meanMs: null, medianMs: null } })
  expect(groups).toEqual([])
})

test('fewer than ten orders due are not ranked, and equal scores share a place', () => {
  const some = (department: string, n: number, closed: boolean): Order[] =>
    Array.from({ length: n }, (_, i) => {
      const order = folded(seedHistory(closed ? i : 5_000 + i))
      return { ...order, department }
    })
  const { groups } = statsOf(
    [
      ...some('urban', 10, true),
      ...some('fire', 10, true),
      ...some('police', 12, false),
      ...some('few', 9, true),
    ],
    'department',
    PERIOD,
  )
  expect(groups.map(({ key, rank }) => [key, rank])).toEqual([
    ['fire', 1],
    ['urban', 1],
    ['police', 3],
    ['few', null],
  ])
  expect(groups[0]?.score).toBe(100)
})

test('a forced close is counted apart, never as closed or in time', () => {
  const events = seedHistory(5_000)
  const last = events.at(-1)
  if (last === undefined) throw new Error('a history has events')
  const at = new Date(Date.parse(last.at) + HOUR).toISOString()
  const forced = { ...last, rev: last.rev + 1, action: 'force-close', at, args: {} }
  const order = folded([...events, forced])
  expect(order).toMatchObject({ state: 'force-closed', overlays: { forceClosed: true } })
  const { total } = statsOf([order], 'department', PERIOD)
  for (const name of ['closed-stock', 'closed-due', 'closed-in-time'] as const) {
    expect(rate(total, name)).toMatchObject({ numerator: 0, denominator: 1, value: 0 })
  }
  expect(rate(total, 'force-closed')).toMatchObject({ numerator: 1, denominator: 1 })
})

test('an order at the same place and of the same type within thirty days is a repeat', () => {
  const born = (days: number, place = 'point:1') => {
    const at = new Date(SEED_FROM_MS + days * DAY).toISOString()
    return aReportedOrder({ id: `CG${days}${place}`, place, createdAt: at, changedAt: at })
  }
  const { total } = statsOf(
    [born(0), born(20), born(21, 'point:2'), born(22, 'district')],
    'type',
    PERIOD,
  )
  expect(rate(total, 'repeated')).toMatchObject({ kind: 'flow', numerator: 1, denominator: 4 })
})
