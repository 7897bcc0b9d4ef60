import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anAlarm, anOrder } from '../store/testing.ts'
import { createHandovers } from './handovers.ts'
import { createDutyLog } from './log.ts'

function aRoom() {
  let atMs = Date.UTC(2026, 10, 26, 0)
  const store = createMemoryStore()
  const nowMs = (): number => {
    atMs += 1_000
    return atMs
  }
  const log = createDutyLog(store, nowMs)
  const handovers = createHandovers({
    store,
    log,
    openOrders: () => [anOrder({ id: 'CG1', severity: 1 })],
    standingAlarms: () => [anAlarm({ id: 'a1', level: 'red' })],
    titleOf: ({ indicator }) => indicator,
    silentFeeds: () => [],
    nowMs,
  })
  return { handovers, log }
}

test('who leaves signs first, who comes reads every line and signs; nobody hands over to himself', async () => {
  const { handovers, log } = aRoom()
  const drafted = await handovers.draft('duty')
  expect(drafted.lines.map(({ section }) => section)).toEqual(['urgent', 'alarms'])
  await handovers.remark(drafted.id, '夜间水位需每小时看一次')
  await expect(handovers.read(drafted.id, ['l1'], 'supervisor')).rejects.toMatchObject({
    code: 'HANDOVER_UNSIGNED',
  })
  const left = await handovers.sign(drafted.id, 'duty')
  expect(left).toMatchObject({ outgoing: { by: 'duty' }, incoming: null })
  await expect(handovers.remark(drafted.id, 'x')).rejects.toMatchObject({ code: 'HANDOVER_SIGNED' })
  await expect(handovers.sign(drafted.id, 'duty')).rejects.toMatchObject({
    code: 'HANDOVER_SAME_PERSON',
  })
  await expect(handovers.sign(drafted.id, 'supervisor')).rejects.toMatchObject({
    code: 'HANDOVER_UNREAD',
    detail: { unread: ['l1', 'l2'] },
  })
  await expect(handovers.read(drafted.id, ['l1'], 'duty')).rejects.toMatchObject({
    code: 'HANDOVER_SAME_PERSON',
  })
  await handovers.read(drafted.id, ['l1', 'no-line'], 'supervisor')
  await handovers.read(drafted.id, ['l2'], 'supervisor')
  const signed = await handovers.sign(drafted.id, 'supervisor')
  expect(signed).toMatchObject({
    incoming: { by: 'supervisor' },
    remarks: '夜间水位需每小时看一次',
  })
  await expect(handovers.sign(drafted.id, 'duty')).rejects.toMatchObject({
    code: 'HANDOVER_SIGNED',
  })
  expect((await log.list({ limit: 5 })).map(({ kind, by }) => [kind, by])).toEqual([
    ['handover', 'supervisor'],
  ])
})

test('a draft is written anew until it is signed, then it stands; the next shift begins where it ended', async () => {
  const { handovers, log } = aRoom()
  const first = await handovers.draft('duty')
  await log.add({ kind: 'note', text: '泵站来电' }, 'duty')
  const again = await handovers.draft('duty')
  expect(again.id).toBe(first.id)
  expect(again.lines.at(-1)?.text).toBe('泵站来电(duty)')
  await handovers.sign(first.id, 'duty')
  await log.add({ kind: 'note', text: '太晚了' }, 'duty')
  expect((await handovers.draft('duty')).lines).toEqual(again.lines)
  await handovers.read(
    first.id,
    again.lines.map(({ id }) => id),
    'supervisor',
  )
  const done = await handovers.sign(first.id, 'supervisor')
  const next = await handovers.draft('supervisor')
  expect(next.id).not.toBe(first.id)
  expect(next.since).toBe(done.incoming?.at)
  expect(await handovers.list(10)).toHaveLength(2)
})

test('of two who sign at once one is the incoming officer', async () => {
  const { handovers } = aRoom()
  const { id, lines } = await handovers.draft('duty')
  await handovers.sign(id, 'duty')
  await handovers.read(
    id,
    lines.map((line) => line.id),
    'a',
  )
  const both = await Promise.allSettled([handovers.sign(id, 'a'), handovers.sign(id, 'b')])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await handovers.one(id)).toMatchObject({ incoming: { by: 'a' } })
})
