import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderState } from '../../protocol/order/order.ts'
import type { OrderListPage, OrderListQuery, Store } from './store.ts'
import { aBatch, anOrder, anOrderEvent, DAY_MS, HOUR, iso } from './testing.ts'

const DEPARTMENTS = ['urban', 'water', 'fire'] as const
const STATES = ['reported', 'dispatched', 'handling', 'closed', 'voided'] as const
const TEXTS = [
  '立交桥下积水',
  '积水 Pump B-7',
  '井盖缺失',
  "'; DROP TABLE orders; --",
  '" OR 1=1',
  'a* NEAR(b) NOT c',
  '%_\\',
] as const

const facts = fc.record({
  hour: fc.integer({ min: 0, max: 5 }),
  dueHour: fc.option(fc.integer({ min: 0, max: 5 })),
  state: fc.constantFrom<OrderState>(...STATES),
  type: fc.constantFrom('urban.ponding', 'urban.dust'),
  department: fc.constantFrom(...DEPARTMENTS),
  helps: fc.option(fc.constantFrom(...DEPARTMENTS)),
  released: fc.boolean(),
  town: fc.option(fc.constantFrom('chashan', 'hongmei')),
  place: fc.constantFrom('district', 'bridge-7'),
  channel: fc.constantFrom('hotline', 'desk'),
  cell: fc.option(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))),
  title: fc.constantFrom(...TEXTS),
  address: fc.constantFrom('', '红梅南路 7 号', '🚧İ'),
})

type Fact = typeof facts extends fc.Arbitrary<infer T> ? T : never

const orderOf = (fact: Fact, id: string, rev: number): Order =>
  anOrder({
    id,
    rev,
    createdAt: iso(DAY_MS + fact.hour * HOUR),
    due:
      fact.dueHour === null
        ? null
        : { clock: 'T1', at: iso(DAY_MS + fact.dueHour * HOUR), amberAt: iso(DAY_MS) },
    state: fact.state,
    type: fact.type,
    department: fact.department,
    overlays:
      fact.helps === null
        ? {}
        : {
            cohandlers: [
              {
                department: fact.helps,
                task: '',
                since: iso(DAY_MS),
                releasedAt: fact.released ? iso(DAY_MS) : null,
              },
            ],
          },
    town: fact.town,
    place: fact.place,
    channel: fact.channel,
    position: fact.cell === null ? null : [120 + fact.cell[0] / 200, 31.8 + fact.cell[1] / 200],
    title: fact.title,
    address: fact.address,
  })

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 })
const moment = fc.integer({ min: -1, max: 6 }).map((hour) => DAY_MS + hour * HOUR)

const queries: fc.Arbitrary<OrderListQuery> = fc.record({
  audience: rarely(fc.constantFrom('', ...DEPARTMENTS)),
  open: rarely(fc.boolean()),
  states: rarely(fc.subarray([...STATES], { minLength: 1 })),
  types: rarely(fc.subarray(['urban.ponding', 'urban.dust', 'other'], { minLength: 1 })),
  department: rarely(fc.constantFrom(...DEPARTMENTS)),
  town: rarely(fc.constantFrom('chashan', 'nowhere', "' OR ''='")),
  place: rarely(fc.constantFrom('district', 'bridge-7', 'x')),
  channel: rarely(fc.constantFrom('hotline', 'app')),
  fromMs: rarely(moment),
  toMs: rarely(moment),
  overdueAtMs: rarely(moment),
  notOverdueAtMs: rarely(moment),
  box: rarely(
    fc.constantFrom<[number, number, number, number]>(
      [120, 31.8, 120.01, 31.805],
      [119, 31, 121, 32],
      [120.005, 31.8, 120.015, 31.82],
    ),
  ),
  text: rarely(
    fc.constantFrom('积水', '水', 'pump 7', 'CG-1', '红梅 积水', '🚧', 'İ', ' ', ...TEXTS),
  ),
})

