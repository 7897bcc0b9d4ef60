import { expect, test } from 'vitest'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { alarmRings, MOST_RINGS } from './alarm-marks.ts'
import { aDefinition, aPlace, aWorld, shippedGeo } from './test-world.ts'

const geo = shippedGeo()
const world = aWorld(geo, [], {
  places: new Map(
    Array.from({ length: 20 }, (_, i) =>
      aPlace(`point:p${i}`, geo.communities[i]?.label ?? null),
    ).map((p) => [p.id, p]),
  ),
})
const indicators = new Map([['safety.rain', aDefinition('safety.rain', 'point', 'max')]])

const anAlarm = (more: Partial<Alarm>): Alarm => ({
  id: 'a',
  indicator: 'safety.rain',
  place: 'point:p1',
  scenario: 'safety-flood-weather',
  category: 'safety',
  level: 'orange',
  worstLevel: 'orange',
  state: 'active',
  value: 38.6,
  limit: 30,
  simulated: true,
  raisedAt: '2026-11-23T07:00:00Z',
  changedAt: '2026-11-23T07:00:00Z',
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...more,
})
const rings = (...alarms: Alarm[]) => alarmRings(alarms, 'safety', world, indicators)

test('only an unacknowledged red pulses', () => {
  expect(rings(anAlarm({}))[0]?.pulses).toBe(false)
  expect(rings(anAlarm({ level: 'red' }))[0]?.pulses).toBe(true)
  expect(rings(anAlarm({ level: 'red', state: 'acknowledged' }))[0]?.pulses).toBe(false)
})

test('shelved and cleared alarms have no ring', () => {
  expect(rings(anAlarm({ state: 'shelved' }), anAlarm({ state: 'cleared' }))).toEqual([])
})

test('a place with several alarms has one ring, in the worst level', () => {
  const [only, ...rest] = rings(anAlarm({ id: 'a' }), anAlarm({ id: 'b', level: 'red' }))
  expect(only).toMatchObject({ place: 'point:p1', level: 'red' })
  expect(only?.callout.value).toBe('积水深度 38.6 cm +1')
  expect(rest).toEqual([])
})

test('of another category only a red is shown', () => {
  expect(rings(anAlarm({ category: 'city' }))).toEqual([])
  expect(rings(anAlarm({ category: 'city', level: 'red' }))).toHaveLength(1)
})

test('an alarm of the whole district, or of a place nobody knows, has no ring', () => {
  expect(rings(anAlarm({ place: 'district' }), anAlarm({ place: 'point:unknown' }))).toEqual([])
})

test('in a flood of alarms the worst keep their rings', () => {
  const flood = Array.from({ length: 20 }, (_, i) =>
    anAlarm({ id: `${i}`, place: `point:p${i}`, level: i === 19 ? 'red' : 'blue' }),
  )
  const shown = rings(...flood)
  expect(shown).toHaveLength(MOST_RINGS)
  expect(shown[0]?.level).toBe('red')
})
