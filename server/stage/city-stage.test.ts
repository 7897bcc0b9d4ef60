import { expect, test, vi } from 'vitest'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { IndicatorValue } from '../../protocol/indicator/value.ts'
import type { StageState } from '../../protocol/stage/state.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadStages } from '../../scenarios/load-stages.ts'
import { createDutyLog } from '../duty/log.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { createCityStage } from './city-stage.ts'

const MINUTE = 60_000
const NOON = Date.UTC(2026, 5, 3, 4)
const RAIN = 'safety.weather.rain.hour-max'
const loaded = await requireCatalog()
const { stages } = await loadStages(loaded)

type World = {
  rain: number | null
  quality: IndicatorValue['quality']
  emergencies: Emergency[]
  alarms: Alarm[]
}

/** A city of one rain gauge; what is put into `world` is what the server knows. */
async function aCity(store = createMemoryStore(), fromMs = NOON) {
  let now = fromMs
  const world: World = { rain: 0, quality: 'good', emergencies: [], alarms: [] }
  const nowMs = (): number => now
  const log = createDutyLog(store, nowMs)
  const puts = vi.spyOn(store, 'putRecords')
  const city = await createCityStage({
    store,
    stages,
    catalog: { current: () => loaded },
    live: {
      value: (indicator, place): IndicatorValue => {
        const value = indicator === RAIN ? world.rain : null
        const atMs = value === null ? null : now
        const status = value === null ? 'missing' : 'fresh'
        const from = {
          quality: world.quality,
          source: 'feed',
          origin: 'measured',
          level: null,
        } as const
        return { indicator, place, value, atMs, receivedAtMs: atMs, status, ...from }
      },
      standingAlarms: () => world.alarms,
    },
    emergencies: () => world.emergencies,
    log,
    nowMs,
  })
  const told: StageState[] = []
  city.onChange((state) => told.push(state))
  return {
    city,
    store,
    world,
    told,
    writes: () => puts.mock.calls.length,
    /** Lets the clock run as the server's does, here a look every ten seconds. */
    pass: async (minutes: number) => {
      for (const until = now + minutes * MINUTE; now < until; ) {
        now += 10_000
        await city.look()
      }
    },
    entries: async () => (await log.list({ limit: 100 })).map(({ by, text }) => [by, text]),
    kinds: async () => (await log.list({ limit: 100 })).map(({ kind }) => kind),
    nowMs,
  }
}

test('rain raises the stage with its reason in the duty log, and the same rain over ends it', async () => {
  const { city, world, pass, entries, kinds, told } = await aCity()
  expect(city.state()).toMatchObject({ stage: 1, name_zh: '常态', computed: 1, reasons: [] })
  world.rain = 34.26
  await pass(6)
  expect(city.state()).toMatchObject({
    stage: 3,
    level: 'yellow',
    response: 'III',
    simulated: false,
    reasons: [{ criterion: 'rain-30', state: 'holds' }, { criterion: 'rain-16' }],
  })
  world.rain = 0
  await pass(31)
  expect(city.state()).toMatchObject({ stage: 1, reasons: [] })
  expect(await entries()).toEqual([
    ['system', '城市阶段降级:3 级 预警(III 级响应) → 1 级 常态。不再成立:最大小时雨量达到 30 mm'],
    [
      'system',
      '城市阶段升级:1 级 常态 → 3 级 预警(III 级响应)。判据:最大小时雨量达到 30 mm,现为 34.3 mm;最大小时雨量达到 16 mm,现为 34.3 mm',
    ],
  ])
  expect(await kinds()).toEqual(['stage', 'stage'])
  expect(told.map(({ stage }) => stage).filter((stage, at, all) => stage !== all[at - 1])).toEqual([
    3, 1,
  ])
})

test('readings that nobody has are named, and fulfil nothing', async () => {
  const { city, world, pass } = await aCity()
  world.rain = null
  await pass(1)
  const missing = city.state().unknown
  expect(missing).toContainEqual(
    expect.objectContaining({ indicator: RAIN, value: null, status: 'missing' }),
  )
  expect(city.state().stage).toBe(1)
})

test('simulated rain moves the stage, and both the state and the log say so', async () => {
  const { city, world, pass, entries } = await aCity()
  world.rain = 34
  world.quality = 'simulated'
  await pass(6)
  expect(city.state()).toMatchObject({ stage: 3, simulated: true })
  expect((await entries())[0]?.[1]).toContain('依据演示数据')
})

