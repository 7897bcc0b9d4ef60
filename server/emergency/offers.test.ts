import { expect, test } from 'vitest'
import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { Occasion } from '../../protocol/duty/notices.ts'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { StageState } from '../../protocol/stage/state.ts'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadPlans } from '../../scenarios/load-plans.ts'
import type { CommitListener } from '../commit.ts'
import { anAlarm } from '../socket/testing.ts'
import { offerPlans } from './offers.ts'

const { plans } = await loadPlans(await requireCatalog())
const NOON = '2026-06-03T04:00:00.000Z'
const LATER = '2026-06-03T04:10:00.000Z'

/** A duty room that hears what it is offered. */
function aRoom() {
  const told: Occasion[] = []
  const active: Emergency[] = []
  const standing: Alarm[] = []
  let onStage: (state: StageState) => void = () => undefined
  let onCommit: CommitListener = () => undefined
  const calm = { stage: 1, name_zh: '常态', name_en: 'Normal', since: NOON, simulated: false }
  const stop = offerPlans({
    plans,
    feed: {
      onCommit: (listener) => {
        onCommit = listener
        return () => undefined
      },
    },
    city: {
      state: () => calm as StageState,
      onChange: (listener) => {
        onStage = listener
        return () => true
      },
    },
    active: () => active,
    standingAlarms: () => standing,
    titleOf: ({ indicator }) => `告警 ${indicator}`,
    tell: (occasions) => told.push(...occasions),
  })
  return {
    told,
    active,
    stop,
    offered: () => told.map(({ key }) => key.split(':')[1]),
    rises: (stage: number, since = NOON, simulated = false) =>
      onStage({
        ...calm,
        stage,
        name_zh: '应急',
        name_en: 'Emergency',
        since,
        simulated,
      } as StageState),
    alarmed(alarm: Alarm, kind: AlarmEvent['kind'] = 'raised') {
      standing.push(alarm)
      const event = { kind, at: alarm.changedAt, by: 'system', alarm }
      onCommit({ seq: 1, atMs: Date.parse(NOON), values: [], alarms: [event], orders: [] })
    },
  }
}
const flood = (fields: Partial<Alarm> = {}): Alarm =>
  anAlarm({
    id: 'A1',
    scenario: 'safety-flood-weather',
    level: 'orange',
    changedAt: NOON,
    ...fields,
  })
const running = (plan: string, drill = false): Emergency =>
  ({ drill, plan: { id: plan } }) as Emergency

test('a city that rises to a plan’s stage offers it once, with the reason in both languages; nothing is opened', () => {
  const { rises, told, offered, active } = aRoom()
  rises(3)
  expect(offered()).toEqual(['extreme-weather'])
  rises(3)
  rises(4, LATER)
  expect(offered().toSorted()).toEqual(['extreme-weather', 'flood', 'generic'])
  expect(told[0]).toMatchObject({
    kind: 'plan-offered',
    zh: expect.stringMatching(/^建议启动预案「.+」:城市阶段升至 3 级/),
    en: expect.stringMatching(/^Consider the plan ".+": the city rose to stage 3/),
  })
  expect(active).toEqual([])
})

test('a stage that falls offers nothing, and one that rises again offers anew', () => {
  const { rises, offered, told } = aRoom()
  rises(3)
  rises(2, LATER)
  expect(offered()).toHaveLength(1)
  rises(3, '2026-06-03T06:00:00.000Z')
  expect(offered()).toHaveLength(2)
  expect(new Set(told.map(({ key }) => key)).size).toBe(2)
})

test('a plan that is worked through is not offered; in an exercise it is', () => {
  const { rises, offered, active } = aRoom()
  active.push(running('flood'), running('extreme-weather', true))
  rises(4)
  expect(offered()).toEqual(['extreme-weather'])
})

test('an alarm of its scenario at its level offers a plan; a milder one, one of another scenario and an acknowledged one do not', () => {
  const { alarmed, told, offered } = aRoom()
  alarmed(flood({ level: 'yellow' }))
  alarmed(flood({ id: 'A2', scenario: 'safety-rental-housing', level: 'red' }))
  alarmed(flood({ id: 'A3' }), 'acknowledged')
  expect(told).toEqual([])
  alarmed(flood({ id: 'A4', simulated: true, changedAt: NOON }))
  expect(offered()).toEqual(['flood'])
  expect(told[0]).toMatchObject({ alarmId: 'A4', zh: expect.stringContaining('(演示数据)') })
})

test('beside one that stood before another offers nothing; of the same moment they offer once', () => {
  const { alarmed, told } = aRoom()
  alarmed(flood())
  alarmed(flood({ id: 'A2' }))
  expect(new Set(told.map(({ key }) => key)).size).toBe(1)
  const before = told.length
  alarmed(flood({ id: 'A3', changedAt: LATER }))
  expect(told).toHaveLength(before)
  alarmed(flood({ id: 'A4', level: 'red', changedAt: LATER }), 'level')
  expect(told.slice(before).map(({ key }) => key.split(':')[1])).toEqual(['extreme-weather'])
})
