import { expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { Actor } from '../../protocol/order/guards.ts'
import type { Order } from '../../protocol/order/order.ts'
import { DEFAULT_ORDER_RULES, readOrderRules } from '../../protocol/order/rules.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { OrderTally } from '../../protocol/order/tally.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { OrderServiceDeps } from './service.ts'
import { anOffice, person } from './testing.ts'

/** A Friday, 12:00 in the district. */
const NOON = Date.parse('2024-06-07T04:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const duty = person('duty', 'duty')
const supervisor = person('supervisor', 'supervisor')
const checker = person('checker', 'checker')
const leader = person('leader', 'leader')

type Step = readonly [OrderAction, Actor, Record<string, unknown>?]

async function aDesk(more: Partial<OrderServiceDeps> = {}, needsPhoto = true) {
  const office = await anOffice(createMemoryStore(), NOON, more)
  const type = office.catalog.orderTypes.find(
    ({ needs_photo, severity_default, handle_hours }) =>
      needs_photo === needsPhoto && severity_default <= 2 && handle_hours >= 4,
  )
  if (type === undefined) throw new Error('the catalog has urgent types')
  const unit = person(`handler-${type.lead}`, 'handler', type.lead)
  const report = (fields = {}) =>
    office.orders.report({ type: type.code, title: '井盖缺失', place: 'chashan', ...fields }, duty)
  const act = async (order: Order, [action, actor, args = {}]: Step): Promise<Order> => {
    const rev = (await office.orders.find(order.id))?.rev ?? 0
    return office.orders.act(order.id, { action, rev, actionId: office.actionId(), args }, actor)
  }
  const walk = async (first: Order, steps: readonly Step[], waitMs = 60_000): Promise<Order> => {
    let order = first
    for (const step of steps) {
      office.pass(waitMs)
      order = await act(order, step)
    }
    return order
  }
  const codeOf = (order: Order, step: Step): Promise<string> =>
    act(order, step).then(
      () => 'done',
      ({ code, detail }) => `${code} ${detail.field ?? detail.reason ?? ''}`.trim(),
    )
  return { office, type, unit, report, act, walk, codeOf }
}
const handling = (unit: Principal): Step[] => [
  ['express', duty],
  ['sign', unit],
]
const statsOf = (orders: readonly Order[], by: 'department' | 'town' = 'department') => {
  const tally = new OrderTally(by, { fromMs: NOON - DAY, toMs: NOON + 60 * DAY })
  for (const order of orders) tally.add(order)
  return tally.result()
}
const rateOf = (orders: readonly Order[], name: string) =>
  statsOf(orders).total.rates.find((rate) => rate.name === name)

test('the first contact is logged once, only for a person who reported, and answers for the response rate', async () => {
  const { office, unit, report, walk, act } = await aDesk()
  const nobody = await walk(await report(), handling(unit))
  expect(office.orders.allowed(nobody, unit)).not.toContain('contact')
  expect(nobody.timing?.T6).toBeUndefined()
  const signed = await walk(await report({ reporter: '王' }), handling(unit))
  expect(office.orders.allowed(signed, unit)).toContain('contact')
  expect(office.orders.allowed(signed, duty)).not.toContain('contact')
  const contacted = await act(signed, ['contact', unit, { note: '已电话联系' }])
  expect(contacted.timing?.T6?.[1]).toBe(new Date(office.now()).toISOString())
  expect(office.orders.allowed(contacted, unit)).not.toContain('contact')
  // Feedback without a contact ends the clock, but nobody was contacted.
  const silent = await walk(await report({ reporter: '李' }), [
    ...handling(unit),
    ['submit', unit, { result: '已换' }],
  ])
  expect(silent.timing?.T6?.[1]).not.toBeNull()
  expect(rateOf([contacted, silent, nobody], 'responded')).toMatchObject({
    name_zh: '响应率',
    kind: 'due',
    numerator: 1,
    denominator: 2,
  })
})

test('a call-back may say whether it is solved; who was not asked is in neither part of the rate', async () => {
  const { unit, report, walk } = await aDesk()
  const called = async (args: Record<string, unknown>) =>
    walk(await report({ reporter: '王' }), [
      ...handling(unit),
      ['submit', unit, { result: '已换' }],
      ['send-to-check', supervisor],
      ['pass-check', checker],
      ['record-callback', duty, args],
    ])
  const orders = [
    await called({ result: 'satisfied', solved: true }),
    await called({ result: 'unsatisfied', solved: false }),
    await called({ result: 'satisfied' }),
    await called({ result: 'no-answer' }),
  ]
  expect(rateOf(orders, 'solved')).toMatchObject({ numerator: 1, denominator: 2 })
  expect(rateOf(orders, 'satisfied')).toMatchObject({ numerator: 2, denominator: 3 })
})

test('a filing is wrong when its return was granted because there should be no such case', async () => {
  const { unit, report, walk } = await aDesk()
  const returned = async (ruling: string) =>
    walk(await report(), [
      ...handling(unit),
      ['ask-return', unit, { reason: '不属实' }],
      ['grant-return', duty, { ruling }],
    ])
  const orders = [
    await returned('wrong-filing'),
    await returned('wrong-dispatch'),
    await walk(await report(), handling(unit)),
  ]
  expect(rateOf(orders, 'filed-right')).toMatchObject({ numerator: 2, denominator: 3 })
  expect(rateOf(orders, 'dispatched-right')).toMatchObject({ numerator: 1, denominator: 3 })
  expect(orders[0]?.timing?.T7).toBeUndefined()
})

test('each helper has a clock of its own, counted for the helper’s department', async () => {
  const { office, type, unit, report, walk, act } = await aDesk()
  const [police, fire] = office.catalog.departments
    .map(({ code }) => code)
    .filter((code) => code !== type.lead)
  const order = await walk(await report(), [
    ...handling(unit),
    ['add-cohandler', unit, { department: police, hours: 2 }],
    ['add-cohandler', duty, { department: fire }],
  ])
  const startMs = office.now()
  office.pass(HOUR)
  const helper = person('p', 'handler', police ?? '')
  const released = await act(order, ['release-cohandler', helper, { department: police }])
  office.pass(type.handle_hours * HOUR)
  const late = await act(released, [
    'release-cohandler',
    person('f', 'handler', fire ?? ''),
    { department: fire },
  ])
  const clocks = office.orders
    .clocks(await office.store.orderEvents(order.id))
    .filter(({ department }) => department !== null)
  expect(clocks).toMatchObject([
    { clock: 'T7', department: police, limitMs: 2 * HOUR, usedMs: HOUR + 60_000, lamp: 'green' },
    { clock: 'T7', department: fire, limitMs: type.handle_hours * HOUR, lamp: 'red' },
  ])
  expect(clocks[1]?.dueAt).toBe(new Date(startMs + type.handle_hours * HOUR).toISOString())
  const { total, groups } = statsOf([late])
  const helped = (group: typeof total | undefined) =>
    group?.rates.find(({ name }) => name === 'helped-in-time')
  expect(helped(total)).toMatchObject({ name_zh: '协办按时率', numerator: 1, denominator: 2 })
  const group = (key: string | undefined) => groups.find((one) => one.key === key)
  expect(helped(group(police))).toMatchObject({ numerator: 1, denominator: 1 })
  expect(helped(group(fire))).toMatchObject({ numerator: 0, denominator: 1 })
  expect(helped(group(type.lead))).toMatchObject({ denominator: 0, value: null })
})

test('a suspension stops the helpers’ clocks too, and a dispatch to others takes them back', async () => {
  const { office, type, unit, report, walk } = await aDesk()
  const helper = office.catalog.departments.find(({ code }) => code !== type.lead)?.code
  const until = new Date(NOON + 10 * DAY).toISOString()
  const order = await walk(await report(), [
    ...handling(unit),
    ['add-cohandler', unit, { department: helper }],
    ['ask-suspension', unit, { class: 'works', until }],
    ['grant-suspension', leader],
  ])
  office.pass(DAY)
  const clockOf = async () =>
    office.orders
      .clocks(await office.store.orderEvents(order.id))
      .find(({ department }) => department === helper)
  expect(await clockOf()).toMatchObject({ usedMs: 120_000, dueAt: null })
  await walk(order, [
    ['resume', unit],
    ['ask-return', unit, { reason: 'x' }],
    ['grant-return', duty, { ruling: 'other' }],
    ['dispatch', duty, { cohandlers: [] }],
  ])
  expect(await clockOf()).toMatchObject({ refunded: true })
  expect((await office.orders.find(order.id))?.helping).toBeUndefined()
})

test('a first extension longer than the whole limit is the leader’s word', async () => {
  const { office, type, unit, report, walk, codeOf } = await aDesk()
  const asked = async (hours: number) => {
    const order = await walk(await report(), handling(unit))
    const until = new Date(Date.parse(order.due?.at ?? '') + hours * HOUR).toISOString()
    return walk(order, [['ask-extension', unit, { reason: 'x', plan: 'y', until }]])
  }
  const short = await asked(type.handle_hours)
  const long = await asked(type.handle_hours + 0.1)
  expect(office.orders.allowed(long, supervisor)).not.toContain('grant-extension')
  expect(await codeOf(long, ['grant-extension', supervisor])).toBe('FORBIDDEN role')
  expect(await codeOf(long, ['grant-extension', leader])).toBe('done')
  // Nor may more be granted than was asked for, so as to get round it.
  const until = new Date(Date.parse(short.due?.at ?? '') + 99 * DAY).toISOString()
  expect(await codeOf(short, ['grant-extension', supervisor, { until }])).toBe('FORBIDDEN role')
  expect(await codeOf(short, ['grant-extension', supervisor])).toBe('done')
})

test('an order is reopened within T12 only, and a person does not act under the system’s name', async () => {
  const { office, unit, report, walk, codeOf } = await aDesk()
  const forced = { reason: 'x', signature: 'y' }
  const closed = await walk(await report(), [...handling(unit), ['force-close', leader, forced]])
  office.pass(15 * DAY)
  expect(office.orders.allowed(closed, duty)).toContain('reopen')
  office.pass(1)
  expect(office.orders.allowed(closed, duty)).not.toContain('reopen')
  expect(await codeOf(closed, ['reopen', duty, { reason: 'x' }])).toBe('ORDER_ACTION_NOT_ALLOWED')
  const impostor = person('system', 'supervisor')
  const order = await report()
  expect(await codeOf(order, ['accept', impostor])).toBe('FORBIDDEN name')
  expect(office.orders.allowed(order, impostor)).toEqual([])
  const filed = { type: order.type, title: 'x' }
  await expect(office.orders.report(filed, impostor)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(
    office.orders.report({ ...filed, channel: 'alarm', externalId: 'A1' }, duty),
  ).rejects.toMatchObject({ code: 'MALFORMED', detail: { field: 'channel' } })
})

const FILES = [
  { id: 'b1', kind: 'before', sha256: 'aa' },
  { id: 'a1', kind: 'after', sha256: 'bb' },
  { id: 'a2', kind: 'after', sha256: 'aa' },
  { id: 'a3', kind: 'after', sha256: 'cc' },
] as const
const photos = {
  attachmentsOf: async () => FILES,
  otherOrdersWith: async (sha256: string) => (sha256 === 'cc' ? ['CG-other'] : []),
}
const evidence = async (more: Partial<OrderServiceDeps>, ids?: string[]) => {
  const { unit, report, walk } = await aDesk({ photos, ...more })
  const order = await walk(await report(), handling(unit))
  return walk(order, [['submit', unit, { result: 'x', ...(ids ? { photos: ids } : {}) }]]).then(
    ({ overlays, flagged }) => [overlays?.evidence, ...(flagged ?? [])].join(' '),
    ({ code, detail }) => `${code} ${detail.field}`,
  )
}

test('feedback says what its photos are worth: none, new ones, or one that was used before', async () => {
  expect(await evidence({})).toBe('missing')
  expect(await evidence({}, ['a1'])).toBe('complete')
  expect(await evidence({}, ['a1', 'a2'])).toBe('reused reused-photo')
  expect(await evidence({}, ['a3'])).toBe('reused reused-photo')
  expect(await evidence({}, ['of-another-order'])).toBe('MALFORMED photos')
  const rules = { ...DEFAULT_ORDER_RULES, photos: 'require' } as const
  expect(await evidence({ rules })).toBe('MALFORMED photos')
  expect(await evidence({ rules }, ['a1'])).toBe('complete')
})

test('a district’s own numbers hold: how near, how long, how often', async () => {
  const read = readOrderRules({
    verifiedWithinM: 500,
    reopenDays: 1,
    replyHours: { 2: 1 },
    signMinutes: { 1: 5, 2: 5 },
    acceptSeconds: { hotline: 60 },
  })
  if ('problems' in read) throw new Error(read.problems.join())
  const { office, unit, report, walk, codeOf } = await aDesk({ rules: read.rules })
  const first = await report({ channel: 'hotline', position: [119.97, 31.78] })
  expect(Date.parse(first.due?.at ?? '') - NOON).toBe(60_000)
  const dispatched = await walk(first, [['send-to-verify', duty, { verifier: 'v' }]])
  expect(await codeOf(dispatched, ['confirm', duty, { position: [119.974, 31.78] }])).toBe('done')
  const order = await walk(await report(), [['express', duty]])
  expect(Date.parse(order.due?.at ?? '') - office.now()).toBe(5 * 60_000)
  const closed = await walk(order, [
    ['sign', unit],
    ['supervise', leader, { level: 2, demand: 'x' }],
    ['force-close', leader, { reason: 'x', signature: 'y' }],
  ])
  const [supervision] = (await office.store.orderEvents(order.id)).filter(
    ({ action }) => action === 'supervise',
  )
  expect(supervision?.order.overlays?.supervision?.dueAt).toBe(
    new Date(Date.parse(supervision?.at ?? '') + HOUR).toISOString(),
  )
  office.pass(DAY + 1)
  expect(office.orders.allowed(closed, duty)).not.toContain('reopen')
})

test('acts that look like helped-along figures are flagged with the act behind each', async () => {
  const receipts = [{ by: 'handler-x', at: new Date(NOON).toISOString() }]
  const { office, type, unit, report, walk } = await aDesk({ receiptsOf: async () => receipts })
  const order = await walk(await report(), handling(unit))
  office.pass(type.handle_hours * HOUR * 0.95)
  const until = new Date(office.now() + 9 * DAY).toISOString()
  const closed = await walk(order, [
    ['ask-suspension', unit, { class: 'court', until }],
    ['refuse-suspension', leader, { reason: 'x' }],
    ['ask-extension', unit, { reason: 'x', plan: 'y', until }],
  ])
  office.pass(type.handle_hours * HOUR)
  const reopened = await walk(closed, [
    ['grant-extension', leader],
    ['force-close', leader, { reason: 'x', signature: 'y' }],
    ['reopen', duty, { reason: '未解决' }],
  ])
  expect(reopened.flagged).toEqual(['reopened-soon', 'extended-late', 'hung-up-late'])
  const flags = await office.orders.flags(await office.store.orderEvents(order.id))
  expect(flags.map(({ flag, actor }) => [flag, actor])).toEqual([
    ['signed-unread', unit.name],
    ['hung-up-late', unit.name],
    ['extended-late', 'leader'],
    ['reopened-soon', 'duty'],
  ])
  expect(flags[0]).toMatchObject({ name_zh: '未阅即签', name_en: expect.any(String), rev: 5 })
})
