import { expect, test } from 'vitest'
import { ORDER_ARGS, parseArgs } from '../../../protocol/order/args.ts'
import { NO_OVERLAYS } from '../../../protocol/order/overlays.ts'
import {
  alsoRequired,
  argsOf,
  type Draft,
  departmentCode,
  draftFrom,
  fieldsOf,
  localInputMs,
  localInputOf,
  positionOf,
} from './form-model.ts'
import { DEPARTMENTS, detail } from './testing.tsx'

const NOW = Date.parse('2026-11-26T02:00:00Z')
const read = (action: Parameters<typeof argsOf>[0], draft: Draft) =>
  argsOf(action, draft, DEPARTMENTS, NOW)

test('a form asks for exactly the arguments of the schema, those that must be there first', () => {
  for (const action of Object.keys(ORDER_ARGS) as (keyof typeof ORDER_ARGS)[]) {
    const fields = fieldsOf(action)
    const { properties, required = [] } = ORDER_ARGS[action]
    expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(properties).sort())
    expect(
      fields
        .filter((field) => field.required)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...required].sort())
    const firstOptional = fields.findIndex((field) => !field.required)
    expect(fields.slice(firstOptional).some((field) => firstOptional >= 0 && field.required)).toBe(
      false,
    )
  }
})

test('an argument that is missing is named, an optional one that is empty is not sent', () => {
  expect(read('ask-return', { reason: '  ', note: '' })).toEqual({
    problems: { reason: 'missing' },
  })
  expect(read('ask-return', { reason: '不属于本部门职责', department: '' })).toEqual({
    args: { reason: '不属于本部门职责' },
  })
})

test('departments are found by code or any name, others are refused before they are sent', () => {
  expect(departmentCode(' 水务 ', DEPARTMENTS)).toBe('water')
  expect(departmentCode('金牛区水务局', DEPARTMENTS)).toBe('water')
  expect(departmentCode('WATER', DEPARTMENTS)).toBe('water')
  expect(departmentCode('水', DEPARTMENTS)).toBeNull()
  expect(read('dispatch', { department: '消防', cohandlers: ['water'] })).toEqual({
    args: { department: 'fire', cohandlers: ['water'] },
  })
  expect(read('dispatch', { department: '外星', cohandlers: ['water', '城'] })).toEqual({
    problems: { department: 'no-department', cohandlers: 'no-department' },
  })
})

test('times are the district’s own and have to lie ahead', () => {
  expect(localInputMs('2026-11-26T10:30')).toBe(Date.parse('2026-11-26T02:30:00Z'))
  expect(localInputOf(Date.parse('2026-11-26T02:30:00Z'))).toBe('2026-11-26T10:30')
  expect(localInputMs('')).toBeNull()
  const rest = { reason: '等待材料', plan: '周五到货' }
  expect(read('ask-extension', { ...rest, until: '2026-11-26T09:59' })).toEqual({
    problems: { until: 'past' },
  })
  expect(read('ask-extension', { ...rest, until: '2026-11-28T12:00' })).toEqual({
    args: { ...rest, until: '2026-11-28T04:00:00.000Z' },
  })
})

test('a position is two numbers on earth', () => {
  expect(positionOf('104.07, 30.69')).toEqual([104.07, 30.69])
  expect(positionOf('104.07,30.69')).toEqual([104.07, 30.69])
  for (const wrong of ['', '104.07', '30.69, 104.07', 'a, b', '104, 30, 1', ',']) {
    expect(positionOf(wrong), wrong).toBeNull()
  }
})

test('numbers, choices and yes or no arrive as what they are', () => {
  expect(read('supervise', { level: '2', demand: '请说明' })).toEqual({
    args: { level: 2, demand: '请说明' },
  })
  expect(read('supervise', { level: '4', demand: '请说明' })).toEqual({
    problems: { level: 'not-valid' },
  })
  expect(read('rule-appeal', { upheld: 'false', ruling: '维持' })).toEqual({
    args: { upheld: false, ruling: '维持' },
  })
  expect(read('evaluate', { score: '101' })).toEqual({ problems: { score: 'not-valid' } })
  expect(read('evaluate', { score: '九十' })).toEqual({ problems: { score: 'not-a-number' } })
})

test('what a form lets through, the server’s own check lets through', () => {
  const drafts: readonly [keyof typeof ORDER_ARGS, Draft][] = [
    ['confirm', { position: '104.07, 30.69', photos: ['p1'] }],
    ['add-cohandler', { department: '水务', hours: '12', task: '抽水' }],
    ['record-callback', { result: 'satisfied', solved: 'true' }],
    ['ask-suspension', { class: 'works', until: '2026-12-20T12:00' }],
    ['force-close', { reason: '无法解决', signature: '李主任' }],
  ]
  for (const [action, draft] of drafts) {
    const result = read(action, draft)
    if (!('args' in result)) throw new Error(`${action}: ${JSON.stringify(result)}`)
    expect(parseArgs(action, result.args)).toEqual(result.args)
  }
})

test('a close over a dissatisfied reporter has to be justified, any other has not', () => {
  const order = detail({ overlays: { ...NO_OVERLAYS, callback: 'unsatisfied' } })
  expect(alsoRequired(order, 'close')).toEqual(['justification'])
  expect(alsoRequired(detail(), 'close')).toEqual([])
  expect(argsOf('close', {}, DEPARTMENTS, NOW, alsoRequired(order, 'close'))).toEqual({
    problems: { justification: 'missing' },
  })
  expect(argsOf('close', {}, DEPARTMENTS, NOW)).toEqual({ args: {} })
})

test('a form begins with the values of its own kind that were given, and with nothing else', () => {
  const given = { parent: 'CG2', cohandlers: ['fire'], hours: 3, mixed: ['a', 1], none: null }
  expect(draftFrom(given)).toEqual({ parent: 'CG2', cohandlers: ['fire'] })
  expect(draftFrom()).toEqual({})
})
