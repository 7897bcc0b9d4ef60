import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../protocol/error/codes.ts'
import { foldOrder } from '../../protocol/order/fold.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'
import { anOffice, person } from './testing.ts'

const NOON = Date.parse('2024-06-07T04:00:00Z')
/** Races of two officers: 10,000 where CI=true, or as NZH_ORDER_RACES says. */
const RACES = Number(
  process.env['NZH_ORDER_RACES'] ?? (process.env['CI'] === 'true' ? 10_000 : 1_000),
)
const duty = person('duty', 'duty')
const second = person('duty-2', 'duty')
const supervisor = person('supervisor', 'supervisor')
const leader = person('leader', 'leader')
const checker = person('checker', 'checker')

test(
  `[ORD-f] [R19] of ${RACES} races of two officers each has one winner; the other is shown the new version`,
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nzh-races-'))
    const store = await openSqliteStore({ dir })
    try {
      const office = await anOffice(store, NOON)
      const [type] = office.catalog.orderTypes
      if (type === undefined) throw new Error('the catalog has types')
      const actions: readonly OrderAction[] = ['accept', 'express', 'refuse', 'send-to-verify']
      const args = { reason: 'x', verifier: 'v' }
      let lost = 0
      const race = async (n: number): Promise<void> => {
        const order = await office.orders.report({ type: type.code, title: `r${n}` }, duty)
        const tries = [duty, second].map((actor, i) => {
          const action = actions[(n + i * (1 + (n % 3))) % actions.length] ?? 'accept'
          const act = { action, rev: 1, actionId: office.actionId(), args }
          return office.orders.act(order.id, act, actor)
        })
        const ended = await Promise.allSettled(tries)
        const winner = ended.find((end) => end.status === 'fulfilled')
        const loser = ended.find((end) => end.status === 'rejected')
        if (winner?.status !== 'fulfilled' || loser?.status !== 'rejected') {
          throw new Error(`race ${n}: not one winner and one loser`)
        }
        const { code, detail } = loser.reason as AppError
        expect(code).toBe('ORDER_CHANGED_MEANWHILE')
        expect(detail['order']).toEqual(winner.value)
        const events = await store.orderEvents(order.id)
        expect(events.map(({ rev }) => rev)).toEqual(events.map((_, i) => i + 1))
        expect(events.at(-1)?.order).toEqual(winner.value)
        expect(events.filter(({ actor }) => actor !== events[1]?.actor)).toHaveLength(
          events[1]?.actor === 'duty' ? 0 : 1,
        )
        const [attempt, ...more] = await office.orders.attempts(order.id)
        expect(more).toEqual([])
        expect(attempt).toMatchObject({ rev: 1, code })
        expect(attempt?.by).not.toBe(events[1]?.actor)
        lost++
      }
      // Many at a time, so that the commits of one race meet those of others.
      for (let n = 0; n < RACES; n += 50) {
        await Promise.all(Array.from({ length: Math.min(50, RACES - n) }, (_, i) => race(n + i)))
      }
      expect(lost).toBe(RACES)
      expect(await store.countListed({})).toBe(RACES)
    } finally {
      await store.close()
      rmSync(dir, { recursive: true })
    }
  },
  60_000 + RACES * 40,
)

