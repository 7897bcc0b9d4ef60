import { expect, test } from 'vitest'
import type { AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import {
  aCatalog,
  anIndicator,
  aReading,
  aRule,
  aScenario,
  NOON_MS,
} from '../../protocol/testing/builders.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'
import type { Commit } from '../commit.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { createPipeline } from './pipeline.ts'
import { createPlaceRegistry } from './places.ts'
import { changeableCatalog, loadedFrom } from './testing.ts'

const HOUR_MS = 3_600_000

const depth = anIndicator({
  id: 'safety.flood.depth',
  category: 'safety',
  direction: 'lower_better',
  grain: 'point',
  aggregate: 'max',
  warn_blue: 10,
  warn_yellow: 20,
  warn_orange: 30,
  warn_red: 50,
})
const scenario = aScenario({
  id: 'safety-flood',
  category: 'safety',
  alarms: [
    aRule({ indicator: depth.id, level: 'yellow', for: '5min', raises: 'safety.pump' }),
    aRule({ indicator: depth.id, level: 'red', for: '0s' }),
  ],
})
const flood = (fields: Partial<typeof depth> = {}): LoadedCatalog =>
  loadedFrom(aCatalog({ indicators: [{ ...depth, ...fields }], scenarios: [scenario] }))

/** A pipeline on a store, with a clock that the test moves. */
async function aPipeline(store: Store = createMemoryStore(), loaded = flood()) {
  let nowMs = NOON_MS
  const catalog = changeableCatalog(loaded)
  const errors: unknown[] = []
  const pipeline = createPipeline({
    store,
    catalog,
    places: createPlaceRegistry([], loaded.catalog.towns),
    nowMs: () => nowMs,
    sweepMs: 1_000_000,
    onError: (error) => errors.push(error),
    alarmNoise: () => 'test',
  })
  const commits: Commit[] = []
  pipeline.onCommit((commit) => commits.push(commit))
  await pipeline.start()
  const events = (): AlarmEvent[] => commits.flatMap(({ alarms }) => alarms)
  return {
    store,
    catalog,
    pipeline,
    commits,
    errors,
    events,
    kinds: () => events().map(({ kind }) => kind),
    report: (value: number, place = 'point:a') =>
      pipeline.ingest([
        aReading({ indicator: depth.id, place, value, atMs: nowMs, receivedAtMs: nowMs }),
      ]),
    pass: async (ms: number) => {
      nowMs += ms
      await pipeline.sweep()
    },
  }
}

/** A store whose disk is full until told otherwise. */
function fillingStore(): Store & { full: boolean } {
  const store = createMemoryStore()
  return Object.assign(Object.create(store) as Store, {
    full: false,
    commit(this: { full: boolean }, batch: Parameters<Store['commit']>[0]) {
      if (this.full) return Promise.reject(new AppError('STORE_FULL'))
      return store.commit(batch)
    },
    latest: () => store.latest(),
    standingAlarms: () => store.standingAlarms(),
    alarm: (id: string) => store.alarm(id),
  })
}

test('readings that arrive together share a transaction, and each request gets its own outcomes', async () => {
  const { pipeline, commits } = await aPipeline()
  const reading = aReading({ indicator: depth.id, place: 'point:a', value: 1 })
  const [first, second] = await Promise.all([
    pipeline.ingest([reading, { ...reading, place: 'point:b' }]),
    pipeline.ingest([reading, { ...reading, value: 2 }]),
  ])
  expect(first.outcomes).toEqual(['accepted', 'accepted'])
  expect(second.outcomes).toEqual(['duplicate', 'correction'])
  expect(commits.map(({ seq }) => seq)).toEqual([1])
  expect(pipeline.value(depth.id, 'point:a')).toMatchObject({ value: 2, status: 'fresh' })
})

test('a request larger than one step is written whole, and others get their turn between', async () => {
  const { pipeline, commits } = await aPipeline()
  const many = Array.from({ length: 12_000 }, (_, i) =>
    aReading({ indicator: depth.id, place: `point:${i % 50}`, atMs: NOON_MS - 12_000 + i }),
  )
  const big = pipeline.ingest(many)
  expect(pipeline.depth()).toBe(12_000)
  expect((await big).outcomes).toHaveLength(12_000)
  expect(pipeline.depth()).toBe(0)
  expect(commits.length).toBeGreaterThan(1)
})

test('what the store refuses never was: nothing is shown, and the same readings can be sent again', async () => {
  const store = fillingStore()
  const { pipeline, commits, report } = await aPipeline(store)
  await report(12)
  store.full = true
  await expect(report(60)).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(pipeline.value(depth.id, DISTRICT).value).toBe(12)
  expect(pipeline.standingAlarms()).toEqual([])
  store.full = false
  await pipeline.ingest([
    aReading({ indicator: depth.id, place: 'point:a', value: 60, atMs: NOON_MS + 1 }),
  ])
  expect(pipeline.value(depth.id, DISTRICT).value).toBe(60)
  expect(commits.map(({ seq }) => seq)).toEqual([1, 2])
})

test('staleness shows even while the disk is full, and a due alarm is raised once there is room', async () => {
  const store = fillingStore()
  const { pipeline, report, pass, kinds, errors } = await aPipeline(store)
  await report(25)
  await pass(90_000)
  await report(26)
  store.full = true
  await pass(5 * 60_000)
  expect(pipeline.value(depth.id, 'point:a').status).toBe('stale')
  expect(kinds()).toEqual([])
  await expect(report(26)).rejects.toMatchObject({ code: 'STORE_FULL' })
  store.full = false
  await report(26)
  expect(kinds()).toEqual(['raised'])
  expect(errors).toEqual([])
})

test('a level that has held is raised by the clock, asks for its order once, and follows to red and back', async () => {
  const { pipeline, report, pass, kinds, events } = await aPipeline()
  const asked: string[] = []
  pipeline.onRaises((alarm) => {
    asked.push(alarm.id)
    void pipeline.linkOrder(alarm.id, 'CG20260603-000001')
  })
  for (let minute = 0; minute < 5; minute++) {
    await report(25)
    await pass(60_000)
  }
  expect(kinds()).toEqual(['raised', 'ordered'])
  await report(55)
  await report(22)
  expect(kinds()).toEqual(['raised', 'ordered', 'level', 'level'])
  expect(asked).toHaveLength(1)
  expect(pipeline.standingAlarms()).toMatchObject([
    { level: 'yellow', worstLevel: 'red', orderId: 'CG20260603-000001', raises: 'safety.pump' },
  ])
  expect(events()[0]?.alarm).toMatchObject({ place: 'point:a', limit: 20, value: 25 })
})

test('an acknowledged alarm keeps who took it on; a cleared one can no longer be acknowledged', async () => {
  const { pipeline, report, pass, store } = await aPipeline()
  await report(60)
  const id = pipeline.standingAlarms()[0]?.id ?? ''
  const by = 'duty'
  const acked = await pipeline.actOnAlarm(id, { act: 'acknowledge', by, note: '已派泵车' })
  expect(acked).toMatchObject({ state: 'acknowledged', acknowledged: { by, note: '已派泵车' } })
  expect(await store.alarm(id)).toEqual(acked)
  await report(1)
  await pass(1)
  await report(1)
  expect(pipeline.standingAlarms()).toEqual([])
  const again = pipeline.actOnAlarm(id, { act: 'acknowledge', by, note: '' })
  await expect(again).rejects.toMatchObject({ code: 'ALARM_NOT_OPEN' })
  await pass(2 * HOUR_MS)
  const later = pipeline.actOnAlarm(id, { act: 'acknowledge', by, note: '' })
  await expect(later).rejects.toMatchObject({ code: 'ALARM_NOT_OPEN' })
  const unknown = pipeline.actOnAlarm('AL-none', { act: 'unshelve', by })
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a shelved alarm comes back when its time is over, by the system', async () => {
  const { pipeline, report, pass, events } = await aPipeline()
  await report(60)
  const id = pipeline.standingAlarms()[0]?.id ?? ''
  await pipeline.actOnAlarm(id, { act: 'shelve', by: 'duty', minutes: 30, reason: '检修' })
  await pass(30 * 60_000 - 1)
  expect(pipeline.standingAlarms()[0]?.state).toBe('shelved')
  await pass(1)
  expect(pipeline.standingAlarms()[0]?.state).toBe('active')
  expect(events().at(-1)).toMatchObject({ kind: 'unshelved', by: 'system' })
  const tooLong = pipeline.actOnAlarm(id, { act: 'shelve', by: 'duty', minutes: 481, reason: 'x' })
  await expect(tooLong).rejects.toMatchObject({ code: 'MALFORMED' })
})

test('a flapping value keeps one alarm, and the store agrees with what is shown', async () => {
  const { pipeline, report, pass, store, kinds } = await aPipeline()
  for (let flip = 0; flip < 20; flip++) {
    await report(60)
    await pass(1_500)
    await report(0)
    await pass(1_500)
  }
  expect(kinds().filter((kind) => kind === 'raised')).toHaveLength(1)
  expect(pipeline.standingAlarms()).toMatchObject([{ repeats: 19, state: 'active' }])
  await pass(61_000)
  expect(pipeline.standingAlarms()).toEqual([])
  expect(await store.standingAlarms()).toEqual([])
})

test('after a restart the values and the standing alarms are those from before', async () => {
  const before = await aPipeline()
  await before.report(60)
  await before.report(15, 'grid:chashan-1')
  await before.pipeline.close()
  const after = await aPipeline(before.store)
  expect(after.pipeline.allValues().length).toBe(before.pipeline.allValues().length)
  for (const value of before.pipeline.allValues()) {
    const { receivedAtMs: _, ...again } = after.pipeline.value(value.indicator, value.place)
    expect(value).toMatchObject(again)
  }
  expect(after.pipeline.standingAlarms()).toEqual(before.pipeline.standingAlarms())
  expect(after.kinds()).toEqual([])
})

test('an alarm whose order was not opened before the server stopped asks for it again', async () => {
  const before = await aPipeline()
  for (let minute = 0; minute < 5; minute++) {
    await before.report(25)
    await before.pass(60_000)
  }
  const [alarm] = before.pipeline.standingAlarms()
  await before.pipeline.close()
  const after = await aPipeline(before.store)
  const asked: string[] = []
  after.pipeline.onRaises(({ id }) => asked.push(id))
  expect(asked).toEqual([alarm?.id])
  await after.pipeline.linkOrder(alarm?.id ?? '', 'CG20260603-000001')
  after.pipeline.onRaises(({ id }) => asked.push(id))
  expect(asked).toHaveLength(1)
})

test('changed limits are taken up at once, with the values known before', async () => {
  const { catalog, pipeline, report, pass, kinds, commits } = await aPipeline()
  await report(45)
  catalog.change(flood({ warn_red: 40, warn_orange: 35 }))
  await pass(0)
  expect(pipeline.value(depth.id, 'point:a')).toMatchObject({ value: 45, level: 'red' })
  expect(kinds()).toEqual(['raised'])
  expect(commits.map(({ seq }) => seq)).toEqual([1, 2, 3])
})

test('an alarm whose rules are gone from the catalog is cleared', async () => {
  const { catalog, pipeline, report, pass, kinds } = await aPipeline()
  await report(60)
  catalog.change(loadedFrom(aCatalog({ indicators: [depth] })))
  await pass(0)
  expect(kinds()).toEqual(['raised', 'cleared'])
  expect(pipeline.standingAlarms()).toEqual([])
})

test('a listener that fails costs neither the sender nor the other listeners', async () => {
  const { pipeline, commits, errors, report } = await aPipeline()
  const broken = new Error('broken listener')
  pipeline.onCommit(() => {
    throw broken
  })
  let heard = 0
  pipeline.onCommit(() => heard++)
  expect((await report(60)).outcomes).toEqual(['accepted'])
  const id = pipeline.standingAlarms()[0]?.id ?? ''
  await pipeline.actOnAlarm(id, { act: 'acknowledge', by: 'duty', note: '' })
  expect([heard, commits.length]).toEqual([2, 2])
  expect(errors).toEqual([broken, broken])
})

test('after its end the pipeline takes nothing more', async () => {
  const { pipeline, report } = await aPipeline()
  const last = report(1)
  await pipeline.close()
  expect((await last).outcomes).toEqual(['accepted'])
  await expect(report(2)).rejects.toMatchObject({ code: 'NOT_READY' })
})
