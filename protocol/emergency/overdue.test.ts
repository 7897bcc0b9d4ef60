import { expect, test } from 'vitest'
import { actOn, openEmergency } from './emergency.ts'
import { occasionsOfLateEmergency } from './overdue.ts'
import type { Plan } from './plan.ts'

const T0 = Date.UTC(2026, 10, 26, 6)
const MINUTE = 60_000
const step = (id: string, within: number): Plan['steps'][number] => ({
  id,
  zh: id,
  en: id,
  department: null,
  within,
  evidence: 'none',
})
const PLAN: Plan = {
  id: 'generic',
  name_zh: '通用',
  name_en: 'Generic',
  basis: null,
  trigger: { order_types: [], alarms: [], stage: null },
  report_every: 30,
  near: [],
  forces: [],
  steps: [step('call', 5), step('close', 20)],
}
const opened = openEmergency({
  id: 'E1',
  plan: PLAN,
  title: '积水',
  reason: '',
  by: 'duty',
  atMs: T0,
  drill: false,
  simulated: true,
  orderId: 'CG1',
  position: null,
  place: null,
  walls: [],
})
const late = (emergency = opened, afterMin = 0): string[] =>
  occasionsOfLateEmergency(emergency, T0 + afterMin * MINUTE).map(({ key }) =>
    key.split(':').slice(0, 3).join(':'),
  )

test('a step is late from its deadline on, a report from the moment it was due', () => {
  expect(late(opened, 4.9)).toEqual([])
  expect(late(opened, 5)).toEqual(['emergency-step:E1:call'])
  expect(late(opened, 30)).toHaveLength(3)
})

test('what is done is not late, and an ended emergency has nothing late', () => {
  const done = actOn(opened, { act: 'tick', step: 'call' }, 'duty', T0 + MINUTE)
  expect(late(done, 19)).toEqual([])
  const ended = actOn(done, { act: 'end', summary: '结束' }, 'duty', T0 + 2 * MINUTE)
  expect(late(ended, 600)).toEqual([])
})

test('the same deadline has the same key at every look, the next report another one', () => {
  const keys = (emergency: typeof opened, afterMin: number): string[] =>
    occasionsOfLateEmergency(emergency, T0 + afterMin * MINUTE).map(({ key }) => key)
  expect(keys(opened, 40)).toEqual(keys(opened, 50))
  const told = actOn(opened, { act: 'report', text: '水退' }, 'duty', T0 + 40 * MINUTE)
  expect(keys(told, 50).filter((key) => key.startsWith('emergency-report'))).toEqual([])
  expect(keys(told, 70).at(-1)).not.toBe(keys(opened, 70).at(-1))
})

test('a late step of an exercise says that it is one, in both languages', () => {
  const [first] = occasionsOfLateEmergency({ ...opened, drill: true }, T0 + 6 * MINUTE)
  expect(first?.zh).toContain('演练')
  expect(first?.en).toContain('drill')
})