test('nothing is written and nobody is told while nothing changes', async () => {
  const { pass, told, writes } = await aCity()
  const before = writes()
  await pass(10)
  expect(writes()).toBe(before)
  expect(told).toEqual([])
})

test('a commander sets the stage until a moment, with his reason; then the criteria decide again', async () => {
  const { city, world, pass, entries, nowMs } = await aCity()
  world.rain = 20
  await pass(6)
  const untilMs = nowMs() + 30 * MINUTE
  await city.override({ stage: 4, reason: '上游泄洪通报', untilMs }, 'supervisor')
  expect(city.state()).toMatchObject({
    stage: 4,
    level: 'orange',
    computed: 2,
    override: { by: 'supervisor', reason: '上游泄洪通报', until: new Date(untilMs).toISOString() },
  })
  world.rain = 34
  await pass(10)
  expect(city.state()).toMatchObject({ stage: 4, computed: 3 })
  await pass(21)
  expect(city.state()).toMatchObject({ stage: 3, computed: 3, override: null })
  expect(await entries()).toEqual([
    [
      'system',
      expect.stringMatching(
        /^supervisor 人工指定的城市阶段 4 级 应急.*到时结束,按判据为 3 级 预警/,
      ),
    ],
    [
      'system',
      expect.stringMatching(
        /^城市阶段升级:2 级.*→ 3 级.*人工指定的 4 级 应急\(II 级响应\) 仍有效$/,
      ),
    ],
    [
      'supervisor',
      expect.stringMatching(
        /^人工指定城市阶段:4 级 应急.*至 06\/03 12:36;判据为 2 级.*理由:上游泄洪通报$/,
      ),
    ],
    ['system', expect.stringContaining('1 级 常态 → 2 级 戒备')],
  ])
})

test('it is given back before its time with a reason; without one in force there is nothing to give back', async () => {
  const { city, entries, nowMs, pass } = await aCity()
  await city.override({ stage: 2, reason: '活动保障', untilMs: nowMs() + 10 * MINUTE }, 'leader')
  await pass(1)
  await city.release('活动结束', 'leader')
  expect(city.state()).toMatchObject({ stage: 1, override: null })
  expect((await entries())[0]).toEqual(['leader', expect.stringContaining('已取消(活动结束)')])
  await expect(city.release('再次', 'leader')).rejects.toThrow('NOT_FOUND')
})

test('an end that is past or further than a day is refused', async () => {
  const { city, nowMs } = await aCity()
  const set = (untilMs: number) => city.override({ stage: 2, reason: '测试', untilMs }, 'leader')
  await expect(set(nowMs())).rejects.toThrow('MALFORMED')
  await expect(set(nowMs() + 25 * 60 * MINUTE)).rejects.toThrow('MALFORMED')
  expect(city.state().override).toBeNull()
})

test('stage, its beginning, its reasons and an override are there after a restart, without a second entry', async () => {
  const first = await aCity()
  first.world.rain = 34
  await first.pass(6)
  const { since } = first.city.state()
  await first.city.override(
    { stage: 5, reason: '会商', untilMs: first.nowMs() + 600 * MINUTE },
    'leader',
  )
  await first.city.release('误设', 'leader')
  await first.city.override(
    { stage: 4, reason: '会商', untilMs: first.nowMs() + 20 * MINUTE },
    'leader',
  )
  const told = (await first.entries()).length
  const again = await aCity(first.store, first.nowMs() + 10 * MINUTE)
  expect(again.city.state()).toMatchObject({
    stage: 4,
    computed: 3,
    override: { by: 'leader' },
    reasons: [
      { criterion: 'rain-30', since },
      { criterion: 'rain-16', since },
    ],
  })
  expect((await again.entries()).length).toBe(told)
  await again.pass(11)
  expect(again.city.state()).toMatchObject({ stage: 3, override: null })
})

test('an emergency raises it at once; an exercise does not', async () => {
  const { city, world, pass } = await aCity()
  world.emergencies = [{ drill: true, simulated: false } as Emergency]
  await pass(1)
  expect(city.state().stage).toBe(1)
  world.emergencies = [{ drill: false, simulated: false } as Emergency]
  await city.look()
  expect(city.state()).toMatchObject({ stage: 3, reasons: [{ criterion: 'emergency-1' }] })
})