/** The words of `OrderListQuery`, each by itself. */
function isAskedFor(order: Order, query: OrderListQuery): boolean {
  const helpers = (order.overlays?.cohandlers ?? []).filter(({ releasedAt }) => releasedAt === null)
  const text = [order.id, order.title, order.description, order.address].join('\n').toLowerCase()
  const dueMs = order.due ? Date.parse(order.due.at) : Number.POSITIVE_INFINITY
  const createdMs = Date.parse(order.createdAt)
  const checks: [unknown, () => boolean][] = [
    [
      query.audience,
      () =>
        order.department === query.audience ||
        helpers.some(({ department }) => department === query.audience),
    ],
    [query.open, () => isOpenState(order.state) === query.open],
    [query.states, () => query.states?.includes(order.state) === true],
    [query.types, () => query.types?.includes(order.type) === true],
    [query.department, () => order.department === query.department],
    [query.town, () => order.town === query.town],
    [query.place, () => order.place === query.place],
    [query.channel, () => order.channel === query.channel],
    [query.fromMs, () => createdMs >= Number(query.fromMs)],
    [query.toMs, () => createdMs < Number(query.toMs)],
    [query.overdueAtMs, () => dueMs < Number(query.overdueAtMs)],
    [query.notOverdueAtMs, () => dueMs >= Number(query.notOverdueAtMs)],
    [
      query.box,
      () => {
        const [west = 0, south = 0, east = 0, north = 0] = query.box ?? []
        const [lon, lat] = order.position ?? [999, 999]
        return lon >= west && lon <= east && lat >= south && lat <= north
      },
    ],
    [
      query.text,
      () =>
        (query.text ?? '')
          .toLowerCase()
          .split(/\s+/)
          .every((word) => text.includes(word)),
    ],
  ]
  return checks.every(([asked, holds]) => asked === undefined || holds())
}

function sortedBy(sort: OrderListPage['sort'], orders: readonly Order[]): string[] {
  const key = (order: Order): number =>
    sort === 'newest'
      ? -Date.parse(order.createdAt)
      : order.due
        ? Date.parse(order.due.at)
        : Number.MAX_VALUE
  const sign = sort === 'newest' ? -1 : 1
  return [...orders]
    .sort((a, b) => key(a) - key(b) || sign * (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}

/** What every engine owes for lists of orders. */
export function orderListContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: lists of orders`, () => {
    let store: Store | undefined
    afterEach(async () => {
      await store?.close()
      store = undefined
    })

    test('[S18] whatever is asked for, a list holds those orders and no others, in its order, page by page', async () => {
      const opened = await open()
      store = opened
      const orders = new Map<string, Order>()
      const given = fc.sample(facts, { numRuns: 120, seed: 7 })
      const again = fc.sample(facts, { numRuns: 40, seed: 8 })
      const first = given.map((fact, i) => orderOf(fact, `CG-${i}`, 1))
      // Some change: their old rows, helpers and words must be gone.
      const second = again.map((fact, i) => orderOf(fact, `CG-${i * 3}`, 2))
      for (const order of [...first, ...second]) orders.set(order.id, order)
      await opened.commit(aBatch({ orders: first.map((order) => anOrderEvent(DAY_MS, order)) }))
      await opened.commit(aBatch({ orders: second.map((order) => anOrderEvent(DAY_MS, order)) }))

      await fc.assert(
        fc.asyncProperty(
          queries,
          fc.constantFrom('newest' as const, 'due' as const),
          fc.integer({ min: 1, max: 50 }),
          async (query, sort, limit) => {
            const asked = [...orders.values()].filter((order) => isAskedFor(order, query))
            expect(await opened.countListed(query)).toBe(asked.length)
            const listed: string[] = []
            let after: OrderListPage['after']
            for (;;) {
              const page = await opened.listOrders({ ...query, sort, after, limit })
              listed.push(...page.map(({ id }) => id))
              for (const order of page) expect(order).toEqual(orders.get(order.id))
              const last = page.at(-1)
              if (last === undefined || page.length < limit) break
              const value = sort === 'newest' ? Date.parse(last.createdAt) : dueOf(last)
              after = { value, id: last.id }
            }
            expect(listed).toEqual(sortedBy(sort, asked))
          },
        ),
        { numRuns: 400 },
      )
    }, 60_000)
  })
}

/** As in the contract: an order without a deadline stands behind all that have one. */
const dueOf = ({ due }: Order): number => (due ? Date.parse(due.at) : 9e15)