test('[R12] every command sent three times is done once, and answered the same each time', async () => {
  const office = await anOffice(createMemoryStore(), NOON)
  const type = office.catalog.orderTypes.find(({ needs_photo }) => needs_photo)
  if (type === undefined) throw new Error('the catalog has types')
  const unit = person('unit', 'handler', type.lead)
  const first = {
    type: type.code,
    title: 'x',
    channel: 'hotline',
    externalId: 'H1',
    reporter: '王',
  }
  const reports = [first, first, first].map((report) => office.orders.report(report, duty))
  const [order, ...same] = await Promise.all(reports)
  if (order === undefined) throw new Error('reported')
  for (const again of same) expect(again).toEqual(order)
  const other = await office.orders.report({ type: type.code, title: 'y' }, duty)
  const until = new Date(NOON + 99 * 3_600_000).toISOString()
  const steps = [
    ['accept', duty],
    ['file', duty],
    ['merge', duty, { parent: other.id }],
    ['unmerge', duty],
    ['dispatch', duty],
    ['sign', unit],
    ['contact', unit],
    ['urge', duty],
    ['ask-extension', unit, { reason: 'x', plan: 'y', until }],
    ['grant-extension', leader],
    ['submit', unit, { result: 'x' }],
    ['send-to-check', supervisor],
    ['pass-check', checker],
    ['record-callback', duty, { result: 'satisfied' }],
    ['close', supervisor],
    ['reopen', duty, { reason: 'x' }],
    ['force-close', leader, { reason: 'x', signature: 'y' }],
  ] as const
  let current: Order = order
  for (const [action, actor, args = {}] of steps) {
    office.pass(60_000)
    const before = (await office.store.orderEvents(order.id)).length
    const act = { action, rev: current.rev, actionId: office.actionId(), args }
    const answers = [
      await office.orders.act(order.id, act, actor),
      ...(await Promise.all([
        office.orders.act(order.id, act, actor),
        office.orders.act(order.id, act, actor),
      ])),
    ]
    for (const answer of answers) expect(answer, action).toEqual(answers[0])
    expect((await office.store.orderEvents(order.id)).length, action).toBe(before + 1)
    current = answers[0] ?? current
  }
  expect(current.state).toBe('force-closed')
  expect(await office.orders.attempts(order.id)).toEqual([])
})

test('[R20] an act on a stale version is refused with the order as it is now', async () => {
  const office = await anOffice(createMemoryStore(), NOON)
  const [type] = office.catalog.orderTypes
  if (type === undefined) throw new Error('the catalog has types')
  const order = await office.orders.report({ type: type.code, title: 'x' }, duty)
  const act = (action: OrderAction, rev: number) =>
    office.orders.act(order.id, { action, rev, actionId: office.actionId() }, duty)
  const accepted = await act('accept', 1)
  await expect(act('file', 1)).rejects.toMatchObject({
    code: 'ORDER_CHANGED_MEANWHILE',
    detail: { order: accepted },
  })
  // A version that is not there yet is no better.
  await expect(act('file', 3)).rejects.toMatchObject({ code: 'ORDER_CHANGED_MEANWHILE' })
  expect(await act('file', 2)).toMatchObject({ state: 'filed', rev: 3 })
})

test('[R21] an act whose answer was lost on the way is answered when it is sent again, and others go on', async () => {
  const store = createMemoryStore()
  let isLost = false
  const office = await anOffice(store, NOON, {
    record: async ({ orders }) => {
      await store.commit({ readings: [], computed: [], alarms: [], orders })
      if (isLost) throw new AppError('STORE_UNAVAILABLE')
    },
  })
  const [type] = office.catalog.orderTypes
  if (type === undefined) throw new Error('the catalog has types')
  const order = await office.orders.report({ type: type.code, title: 'x' }, duty)
  const accept = { action: 'accept', rev: 1, actionId: office.actionId() } as const
  isLost = true
  await expect(office.orders.act(order.id, accept, duty)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  isLost = false
  const answer = await office.orders.act(order.id, accept, duty)
  expect(answer).toMatchObject({ state: 'accepted', rev: 2 })
  expect(office.orders.openOrders()).toEqual([answer])
  const filed = { action: 'file', rev: 2, actionId: office.actionId() } as const
  expect(await office.orders.act(order.id, filed, second)).toMatchObject({ rev: 3 })
  const events = await store.orderEvents(order.id)
  expect(events.map(({ action }) => action)).toEqual(['report', 'accept', 'file'])
  expect(foldOrder(events)?.state).toBe('filed')
})
