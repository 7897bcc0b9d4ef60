import { expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import { CHINA_CALENDAR } from '../../protocol/order/calendar.ts'
import { foldOrder } from '../../protocol/order/fold.ts'
import type { Actor } from '../../protocol/order/guards.ts'
import type { Order } from '../../protocol/order/order.ts'
import { ORDER_ACTIONS, type OrderAction } from '../../protocol/order/table.ts'
import { withTiming } from '../../protocol/order/timing.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anOffice, person } from './testing.ts'

const NOON = Date.parse('2024-06-07T04:00:00Z')
const HOUR = 3_600_000
const later = (hours: number): string => new Date(NOON + hours * HOUR).toISOString()

const duty = person('duty', 'duty')
const supervisor = person('supervisor', 'supervisor')
const checker = person('checker', 'checker')
const leader = person('leader', 'leader')
const hub = person('hub', 'feed')

type Step = readonly [OrderAction, Actor, Record<string, unknown>?]

async function aLife() {
  const office = await anOffice(createMemoryStore(), NOON)
  const type = office.catalog.orderTypes.find(({ needs_photo }) => needs_photo)
  if (type === undefined) throw new Error('the catalog has types with photos')
  const unit = person(`handler-${type.lead}`, 'handler', type.lead)
  const other = office.catalog.departments.find(({ code }) => code !== type.lead)?.code ?? ''
  const report = () =>
    office.orders.report(
      {
        type: type.code,
        title: '井盖缺失',
        place: 'chashan',
        position: [120.65, 27.99],
        reporter: '王',
      },
      duty,
    )
  const walk = async (first: Order, steps: readonly Step[]): Promise<Order> => {
    let order = first
    for (const [action, actor, args = {}] of steps) {
      office.pass(60_000)
      if (actor !== 'system') {
        expect(office.orders.allowed(order, actor), `${order.state} ${action}`).toContain(action)
      }
      const act = { action, rev: order.rev, actionId: office.actionId(), args }
      order = await office.orders.act(order.id, act, actor)
    }
    return order
  }
  return { office, type, unit, other, report, walk }
}

const submitted = (unit: Principal): Step[] => [
  ['submit', unit, { result: '已更换' }],
  ['send-to-check', supervisor],
]

test('[ORD-b] orders go through every event, and each is what its events say', async () => {
  const { office, type, unit, other, report, walk } = await aLife()
  const parent = await report()
  const reason = { reason: 'x' }
  const extension = { reason: 'x', until: later(90), plan: 'y' }
  const suspension = { class: 'season', until: later(240) }
  const mirror = { source: 'city', externalId: 'C1', version: 1 }
  const whole = await walk(await report(), [
    ['send-to-verify', duty, { verifier: 'grid-7' }],
    ['confirm', duty, { position: [120.6501, 27.99] }],
    ['file', duty],
    ['dispatch', duty, { department: unit.department ?? '' }],
    ['void', supervisor, reason],
    ['restore', supervisor],
    ['ask-return', unit, reason],
    ['refuse-return', duty, reason],
    ['ask-return', unit, reason],
    ['grant-return', duty, { ruling: 'wrong-dispatch' }],
    ['dispatch', duty],
    ['sign', unit],
    ['contact', unit],
    ['assign-person', unit, { person: '李' }],
    ['add-cohandler', duty, { department: other }],
    ['release-cohandler', person(`handler-${other}`, 'handler', other), { department: other }],
    ['ask-extension', unit, extension],
    ['refuse-extension', supervisor, reason],
    ['ask-extension', unit, extension],
    ['grant-extension', supervisor],
    ['ask-suspension', unit, suspension],
    ['refuse-suspension', leader, reason],
    ['ask-suspension', unit, suspension],
    ['grant-suspension', leader],
    ['resume', unit],
    ['urge', duty],
    ['supervise', leader, { level: 2, demand: '今晚办结' }],
    ['reply-supervision', unit, { reply: '已到场' }],
    ['escalate', duty],
    ['mirror-in', hub, mirror],
    ['mirror-out', hub, { ...mirror, version: 2 }],
    ['merge', duty, { parent: parent.id }],
    ['unmerge', duty],
    ['submit', unit, { result: '已更换' }],
    ['reject-submission', supervisor, { missing: '处置后照片' }],
    ...submitted(unit),
    ['fail-check', checker, reason],
    ...submitted(unit),
    ['pass-check', checker],
    ['record-callback', duty, { result: 'satisfied', solved: true }],
    ['close', supervisor],
    ['reopen', duty, reason],
    ['force-close', leader, { reason: '产权不明', signature: '张' }],
    ['appeal', unit, { evidence: '见附件' }],
    ['rule-appeal', supervisor, { upheld: true, ruling: '剔除' }],
    ['evaluate', supervisor, { score: 92 }],
  ])
  expect(whole).toMatchObject({
    state: 'evaluated',
    overlays: {
      returns: 1,
      wrongDispatches: 1,
      contacted: true,
      extensions: 1,
      suspensions: 1,
      urged: 1,
      supervised: 1,
      supervision: null,
      escalation: 1,
      reworks: 2,
      upheld: 1,
      callback: null,
      mergedInto: null,
      score: 92,
      mirrors: { city: { externalId: 'C1', version: 2 } },
    },
  })
  // An order cannot be both true and false, nor go the long and the short way: three more.
  const ends = [
    await walk(await report(), [
      ['accept', duty],
      ['refuse', duty, reason],
    ]),
    await walk(await report(), [
      ['send-to-verify', duty, { verifier: 'grid-7' }],
      ['disprove', duty, { evidence: '现场无此事' }],
    ]),
    await walk(await report(), [['express', duty]]),
  ]
  expect(ends.map(({ state }) => state)).toEqual(['refused', 'refused', 'dispatched'])
  const seen = new Set<string>(['express'])
  for (const order of [whole, ...ends]) {
    const events = await office.store.orderEvents(order.id)
    expect(events.map(({ rev }) => rev)).toEqual(events.map((_, i) => i + 1))
    const folded = foldOrder(events)
    if (folded === null) throw new Error('an order has events')
    expect(withTiming(folded, events, type, CHINA_CALENDAR)).toEqual(order)
    for (const { action } of events) seen.add(action)
  }
  expect([...seen].sort()).toEqual([...ORDER_ACTIONS].sort())
})

test('[ORD-f] of many officers who act on one order at once exactly one wins, and no event is lost or doubled', async () => {
  const { office, report } = await aLife()
  const races = 100
  for (let race = 0; race < races; race++) {
    const order = await report()
    const tries = (['accept', 'express', 'refuse', 'void', 'accept'] as const).map((action) =>
      office.orders.act(
        order.id,
        { action, rev: 1, actionId: office.actionId(), args: { reason: 'x' } },
        supervisor,
      ),
    )
    const ended = await Promise.allSettled(tries)
    const won = ended.filter((end) => end.status === 'fulfilled')
    const told = ended.filter(
      (end) => end.status === 'rejected' && end.reason.code === 'ORDER_CHANGED_MEANWHILE',
    )
    expect([won.length, told.length]).toEqual([1, 4])
    const events = await office.store.orderEvents(order.id)
    expect(events.map(({ rev }) => rev)).toEqual(events.map((_, i) => i + 1))
    expect(events.at(-1)?.order).toEqual(won[0]?.value)
  }
  expect(await office.store.listOrders({ sort: 'newest', limit: 1_000 })).toHaveLength(races)
})

test('each act asks for what it needs, and says what is missing', async () => {
  const { office, unit, report, walk } = await aLife()
  const handling = await walk(await report(), [
    ['express', duty],
    ['sign', unit],
  ])
  const refused = (action: OrderAction, actor: Actor, args: Record<string, unknown>) =>
    office.orders
      .act(handling.id, { action, rev: handling.rev, actionId: office.actionId(), args }, actor)
      .then(
        () => 'done',
        ({ code, detail }) => `${code} ${detail.field}`,
      )
  expect(await refused('submit', unit, {})).toBe('MALFORMED result')
  expect(await refused('ask-extension', unit, { reason: 'x', plan: 'y' })).toBe('MALFORMED until')
  const past = { reason: 'x', plan: 'y', until: later(-1) }
  expect(await refused('ask-extension', unit, past)).toBe('MALFORMED until')
  const noTime = { reason: 'x', plan: 'y', until: 'tomorrow' }
  expect(await refused('ask-extension', unit, noTime)).toBe('MALFORMED until')
  expect(await refused('ask-suspension', unit, { class: 'tired', until: later(9) })).toBe(
    'MALFORMED class',
  )
  const tooLong = { class: 'court', until: later(91 * 24) }
  expect(await refused('ask-suspension', unit, tooLong)).toBe('MALFORMED until')
  expect(await refused('add-cohandler', duty, { department: 'nobody' })).toBe(
    'MALFORMED department',
  )
  expect(await refused('force-close', leader, { reason: 'x' })).toBe('MALFORMED signature')
  expect(await refused('merge', duty, { parent: 'CG-none' })).toBe('MALFORMED parent')
  expect(await refused('merge', duty, { parent: handling.id })).toBe('MALFORMED parent')
  expect((await office.store.order(handling.id))?.rev).toBe(handling.rev)
})

test('nobody checks own work, and what is a leader’s is a leader’s alone', async () => {
  const { office, unit, report, walk } = await aLife()
  const both: Principal = { ...unit, roles: ['handler', 'checker', 'supervisor'] }
  const order = await walk(await report(), [['express', duty], ['sign', both], ...submitted(both)])
  const refused = (action: OrderAction, actor: Actor) =>
    office.orders
      .act(order.id, { action, rev: order.rev, actionId: office.actionId(), args: {} }, actor)
      .then(
        () => 'done',
        ({ code, detail }) => `${code} ${detail.reason}`,
      )
  expect(await refused('pass-check', both)).toBe('FORBIDDEN own-work')
  expect(office.orders.allowed(order, both)).not.toContain('pass-check')
  const dispatcher: Principal = { ...checker, name: 'duty' }
  expect(await refused('pass-check', dispatcher)).toBe('FORBIDDEN own-work')
  expect(await refused('force-close', supervisor)).toBe('FORBIDDEN role')
  expect(await refused('force-close', 'system')).toBe('FORBIDDEN role')
  expect(await refused('pass-check', checker)).toBe('done')
})

test('an order voided by mistake comes back within a day, not later', async () => {
  const { office, report, walk } = await aLife()
  const voided = await walk(await report(), [
    ['accept', duty],
    ['void', supervisor, { reason: '误录' }],
  ])
  office.pass(23 * HOUR)
  expect(office.orders.allowed(voided, supervisor)).toContain('restore')
  office.pass(2 * HOUR)
  expect(office.orders.allowed(voided, supervisor)).not.toContain('restore')
})

test('a return is asked for within four working hours of signing, an appeal within three working days', async () => {
  const { office, unit, report, walk } = await aLife()
  // Friday noon: two hours of rest, then four of work; Monday 10 June 2024 is a holiday.
  const handling = await walk(await report(), [
    ['express', duty],
    ['sign', unit],
  ])
  office.pass(5 * HOUR)
  expect(office.orders.allowed(handling, unit)).toContain('ask-return')
  office.pass(84 * HOUR)
  expect(office.orders.allowed(handling, unit)).toContain('ask-return')
  office.pass(16 * HOUR)
  expect(office.orders.allowed(handling, unit)).not.toContain('ask-return')
  const ended = await walk(handling, [['force-close', leader, { reason: 'x', signature: 'y' }]])
  office.pass(48 * HOUR)
  expect(office.orders.allowed(ended, unit)).toContain('appeal')
  office.pass(6 * 24 * HOUR)
  expect(office.orders.allowed(ended, unit)).not.toContain('appeal')
})

test('an order of an older record, which knew fewer acts, still folds', async () => {
  const { office, report, walk } = await aLife()
  const order = await walk(await report(), [['express', duty]])
  const [first] = await office.store.orderEvents(order.id)
  if (first === undefined) throw new Error('an order has its report')
  const { overlays: _, ...facts } = first.order
  const old = [
    { ...first, args: {}, order: facts },
    { ...first, rev: 2, action: 'express', args: { department: facts.department }, order: facts },
    { ...first, rev: 3, action: 'sign', args: {}, order: facts },
  ]
  expect(foldOrder(old)).toMatchObject({ rev: 3, state: 'handling', department: facts.department })
  expect(foldOrder([])).toBeNull()
})
