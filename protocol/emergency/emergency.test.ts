import { expect, test } from 'vitest'
import { stepsDoneByRule } from './done-when.ts'
import { actOn, type Emergency, openEmergency, SYSTEM } from './emergency.ts'
import type { Plan } from './plan.ts'
import { planFor } from './plan.ts'

const T0 = Date.UTC(2026, 10, 26, 6)
const MINUTE = 60_000

const PLAN: Plan = {
  id: 'flood',
  name_zh: '防汛',
  name_en: 'Flood',
  basis: null,
  trigger: { order_types: ['safety.waterlogging'], alarms: [], stage: null },
  report_every: 30,
  near: ['hospital'],
  forces: [{ id: 'drainage', name_zh: '抢险队', name_en: 'Crew', department: 'housing' }],
  steps: [
    {
      id: 'sign',
      zh: '签收',
      en: 'Sign',
      department: null,
      within: 5,
      evidence: 'none',
      done_when: { order: ['handling'] },
    },
    { id: 'close', zh: '封路', en: 'Close', department: 'police', within: 10, evidence: 'photo' },
    {
      id: 'there',
      zh: '到场',
      en: 'Arrive',
      department: 'housing',
      within: 20,
      evidence: 'none',
      done_when: { force: 'arrived', department: 'housing' },
    },
    {
      id: 'level',
      zh: '退水',
      en: 'Falls',
      department: 'housing',
      within: 60,
      evidence: 'note',
      done_when: { indicator: 'safety.flood.river-level', atMost: 3.5 },
    },
  ],
}
const opened = openEmergency({
  id: 'E1',
  plan: PLAN,
  title: '青龙下穿积水',
  reason: '',
  by: 'duty',
  atMs: T0,
  drill: false,
  simulated: true,
  orderId: 'CG1',
  position: [120, 31.7],
  place: 'qinglong',
  walls: ['main'],
})
const knows = (states: readonly 'handling'[] = [], value: number | null = null) => ({
  orderStates: new Set(states),
  valueOf: () => value,
})

test('it opens with every step due counted from the opening, every force alerted and the next report due', () => {
  expect(opened.steps.map(({ id, dueAt, done }) => [id, Date.parse(dueAt) - T0, done])).toEqual([
    ['sign', 5 * MINUTE, null],
    ['close', 10 * MINUTE, null],
    ['there', 20 * MINUTE, null],
    ['level', 60 * MINUTE, null],
  ])
  expect(opened.forces[0]).toMatchObject({ state: 'alerted', people: null })
  expect(Date.parse(opened.nextReportAt) - T0).toBe(30 * MINUTE)
})

test('a step is ticked with its evidence, once, and taken back with a reason', () => {
  const tick = { act: 'tick', step: 'close' } as const
  expect(() => actOn(opened, tick, 'duty', T0)).toThrow('MALFORMED')
  const done = actOn(opened, { ...tick, note: '照片 1' }, 'duty', T0 + MINUTE)
  expect(done).toMatchObject({ rev: 2 })
  expect(done.steps[1]?.done).toEqual({
    at: new Date(T0 + MINUTE).toISOString(),
    by: 'duty',
    note: '照片 1',
  })
  expect(() => actOn(done, { ...tick, note: 'again' }, 'duty', T0)).toThrow(
    'EMERGENCY_ACT_NOT_ALLOWED',
  )
  const back = actOn(done, { act: 'untick', step: 'close', note: '误报' }, 'duty', T0)
  expect(back.steps[1]?.done).toBeNull()
})

test('a force goes forward only, and keeps when it came to each state', () => {
  const there = actOn(
    opened,
    { act: 'force', force: 'drainage', state: 'arrived', people: 12 },
    'duty',
    T0 + 9 * MINUTE,
  )
  expect(there.forces[0]).toMatchObject({ state: 'arrived', people: 12 })
  expect(there.forces[0]?.moves.map(({ state }) => state)).toEqual(['alerted', 'arrived'])
  expect(() =>
    actOn(there, { act: 'force', force: 'drainage', state: 'departed' }, 'duty', T0),
  ).toThrow('EMERGENCY_ACT_NOT_ALLOWED')
})

test('a report moves the next one on; an ended emergency takes no further act', () => {
  const told = actOn(opened, { act: 'report', text: '水深 30 厘米' }, 'duty', T0 + 12 * MINUTE)
  expect(Date.parse(told.nextReportAt) - T0).toBe(42 * MINUTE)
  const ended = actOn(told, { act: 'end', summary: '退水' }, 'duty', T0 + 90 * MINUTE)
  expect(ended).toMatchObject({ endedBy: 'duty', summary: '退水' })
  expect(() => actOn(ended, { act: 'report', text: 'x' }, 'duty', T0)).toThrow(
    'EMERGENCY_ACT_NOT_ALLOWED',
  )
})

test('another plan keeps what was done under the same name, and the forces that are on their way', () => {
  const done = actOn(opened, { act: 'tick', step: 'sign' }, SYSTEM, T0)
  const fire: Plan = {
    ...PLAN,
    id: 'fire',
    forces: [{ id: 'engine', name_zh: '消防车', name_en: 'Engine', department: 'fire' }],
    steps: PLAN.steps.slice(0, 2),
  }
  const changed = actOn(done, { act: 'plan', plan: fire }, 'duty', T0)
  expect(changed.steps.map(({ id, done: at }) => [id, at !== null])).toEqual([
    ['sign', true],
    ['close', false],
  ])
  expect(changed.forces.map(({ id }) => id)).toEqual(['drainage', 'engine'])
})

test('steps show as done by the order, by a force of the department named, and by a fresh value', () => {
  expect(stepsDoneByRule(opened, knows())).toEqual([])
  expect(stepsDoneByRule(opened, knows(['handling']))).toEqual(['sign'])
  expect(stepsDoneByRule(opened, knows([], 3.6))).toEqual([])
  expect(stepsDoneByRule(opened, knows([], 3.5))).toEqual(['level'])
  const arrived: Emergency = actOn(
    opened,
    { act: 'force', force: 'drainage', state: 'released' },
    'duty',
    T0,
  )
  expect(stepsDoneByRule(arrived, knows())).toEqual(['there'])
})

test('the plan is the one for the type of the order, else the generic one', () => {
  const generic = { ...PLAN, id: 'generic', trigger: { ...PLAN.trigger, order_types: [] } }
  expect(planFor('safety.waterlogging', [generic, PLAN])?.id).toBe('flood')
  expect(planFor('safety.fire-alarm', [PLAN, generic])?.id).toBe('generic')
  expect(planFor(null, [PLAN])).toBeNull()
})
