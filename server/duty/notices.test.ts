import { expect, test } from 'vitest'
import type { Notice, Occasion } from '../../protocol/duty/notices.ts'
import type { RosterRow } from '../../protocol/duty/roster.ts'
import type { CommitListener } from '../commit.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anAlarm, anAlarmEvent, anOrder, anOrderEvent } from '../store/testing.ts'
import { createNotices, MOST_WAITING, type NoticeSink } from './notices.ts'

const NOW = Date.UTC(2026, 10, 26, 2)
const onDuty: RosterRow[] = [
  {
    id: 'r1',
    post: '值班员',
    name: '王',
    phone: '',
    account: 'duty',
    startsAt: new Date(NOW - 1).toISOString(),
    endsAt: new Date(NOW + 1).toISOString(),
    note: '',
    source: 'test',
    insteadOf: null,
  },
]
const occasion = (n: number): Occasion => ({
  kind: 'order-overdue',
  key: `k${n}`,
  atMs: NOW + n,
  zh: `第 ${n} 件`,
  en: `no. ${n}`,
  orderId: `CG${n}`,
  alarmId: null,
})

function aRoom(sink: NoticeSink | null, store = createMemoryStore()) {
  let listener: CommitListener = () => undefined
  const failures: unknown[] = []
  const notices = createNotices({
    store,
    feed: {
      onCommit: (given) => {
        listener = given
        return () => undefined
      },
    },
    onDuty: async () => onDuty,
    sink,
    nowMs: () => NOW,
    onError: (error) => failures.push(error),
  })
  return { notices, store, failures, commit: (c: Parameters<CommitListener>[0]) => listener(c) }
}

test('a severity 1 order, a supervision and a red alarm are told to the row of the roster', async () => {
  const { notices, commit } = aRoom(null)
  const urgent = anOrder({ id: 'CG1', severity: 1 })
  commit({
    seq: 1,
    atMs: NOW,
    values: [],
    alarms: [anAlarmEvent(NOW, anAlarm({ id: 'a1', level: 'red' }))],
    orders: [
      anOrderEvent(NOW, urgent),
      anOrderEvent(NOW, anOrder({ id: 'CG2', severity: 3 })),
      { ...anOrderEvent(NOW, anOrder({ id: 'CG3', rev: 4 })), action: 'supervise' },
    ],
  })
  await notices.settled()
  const told = await notices.list({ limit: 10 })
  expect(told.map(({ kind }) => kind).toSorted()).toEqual([
    'alarm-red',
    'order-supervised',
    'order-urgent',
  ])
  expect(told[0]).toMatchObject({ rosterRow: 'r1', to: '王', post: '值班员', state: 'desk-only' })
})

test('[R24] a sink that is down keeps the order, and each notice is delivered once when it is back', async () => {
  const got: Notice[] = []
  let isDown = true
  const sink: NoticeSink = async (notice) => {
    if (isDown) throw new Error('no answer')
    got.push(notice)
  }
  const { notices, store } = aRoom(sink)
  notices.tell([occasion(1), occasion(2)])
  notices.tell([occasion(3), occasion(1)])
  await notices.settled()
  expect(notices.status()).toMatchObject({ waiting: 3, downSince: new Date(NOW).toISOString() })
  await notices.close()

  isDown = false
  const next = aRoom(sink, store)
  await next.notices.start()
  await next.notices.settled()
  expect(got.map(({ zh }) => zh)).toEqual(['第 1 件', '第 2 件', '第 3 件'])
  expect(next.notices.status()).toMatchObject({ waiting: 0, downSince: null })
  next.notices.tell([occasion(2)])
  await next.notices.settled()
  expect(got).toHaveLength(3)
  expect((await next.notices.list({ limit: 9 })).map(({ state }) => state)).toEqual([
    'delivered',
    'delivered',
    'delivered',
  ])
  await next.notices.close()
})

test('[R24] what waits is bounded; the rest is shown on the desk and counted', async () => {
  const { notices } = aRoom(async () => {
    throw new Error('no answer')
  })
  notices.tell(Array.from({ length: MOST_WAITING + 5 }, (_, n) => occasion(n)))
  await notices.settled()
  expect(notices.status()).toMatchObject({ waiting: MOST_WAITING, refused: 5 })
  await notices.close()
})
