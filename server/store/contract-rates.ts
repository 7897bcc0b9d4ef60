import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { DEFAULT_ORDER_RULES } from '../../protocol/order/rules.ts'
import { OrderTally } from '../../protocol/order/tally.ts'
import { aReportedOrder, historyOf } from '../../protocol/testing/order-history.ts'
import { timedOrder } from '../../protocol/testing/seed-orders.ts'
import type { Store } from './store.ts'
import { aBatch, DAY, DAY_MS, HOUR, iso } from './testing.ts'

const ORDERS = 150
const steps = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: 40 * HOUR }),
    pick: fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 10_000_000),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)
const lives = fc.record({
  steps,
  place: fc.constantFrom('chashan', 'bridge-7', 'district'),
  town: fc.constantFrom('chashan', null),
  type: fc.constantFrom('urban.ponding', 'urban.dust'),
  bornDay: fc.integer({ min: 0, max: 60 }),
  flagged: fc.subarray(['reopened-soon', 'hung-up-late'] as const),
  voided: fc.integer({ min: 0, max: 9 }).map((n) => n < 2),
})

/** Random legal histories; each event carries its order as it then stood, with its deadlines. */
function someHistories(seed: number): OrderEvent[][] {
  return fc.sample(lives, { numRuns: ORDERS, seed }).map((life, i) => {
    const at = iso(DAY_MS + life.bornDay * DAY)
    const first = aReportedOrder({
      id: `CG-${String(i).padStart(4, '0')}`,
      place: life.place,
      town: life.town,
      type: life.type,
      createdAt: at,
      changedAt: at,
      overlays: { callbackWanted: i % 2 === 0 },
    })
    const events = historyOf(first, life.steps, i % 3 === 0).map((event, n, all) => ({
      ...event,
      args: { ...event.args, actionId: `${i}-${n}` },
      order: timedOrder(event.order, all.slice(0, n + 1)),
    }))
    const last = events.at(-1)
    if (last === undefined) return events
    const order: Order = {
      ...last.order,
      flagged: life.flagged,
      ...(life.voided ? { state: 'voided' as const } : {}),
    }
    return [...events.slice(0, -1), { ...last, order }]
  })
}

/** What every engine owes for rates. */
export function rateContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: rates`, () => {
    let store: Store | undefined
    afterEach(async () => {
      await store?.close()
      store = undefined
    })

    test('[ORD-c] whatever the period, the rates are those of the orders one by one, also while they change', async () => {
      const opened = await open()
      store = opened
      const histories = someHistories(3)
      const rules = { ...DEFAULT_ORDER_RULES, watch: { ...DEFAULT_ORDER_RULES.watch, voids: 2 } }
      const now = new Map<string, Order>()
      const compare = async (fromMs: number, toMs: number) => {
        const newestFirst = [...now.values()].sort(
          (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.id < b.id ? 1 : -1),
        )
        for (const by of ['department', 'town', 'type'] as const) {
          for (const audience of [null, 'fire', 'nobody']) {
            const tally = new OrderTally(by, { fromMs, toMs }, rules)
            for (const order of newestFirst) {
              if (audience === null || order.department === audience) tally.add(order)
            }
            const counted = await opened.orderStats(by, { fromMs, toMs }, audience, rules)
            expect(counted).toEqual(tally.result())
          }
        }
      }
      const write = async (events: readonly OrderEvent[]) => {
        await opened.commit(aBatch({ orders: events }))
        for (const { order } of events) now.set(order.id, order)
        await compare(DAY_MS, DAY_MS + 365 * DAY)
        await compare(DAY_MS + 20 * DAY, DAY_MS + 45 * DAY + 7_000)
        await compare(DAY_MS + 60 * DAY, DAY_MS + 90 * DAY)
        await compare(DAY_MS - 9 * DAY, DAY_MS)
      }
      const half = (events: readonly OrderEvent[], second: boolean) => {
        const middle = Math.ceil(events.length / 2)
        return second ? events.slice(middle) : events.slice(0, middle)
      }
      const early = histories.slice(0, (ORDERS * 2) / 3)
      await write(early.flatMap((events) => half(events, false)))
      // Every order is known already.
      await write(early.flatMap((events) => half(events, true)))
      // New ones, first the youngest of all, then those that were reported in between.
      const late = histories.slice((ORDERS * 2) / 3)
      const youngest = late.flatMap((events, i) => {
        const createdAt = iso(DAY_MS + 200 * DAY + i * 1_000)
        return half(events, false).map((event) => ({
          ...event,
          orderId: `Y${event.orderId}`,
          args: {},
          order: { ...event.order, id: `Y${event.orderId}`, createdAt },
        }))
      })
      await write(youngest)
      await write(late.flat())
    }, 60_000)
  })
}
