import { expect, test } from 'vitest'
import type { EmergencyEvent } from '../../../protocol/emergency/emergency.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { eventText } from './event-text.ts'
import { bodyOf, emptyOpening, planOf } from './opening.ts'
import { anEmergency, FIRE, PLAN } from './testing.tsx'

const emergency = { ...anEmergency(), steps: anEmergency().steps.slice(0, 1) }
const said = (act: EmergencyEvent['act'], args: EmergencyEvent['args'], language: 'zh' | 'en') => {
  const event = { rev: 2, actionId: 'a', at: emergency.openedAt, by: 'duty', act, args }
  const { what, note } = eventText(
    event,
    emergency,
    [PLAN, FIRE],
    language,
    CONDUCT_WORDS[language],
    EMERGENCY_WORDS[language],
  )
  return note === '' ? what : `${what} / ${note}`
}

test('every act says what it was about and what was written with it, in both languages', () => {
  const acts: [EmergencyEvent['act'], EmergencyEvent['args'], string, string][] = [
    [
      'open',
      { plan: 'flood', reason: '暴雨' },
      '预案「内涝预案」 / 暴雨',
      'plan “Flood plan” / 暴雨',
    ],
    ['tick', { step: 'close', note: '已封' }, '封闭道路 / 已封', 'Close the road / 已封'],
    // A step of the plan before is named by that plan.
    ['untick', { step: 'pump', note: '误报' }, '泵车排水 / 误报', 'Pump it out / 误报'],
    [
      'force',
      { force: 'crew', state: 'arrived', people: 6, leader: '王队' },
      '抢险队 → 已到场 / 6 人 · 王队',
      'Crew → there / 6 people · 王队',
    ],
    ['add-force', { name: '舟艇队', department: 'urban' }, '舟艇队', '舟艇队'],
    ['report', { text: '水退' }, ' / 水退', ' / 水退'],
    [
      'move',
      { position: [119.9, 31.7] },
      '更正到 119.90000, 31.70000',
      'corrected to 119.90000, 31.70000',
    ],
    ['walls', { walls: [] }, '无', 'none'],
    ['relate', { orderId: 'CG2' }, 'CG2', 'CG2'],
    ['plan', { plan: 'fire' }, '火灾预案', 'Fire plan'],
    ['end', { summary: '结束' }, ' / 结束', ' / 结束'],
  ]
  expect(acts.map(([act, args]) => said(act, args, 'zh'))).toEqual(acts.map(([, , zh]) => zh))
  expect(acts.map(([act, args]) => said(act, args, 'en'))).toEqual(acts.map(([, , , en]) => en))
})

test('an order brings the plan of its type until one is picked', () => {
  const generic = { ...FIRE, id: 'generic' }
  const plans = [generic, FIRE, PLAN]
  expect(planOf({ plan: null }, 'city.pothole', plans)?.id).toBe('flood')
  expect(planOf({ plan: null }, null, plans)?.id).toBe('generic')
  expect(planOf({ plan: 'fire' }, 'city.pothole', plans)?.id).toBe('fire')
  expect(planOf({ plan: 'gone' }, 'city.pothole', plans)).toBeNull()
})

test('what was left empty is not sent, a wall that was spared is left out, and half a position keeps it back', () => {
  const empty = emptyOpening({})
  expect(bodyOf(empty, PLAN, null)).toEqual({ plan: 'flood', drill: false })
  const written = {
    ...empty,
    title: ' 积水 ',
    orderId: ' CG1',
    position: '119.9, 31.7',
    drill: true,
    spared: new Set(['hall']),
  }
  expect(bodyOf(written, PLAN, ['main', 'hall'])).toEqual({
    plan: 'flood',
    drill: true,
    title: '积水',
    orderId: 'CG1',
    position: [119.9, 31.7],
    walls: ['main'],
  })
  expect(bodyOf({ ...empty, position: '119.9' }, PLAN, null)).toBeNull()
  expect(bodyOf(empty, null, null)).toBeNull()
})
