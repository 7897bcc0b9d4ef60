import type { Alarm } from '../../protocol/alarm/alarm.ts'
import type { Level } from '../../protocol/indicator/definition.ts'
import type { Order } from '../../protocol/order/order.ts'
import type { StageState } from '../../protocol/stage/state.ts'
import type { CityState } from '../../protocol/stream/events.ts'

/** Test data: a standing orange alarm nobody has seen yet. */
export const anAlarm = (parts: Partial<Alarm> = {}): Alarm => ({
  id: 'alarm-1',
  indicator: 'safety.weather.rain.hour-max',
  place: 'chashan',
  scenario: 'safety-flood',
  category: 'safety',
  level: 'orange',
  worstLevel: 'orange',
  state: 'active',
  value: 52,
  limit: 50,
  simulated: true,
  raisedAt: '2026-11-23T07:24:00.000Z',
  changedAt: '2026-11-23T07:24:00.000Z',
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...parts,
})

export const anOrder = (parts: Partial<Order> = {}): Order => ({
  id: 'CG20261123-000001',
  rev: 1,
  type: 'safety.ponding',
  title: '关河西路积水',
  description: '',
  state: 'dispatched',
  place: 'chashan',
  town: 'chashan',
  position: null,
  address: '',
  severity: 2,
  department: 'urban',
  channel: 'alarm',
  externalId: null,
  alarmId: null,
  simulated: true,
  createdAt: '2026-11-23T07:30:00.000Z',
  changedAt: '2026-11-23T07:30:00.000Z',
  ...parts,
})

/** A calm city with fresh data; `worst` names the levels that stand. */
export const aCity = (
  worst: Partial<CityState['worst']> = {},
  freshness: Partial<CityState['freshness']> = {},
): CityState => {
  const levels: (Level | null | undefined)[] = Object.values(worst)
  const count = (level: Level): number => levels.filter((each) => each === level).length
  return {
    worst: { map: null, economy: null, city: null, safety: null, society: null, ...worst },
    alarms: {
      blue: count('blue'),
      yellow: count('yellow'),
      orange: count('orange'),
      red: count('red'),
    },
    freshness: { fresh: 620, stale: 6, missing: 2, total: 628, ...freshness },
    simulated: 0,
  }
}

/** The city at stage 1, of which everything is known. */
export const aStage = (parts: Partial<StageState> = {}): StageState => ({
  stage: 1,
  name_zh: '常态',
  name_en: 'Normal',
  level: null,
  response: null,
  since: '2026-11-23T07:00:00.000Z',
  computed: 1,
  reasons: [],
  unknown: [],
  sure: true,
  simulated: false,
  override: null,
  ...parts,
})
