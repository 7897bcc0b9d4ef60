import { expect, test } from 'vitest'
import { foldOrder } from '../../protocol/order/fold.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadPlans } from '../../scenarios/load-plans.ts'
import type { CommitListener } from '../commit.ts'
import { createDutyLog } from '../duty/log.ts'
import { anOffice, person } from '../orders/testing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { createConduct } from './conduct.ts'
import { createEmergencies } from './emergencies.ts'

const NOON = Date.parse('2026-11-26T04:00:00Z')
const MINUTE = 60_000
const duty = person('duty', 'duty')
const supervisor = person('supervisor', 'supervisor')
const { plans } = await loadPlans(await requireCatalog())

type Wiring = {
  readonly isAutomatic?: boolean
  /** A store that takes emergencies and no more orders: as if the server stopped between the two writes. */
  readonly isCut?: boolean
}

/** The order desk and the command room over one store, wired as the server does it. */
async function aRoom(
  store = createMemoryStore(),
  { isAutomatic = false, isCut = false }: Wiring = {},
) {
  const listeners = new Set<CommitListener>()
  const failures: unknown[] = []
  const office = await anOffice(store, NOON, {
    record: async ({ orders }) => {
      if (isCut && orders.some(({ action }) => action.startsWith('emergency-'))) {
        throw new Error('the power is off')
      }
      await store.commit({ readings: [], computed: [], alarms: [], orders })
      for (const listener of listeners) {
        listener({ seq: 1, atMs: office.now(), values: [], alarms: [], orders })
      }
    },
  })
  const emergencies = await createEmergencies({
    store,
    nowMs: office.now,
    factsOf: () => ({ orderStates: new Set(), valueOf: () => null }),
  })
  const conduct = createConduct({
    emergencies,
    plans,
    feed: {
      onCommit: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    walls: { state: () => null, command: async () => Promise.reject(new Error('no wall')) },
    log: createDutyLog(store, office.now),
    orderOf: office.orders.find,
    orders: office.orders,
    facts: { follow: async () => undefined, forget: () => undefined },
    isAutomatic,
    nowMs: office.now,
    onError: (error) => failures.push(error),
  })
  const type = office.catalog.orderTypes[0]?.code ?? ''
  const report = (severity: 1 | 3 = 3) =>
    office.orders.report({ type, title: '路面塌陷', place: 'chashan', severity }, duty)
  const now = async ({ id }: Pick<Order, 'id'>): Promise<Order> => {
    const order = await office.orders.find(id)
    if (order === null) throw new Error('the order is there')
    return order
  }
  const act = async (
    order: Order,
    action: OrderAction,
    args = {},
    actor = duty,
  ): Promise<Order> => {
    const { rev } = await now(order)
    const request = { action, rev, actionId: office.actionId(), args }
    return office.orders.act(order.id, request, actor)
  }
  const open = async (order: Order, drill = false): Promise<string> => {
    const { emergency } = await conduct.open({ orderId: order.id, walls: [], drill }, 'duty')
    await conduct.settled()
    return emergency.id
  }
  const end = (id: string) =>
    emergencies.act(id, {
      act: { act: 'end', summary: '已排除' },
      actionId: `end-${id}`,
      by: 'duty',
    })
  const relate = (id: string, order: Order) =>
    emergencies.act(id, {
      act: { act: 'relate', orderId: order.id },
      actionId: `relate-${id}-${order.id}`,
      by: 'duty',
    })
  const eventsOf = ({ id }: Pick<Order, 'id'>) => store.orderEvents(id)
  /** What the history says of emergencies, as `on E…`. */
  const told = async (order: Order): Promise<string[]> =>
    (await eventsOf(order))
      .filter(({ action }) => action.startsWith('emergency-'))
      .map(({ action, args }) => `${action.slice('emergency-'.length)} ${args['emergency']}`)
  /** The room as it is when the same server comes up again. */
  const again = async (wiring: Wiring = {}) => {
    await conduct.close()
    return aRoom(store, wiring)
  }
  await conduct.start()
  return {
    ...{ end, relate, eventsOf, told, again },
    ...{ store, office, emergencies, conduct, failures, report, now, act, open },
  }
}

const isIn = (order: Order): string | null => order.overlays?.emergency ?? null

test('an order whose emergency begins is filed and dispatched within five minutes, and what runs already keeps its limit', async () => {
  const { report, open, act, now, office, eventsOf, failures } = await aRoom()
  const order = await report()
  office.pass(MINUTE)
  const accepted = await act(order, 'accept')
  expect(accepted.due?.at).toBe('2026-11-26T04:16:00.000Z')
  const id = await open(order)
  const marked = await now(order)
  expect([isIn(marked), marked.rev, marked.state]).toEqual([id, accepted.rev + 1, 'accepted'])
  expect(marked.due).toEqual(accepted.due)
  office.pass(MINUTE)
  const filed = await act(order, 'file')
  expect(filed.due).toMatchObject({ clock: 'T4', at: '2026-11-26T04:07:00.000Z' })
  const clocks = office.orders.clocks(await eventsOf(order))
  expect(clocks.map(({ clock, limitMs }) => [clock, limitMs / MINUTE])).toEqual([
    ['T1', 10],
    ['T3', 15],
    ['T4', 5],
  ])
  const events = await eventsOf(order)
  expect(events.at(-2)).toMatchObject({ action: 'emergency-on', actor: 'system' })
  expect(foldOrder(events)?.overlays).toEqual(filed.overlays)
  expect(failures).toEqual([])
})

test('its end takes every order out that belonged to it, also those that joined; each is told once', async () => {
  const { report, open, relate, end, told, now, office, act, conduct } = await aRoom()
  const [first, second] = [await report(), await report()]
  const id = await open(first)
  await open(first)
  await relate(id, second)
  await relate(id, first)
  await conduct.settled()
  expect(isIn(await now(second))).toBe(id)
  await end(id)
  await conduct.settled()
  for (const order of [first, second]) {
    expect(await told(order)).toEqual([`on ${id}`, `off ${id}`])
    expect(isIn(await now(order))).toBeNull()
  }
  office.pass(MINUTE)
  expect((await act(first, 'accept')).due?.at).toBe('2026-11-26T04:16:00.000Z')
})

test('an order of severity 1 is in the emergency that it opens by itself, the next one in the one it joins', async () => {
  const { report, emergencies, conduct, told } = await aRoom(createMemoryStore(), {
    isAutomatic: true,
  })
  const [first, second, plain] = [await report(1), await report(1), await report(3)]
  await conduct.settled()
  const id = emergencies.active()[0]?.id
  expect([await told(first), await told(second), await told(plain)]).toEqual([
    [`on ${id}`],
    [`on ${id}`],
    [],
  ])
})

test('an act decided on before the emergency took the order in is done; one that another officer overtook is not', async () => {
  const { report, open, now, office } = await aRoom()
  const order = await report()
  const id = await open(order)
  const send = (rev: number, action: OrderAction) =>
    office.orders.act(order.id, { action, rev, actionId: office.actionId(), args: {} }, duty)
  const accepted = await send(order.rev, 'accept')
  expect([accepted.state, isIn(accepted), accepted.rev]).toEqual(['accepted', id, order.rev + 2])
  await expect(send(order.rev, 'file')).rejects.toMatchObject({ code: 'ORDER_CHANGED_MEANWHILE' })
  await expect(send(accepted.rev + 1, 'file')).rejects.toMatchObject({
    code: 'ORDER_CHANGED_MEANWHILE',
  })
  expect((await now(order)).rev).toBe(accepted.rev)
})

test('an exercise hurries no order', async () => {
  const { report, open, told, conduct, end } = await aRoom()
  const order = await report()
  await end(await open(order, true))
  await conduct.settled()
  expect(await told(order)).toEqual([])
})

test('of two emergencies the first counts while it stands, then the other', async () => {
  const { report, open, relate, end, told, now, conduct, office } = await aRoom()
  const [order, other] = [await report(), await report()]
  const first = await open(other)
  office.pass(MINUTE)
  const second = await open(order)
  await relate(first, order)
  await conduct.settled()
  expect(isIn(await now(order))).toBe(second)
  await end(second)
  await conduct.settled()
  await end(first)
  await conduct.settled()
  expect(await told(order)).toEqual([
    `on ${second}`,
    `off ${second}`,
    `on ${first}`,
    `off ${first}`,
  ])
})

test('what a crash between the emergency and its orders left is put right at the next start, once', async () => {
  const broken = await aRoom(createMemoryStore(), { isCut: true })
  const [order, joined] = [await broken.report(), await broken.report()]
  const id = await broken.open(order)
  await broken.relate(id, joined)
  await broken.conduct.settled()
  expect(await broken.told(order)).toEqual([])
  expect(broken.failures).toContainEqual(new Error('the power is off'))

  const up = await broken.again()
  expect([await up.told(order), await up.told(joined)]).toEqual([[`on ${id}`], [`on ${id}`]])
  const cut = await up.again({ isCut: true })
  await cut.end(id)
  await cut.conduct.settled()
  expect(isIn(await cut.now(order))).toBe(id)

  const last = await (await cut.again()).again()
  for (const each of [order, joined]) {
    expect(await last.told(each)).toEqual([`on ${id}`, `off ${id}`])
  }
  expect(last.failures).toEqual([])
})

test('an order that ends leaves its emergency by that; nothing is written on it afterwards until it is taken up again', async () => {
  const { report, open, act, now, told, end, conduct } = await aRoom()
  const [order, gone] = [await report(), await report()]
  const id = await open(order)
  const second = await open(gone)
  for (const each of [order, gone]) {
    const voided = await act(each, 'void', { reason: '误报' }, supervisor)
    expect([voided.state, isIn(voided)]).toEqual(['voided', null])
  }
  await conduct.settled()
  await act(order, 'restore', {}, supervisor)
  await conduct.settled()
  expect(isIn(await now(order))).toBe(id)
  const { rev } = await now(gone)
  await end(second)
  await conduct.settled()
  expect([(await now(gone)).rev, await told(gone)]).toEqual([rev, [`on ${second}`]])
  await act(gone, 'restore', {}, supervisor)
  await conduct.settled()
  expect(await told(gone)).toEqual([`on ${second}`])
})
