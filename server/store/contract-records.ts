import { afterEach, describe, expect, test } from 'vitest'
import type { QuarantineEntry, Store } from './store.ts'
import {
  aBatch,
  anAccount,
  anAlarm,
  anAlarmEvent,
  anOrder,
  anOrderEvent,
  aReading,
  DAY_MS,
  HOUR,
  iso,
  MINUTE,
} from './testing.ts'

/** What every engine owes for alarms, orders, refused readings, identities and settings. */
export function recordContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: records`, () => {
    let store: Store | undefined
    const opened = async (): Promise<Store> => {
      store = await open()
      return store
    }
    afterEach(async () => {
      await store?.close()
      store = undefined
    })

    test('an alarm is what its last event says, now and at an earlier moment', async () => {
      const s = await opened()
      const raised = anAlarm()
      const worse = anAlarm({ level: 'red', worstLevel: 'red' })
      const cleared = anAlarm({ ...worse, state: 'cleared', clearedAt: iso(DAY_MS + HOUR) })
      const second = anAlarm({ id: 'a2', category: 'city', raisedAt: iso(DAY_MS + MINUTE) })
      const events = [
        anAlarmEvent(DAY_MS, raised),
        anAlarmEvent(DAY_MS + MINUTE, second),
        anAlarmEvent(DAY_MS + 2 * MINUTE, worse, 'level'),
        anAlarmEvent(DAY_MS + HOUR, cleared, 'cleared'),
      ]
      for (const alarm of events) await s.commit(aBatch({ alarms: [alarm] }))
      expect(await s.standingAlarms()).toEqual([second])
      expect(await s.alarm('a1')).toEqual(cleared)
      expect(await s.alarm('nobody')).toBeNull()
      expect(await s.alarmsAt(DAY_MS - 1)).toEqual([])
      expect(await s.alarmsAt(DAY_MS)).toEqual([raised])
      expect(await s.alarmsAt(DAY_MS + 3 * MINUTE)).toEqual([worse, second])
      expect(await s.alarmsAt(DAY_MS + HOUR)).toEqual([second])
      expect(await s.alarmEvents(DAY_MS + MINUTE, DAY_MS + HOUR)).toEqual(events.slice(1, 3))
      expect(await s.eventsOfAlarm('a1', 10)).toEqual([events[0], events[2], events[3]])
      expect(await s.eventsOfAlarm('a1', 2)).toEqual([events[2], events[3]])
      expect(await s.eventsOfAlarm('nobody', 10)).toEqual([])
    })

    test('alarms are listed newest first, by state, level and category, page by page', async () => {
      const s = await opened()
      const alarms = Array.from({ length: 5 }, (_, i) =>
        anAlarm({
          id: `a${i}`,
          raisedAt: iso(DAY_MS + Math.floor(i / 2) * MINUTE),
          level: i === 3 ? 'red' : 'blue',
          category: i < 2 ? 'city' : 'safety',
        }),
      )
      await s.commit(aBatch({ alarms: alarms.map((alarm) => anAlarmEvent(DAY_MS, alarm)) }))
      const ids = async (query: Parameters<Store['alarms']>[0]) =>
        (await s.alarms(query)).map(({ id }) => id)
      expect(await ids({ limit: 100 })).toEqual(['a4', 'a3', 'a2', 'a1', 'a0'])
      expect(await ids({ limit: 2, beforeId: 'a3' })).toEqual(['a2', 'a1'])
      expect(await ids({ limit: 9, level: 'red' })).toEqual(['a3'])
      expect(await ids({ limit: 9, category: 'city', state: 'active' })).toEqual(['a1', 'a0'])
      expect(await ids({ limit: 9, category: 'safety', beforeId: 'a4' })).toEqual(['a3', 'a2'])
      expect(await ids({ limit: 9, state: 'cleared' })).toEqual([])
      expect(await ids({ limit: 9, beforeId: 'nobody' })).toEqual([])
    })

    test('an order is its newest revision, and its events are all kept', async () => {
      const s = await opened()
      const one = anOrder({ externalId: '12345-7' })
      const two = anOrder({ ...one, rev: 2, state: 'accepted' })
      const three = anOrder({ ...one, rev: 3, state: 'voided' })
      const events = [
        anOrderEvent(DAY_MS, one),
        anOrderEvent(DAY_MS + MINUTE, two, { actionId: 'act-2' }),
        anOrderEvent(DAY_MS + HOUR, three, { actionId: 'act-3' }),
      ]
      for (const order of events) await s.commit(aBatch({ orders: [order] }))
      expect(await s.order(one.id)).toEqual(three)
      expect(await s.order('nobody')).toBeNull()
      expect(await s.orderEvents(one.id)).toEqual(events)
      expect(await s.orderEventByActionId('act-2')).toEqual(events[1])
      expect(await s.orderEventByActionId('act-9')).toBeNull()
      expect(await s.orderByExternalId('hotline', '12345-7')).toEqual(three)
      expect(await s.orderByExternalId('app', '12345-7')).toBeNull()
      expect(await s.ordersAt(DAY_MS - 1)).toEqual([])
      expect(await s.ordersAt(DAY_MS + MINUTE)).toEqual([two])
      expect(await s.ordersAt(DAY_MS + HOUR)).toEqual([])
      expect(await s.ordersEndedSince(DAY_MS + HOUR)).toEqual([three])
      expect(await s.ordersEndedSince(DAY_MS + HOUR + 1)).toEqual([])
    })

    test('the highest number that begins so is known', async () => {
      const s = await opened()
      const orders = ['CG-8', 'CG-10', 'CG-9', 'CH-1'].map((id) => anOrder({ id }))
      await s.commit(aBatch({ orders: orders.map((order) => anOrderEvent(DAY_MS, order)) }))
      expect(await s.lastOrderId('CG-')).toBe('CG-10')
      expect(await s.lastOrderId('CI')).toBeNull()
    })

    test('of two who write the same revision the second is told, and nothing of his batch stays', async () => {
      const s = await opened()
      await s.commit(aBatch({ orders: [anOrderEvent(DAY_MS, anOrder(), { actionId: 'x' })] }))
      const again = anOrderEvent(DAY_MS + 1, anOrder({ title: '另一个' }))
      const sameAct = anOrderEvent(DAY_MS + 1, anOrder({ id: 'CG-2' }), { actionId: 'x' })
      for (const order of [again, sameAct]) {
        const batch = aBatch({ readings: [aReading()], orders: [order] })
        await expect(s.commit(batch)).rejects.toMatchObject({ code: 'ORDER_CHANGED_MEANWHILE' })
      }
      expect(await s.latest()).toEqual([])
      expect(await s.orderEvents(anOrder().id)).toHaveLength(1)
      expect((await s.commit(aBatch({ readings: [aReading()] }))).outcomes).toEqual(['accepted'])
    })

    test('one order for one external id of a channel', async () => {
      const s = await opened()
      const first = anOrder({ externalId: 'e1' })
      await s.commit(aBatch({ orders: [anOrderEvent(DAY_MS, first)] }))
      const second = anOrder({ id: 'CG-2', externalId: 'e1' })
      await expect(
        s.commit(aBatch({ orders: [anOrderEvent(DAY_MS, second)] })),
      ).rejects.toMatchObject({ code: 'ORDER_CHANGED_MEANWHILE' })
      expect(await s.order('CG-2')).toBeNull()
    })

    test('of many commits at once each has its own outcome, and one bad one costs no other', async () => {
      const s = await opened()
      const good = (i: number) => aBatch({ readings: [aReading({ atMs: DAY_MS + i * MINUTE })] })
      const order = aBatch({
        readings: [aReading({ place: 'point:new' })],
        orders: [anOrderEvent(DAY_MS, anOrder())],
      })
      const results = await Promise.allSettled([
        s.commit(good(0)),
        s.commit(order),
        s.commit(good(1)),
        s.commit(order),
        s.commit(good(1)),
        s.commit(good(2)),
      ])
      expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
        true,
        true,
        true,
        false,
        true,
        true,
      ])
      expect(results[4]).toMatchObject({ value: { outcomes: ['duplicate'] } })
      expect(await s.latest()).toHaveLength(2)
    })

    test('refused readings are counted for ever and the newest thousand kept', async () => {
      const s = await opened()
      const entries = Array.from(
        { length: 1_100 },
        (_, i): QuarantineEntry => ({
          source: i % 2 === 0 ? 'water' : 'police',
          code: i < 10 ? 'BAD_TIME' : 'BAD_VALUE',
          atMs: DAY_MS + i,
          sample: `#${i}`,
        }),
      )
      await s.quarantine(entries.slice(0, 50))
      await s.quarantine(entries.slice(50))
      await s.quarantine([])
      expect(await s.quarantineCounts()).toEqual([
        { source: 'police', code: 'BAD_TIME', count: 5, lastAtMs: DAY_MS + 9 },
        { source: 'police', code: 'BAD_VALUE', count: 545, lastAtMs: DAY_MS + 1_099 },
        { source: 'water', code: 'BAD_TIME', count: 5, lastAtMs: DAY_MS + 8 },
        { source: 'water', code: 'BAD_VALUE', count: 545, lastAtMs: DAY_MS + 1_098 },
      ])
      expect(await s.quarantineSamples(2)).toEqual([entries[1_099], entries[1_098]])
      expect(await s.quarantineSamples(5_000)).toHaveLength(1_000)
    })

    test('accounts, sessions, tokens, screens and settings come back as they were put', async () => {
      const s = await opened()
      const account = anAccount()
      await s.putAccount(account)
      await s.putAccount(anAccount({ username: 'checker', roles: ['checker'] }))
      await s.putAccount({ ...account, disabled: true })
      expect(await s.account('duty')).toEqual({ ...account, disabled: true })
      expect(await s.account('nobody')).toBeNull()
      expect((await s.accounts()).map(({ username }) => username)).toEqual(['checker', 'duty'])

      const session = (tokenHash: string, username: string) => {
        return { tokenHash, username, csrf: 'c', createdAtMs: DAY_MS, lastSeenAtMs: DAY_MS }
      }
      for (const [hash, user] of [
        ['h1', 'duty'],
        ['h2', 'duty'],
        ['h3', 'leader'],
      ] as const) {
        await s.putSession(session(hash, user))
      }
      await s.deleteSession('h1')
      expect(await s.session('h1')).toBeNull()
      expect(await s.session('h2')).toEqual(session('h2', 'duty'))
      await s.deleteSessionsOf('duty')
      expect(await s.session('h2')).toBeNull()
      expect(await s.session('h3')).not.toBeNull()

      const token = {
        tokenHash: 't1',
        name: 'water',
        roles: ['feed' as const],
        department: 'water',
        createdAtMs: DAY_MS,
        revokedAtMs: null,
      }
      await s.putToken(token)
      await s.putToken({ ...token, revokedAtMs: DAY_MS + 1 })
      expect(await s.token('t1')).toEqual({ ...token, revokedAtMs: DAY_MS + 1 })
      expect(await s.tokens()).toHaveLength(1)
      expect(await s.token('t2')).toBeNull()

      const screen = {
        id: 'screen-1',
        wall: 'main',
        tokenHash: null,
        name: '大厅',
        enrolledBy: null,
        enrolledAtMs: null,
        revokedAtMs: null,
      }
      await s.putScreen(screen)
      await s.putScreen({ ...screen, id: 'screen-2' })
      await s.putScreen({ ...screen, tokenHash: 's1', enrolledBy: 'operator' })
      expect(await s.screenByToken('s1')).toMatchObject({ id: 'screen-1', enrolledBy: 'operator' })
      expect(await s.screenByToken('s2')).toBeNull()
      expect((await s.screens()).map(({ id }) => id)).toEqual(['screen-1', 'screen-2'])

      expect(await s.meta('wall:main')).toBeNull()
      await s.putMeta('wall:main', '{"scenario":"a"}')
      await s.putMeta('wall:main', '{"scenario":"b"}')
      expect(await s.meta('wall:main')).toBe('{"scenario":"b"}')
    })

    test('a closed store answers nothing and takes nothing', async () => {
      const s = await opened()
      await s.ping()
      await s.close()
      await s.close()
      await expect(s.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      await expect(s.commit(aBatch({ readings: [aReading()] }))).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
      })
    })
  })
}
