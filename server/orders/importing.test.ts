import { afterEach, expect, test } from 'vitest'
import { foldOrder } from '../../protocol/order/fold.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import type { ImportedOrder } from './importing.ts'
import { anOffice, person } from './testing.ts'
import { createOrderTimers, timerActOf } from './timers.ts'

const NOW_MS = Date.UTC(2026, 5, 3, 4)
const DAY_MS = 86_400_000
// A Tuesday, 09:00 in Shanghai: two hours of it are two working hours.
const THEN_MS = NOW_MS - 400 * DAY_MS - 3 * 3_600_000

const FEED = person('feed', 'feed')

let store: Store | undefined
afterEach(() => store?.close())
const office = async () => {
  store = createMemoryStore()
  return anOffice(store, NOW_MS)
}

const recorded = (externalId: string, changes: Partial<ImportedOrder['report']> = {}) => ({
  type: 'city.pothole',
  title: '路面坑槽',
  channel: 'elsewhere',
  externalId,
  atMs: THEN_MS,
  ...changes,
})
const closedLater: ImportedOrder['acts'] = [
  { action: 'express', atMs: THEN_MS },
  { action: 'sign', atMs: THEN_MS },
  { action: 'submit', atMs: THEN_MS + 2 * 3_600_000, args: { result: '已修补' } },
  { action: 'close', atMs: THEN_MS + 2 * 3_600_000 },
]

test('an order that was closed elsewhere comes as closed, with its own times and when it was written down', async () => {
  const { orders } = await office()
  const [outcome] = await orders.importAll(
    [{ report: recorded('1', { reporter: 'A00074' }), acts: closedLater }],
    { by: FEED },
  )
  if (outcome?.kind !== 'accepted') throw new Error('not accepted')
  expect(outcome.order).toMatchObject({
    state: 'closed',
    createdAt: new Date(THEN_MS).toISOString(),
  })
  const events = (await store?.orderEvents(outcome.order.id)) ?? []
  expect(events.map(({ action }) => action)).toEqual([
    'report',
    'accept',
    'file',
    'dispatch',
    'sign',
    'submit',
    'close',
  ])
  expect(events.every(({ args }) => args['via'] === 'import')).toBe(true)
  expect(events.every(({ args }) => args['importedBy'] === 'feed')).toBe(true)
  expect(new Set(events.map(({ recordedAt }) => recordedAt))).toEqual(
    new Set([new Date(NOW_MS).toISOString()]),
  )
  expect(events.at(-1)?.at).toBe(new Date(THEN_MS + 2 * 3_600_000).toISOString())
  const { due: _d, timing: _t, handledMs: _h, ...facts } = outcome.order
  expect(foldOrder(events)).toEqual(facts)
  expect(outcome.order.handledMs).toBe(2 * 3_600_000)
})

test('[R12] the same rows sent three times are written once, also when they repeat within a batch', async () => {
  const { orders } = await office()
  const rows = ['1', '2', '1'].map((id) => ({ report: recorded(id), acts: [] }))
  const kinds = async () => (await orders.importAll(rows, { by: FEED })).map(({ kind }) => kind)
  expect(await kinds()).toEqual(['accepted', 'accepted', 'duplicate'])
  expect(await kinds()).toEqual(['duplicate', 'duplicate', 'duplicate'])
  expect(await kinds()).toEqual(['duplicate', 'duplicate', 'duplicate'])
  expect(await store?.listOrders({ sort: 'newest', limit: 10 })).toHaveLength(2)
})

test('one bad order costs none of its neighbours, and takes no number', async () => {
  const { orders } = await office()
  const report = (id: string, changes = {}) => ({ report: recorded(id, changes), acts: [] })
  const outcomes = await orders.importAll(
    [
      report('1'),
      report('2', { type: 'no.such' }),
      report('3', { place: 'atlantis' }),
      report('4', { atMs: NOW_MS + DAY_MS }),
      { report: recorded('5'), acts: [{ action: 'sign', atMs: THEN_MS }] },
      { report: recorded('6'), acts: [{ action: 'express', atMs: THEN_MS - 1 }] },
      report('7'),
    ],
    { by: FEED },
  )
  expect(outcomes.map((one) => (one.kind === 'rejected' ? one.code : one.kind))).toEqual([
    'accepted',
    'MALFORMED',
    'UNKNOWN_PLACE',
    'FUTURE_TIME',
    'ORDER_ACTION_NOT_ALLOWED',
    'BAD_TIME',
    'accepted',
  ])
  expect(
    outcomes.flatMap((one) => (one.kind === 'accepted' ? [one.order.id.slice(-6)] : [])),
  ).toEqual(['000001', '000002'])
})

test('a dry run decides the same and writes nothing', async () => {
  const { orders } = await office()
  const rows = [{ report: recorded('1'), acts: closedLater }]
  expect((await orders.importAll(rows, { by: FEED, dryRun: true }))[0]?.kind).toBe('accepted')
  expect(await store?.listOrders({ sort: 'newest', limit: 10 })).toEqual([])
  expect((await orders.importAll(rows, { by: FEED }))[0]?.kind).toBe('accepted')
})

test('an order without a place has no position: the middle of the district is no place', async () => {
  const { orders } = await office()
  const [outcome] = await orders.importAll([{ report: recorded('1'), acts: [] }], { by: FEED })
  expect(outcome).toMatchObject({ kind: 'accepted', order: { place: 'district', position: null } })
})

test('what was late when it came in urges nobody; what becomes late afterwards does', async () => {
  const { orders, now, pass } = await office()
  const open = (id: string, atMs: number) => ({
    report: recorded(id, { atMs }),
    acts: [{ action: 'express', atMs } as const],
  })
  await orders.importAll([open('old', THEN_MS), open('new', NOW_MS)], { by: FEED })
  const timers = createOrderTimers({ orders, nowMs: now })
  pass(3 * DAY_MS)
  await timers.look()
  const urged = orders.openOrders().map((order) => [order.externalId, overlaysOf(order).urged])
  expect(Object.fromEntries(urged)).toEqual({ old: 0, new: 1 })
})

test('an imported order is worked on like any other', async () => {
  const { orders, actionId, now } = await office()
  const [outcome] = await orders.importAll(
    [{ report: recorded('1'), acts: [{ action: 'express', atMs: THEN_MS }] }],
    { by: FEED },
  )
  if (outcome?.kind !== 'accepted') throw new Error('not accepted')
  const { id, rev, department } = outcome.order
  const handler = person('h', 'handler', department)
  const signed = await orders.act(id, { action: 'sign', rev, actionId: actionId() }, handler)
  expect(signed.state).toBe('handling')
  expect(timerActOf(signed, now())).toBeNull()
})

test("a department's machine brings orders of its own department only, nobody those of the alarms' channel", async () => {
  const { orders } = await office()
  const rows = [
    { report: recorded('1'), acts: [] },
    { report: recorded('2', { type: 'city.lamp-out' }), acts: [] },
    { report: recorded('3', { channel: 'alarm' }), acts: [] },
  ]
  const outcomes = await orders.importAll(rows, { by: person('f', 'feed', 'housing') })
  expect(outcomes.map((one) => (one.kind === 'rejected' ? one.code : one.kind))).toEqual([
    'accepted',
    'FORBIDDEN',
    'MALFORMED',
  ])
})
