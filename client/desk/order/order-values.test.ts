import { expect, test } from 'vitest'
import { NO_OVERLAYS } from '../../../protocol/order/overlays.ts'
import { ORDER_STATES } from '../../../protocol/order/states.ts'
import { ORDER_ACTIONS, ORDER_RULES } from '../../../protocol/order/table.ts'
import { actOfKey, groupActs, keyOfAct } from './act-groups.ts'
import { argLines } from './args-text.ts'
import { phaseAfter } from './attempt.ts'
import { clockNow, sortedClocks } from './clock-reading.ts'
import { differences, eventsSince } from './conflict.ts'
import { historyOf } from './history.ts'
import { ORDER_WORDS } from './order-words.ts'
import { overlayLines } from './overlay-lines.ts'
import { tickText } from './span-text.ts'
import { stagesOf } from './stages.ts'
import { clock, detail, event } from './testing.tsx'

const at = (minute: number): number => Date.UTC(2026, 10, 26, 0, minute)
const names = { language: 'zh' as const, department: (code: string) => `[${code}]` }

test('each allowed act is offered once, in whichever state, and nothing else is', () => {
  for (const state of ORDER_STATES) {
    const allowed = ORDER_ACTIONS.filter((action) => ORDER_RULES[action].from.includes(state))
    const offered = groupActs(state, allowed).flatMap(({ actions }) => actions)
    expect([...offered].sort()).toEqual([...allowed].sort())
    expect(groupActs(state, [])).toEqual([])
  }
})

test('the usual next step comes first', () => {
  const first = (
    state: Parameters<typeof groupActs>[0],
    allowed: Parameters<typeof groupActs>[1],
  ) => groupActs(state, allowed)[0]?.actions[0]
  expect(first('reported', ['accept', 'void', 'express', 'urge'])).toBe('express')
  expect(first('dispatched', ['ask-return', 'sign'])).toBe('sign')
  expect(first('checked', ['record-callback', 'close'])).toBe('close')
})

test('a key means what is allowed now, and nothing otherwise', () => {
  expect(actOfKey({ state: 'filed', allowed: ['dispatch'] }, 'd')).toBe('dispatch')
  expect(actOfKey({ state: 'reported', allowed: ['express'] }, 'd')).toBe('express')
  expect(actOfKey({ state: 'dispatched', allowed: ['ask-return'] }, 'r')).toBe('ask-return')
  expect(actOfKey({ state: 'handling', allowed: ['grant-return', 'refuse-return'] }, 'r')).toBe(
    'grant-return',
  )
  expect(actOfKey({ state: 'submitted', allowed: ['send-to-check', 'close'] }, 'c')).toBe(
    'send-to-check',
  )
  expect(actOfKey({ state: 'submitted', allowed: ['close'] }, 'c')).toBe('close')
  expect(actOfKey({ state: 'closed', allowed: ['reopen'] }, 's')).toBeNull()
  const order = { state: 'handling', allowed: ['grant-return', 'refuse-return'] } as const
  expect(keyOfAct(order, 'grant-return')).toBe('r')
  expect(keyOfAct(order, 'refuse-return')).toBeNull()
})

test('an express act passes three stages at one moment, and the next one is current', () => {
  const stages = stagesOf(detail())
  expect(stages.map(({ state }) => state).join(' ')).toBe(
    'done done done current ahead ahead ahead',
  )
  expect(stages[2]?.at).toBe(stages[1]?.at)
})

test('a return takes back dispatch and signature; a failed check takes back the handling', () => {
  const returned = [...detail().events, event(5, 'sign', 4), event(6, 'grant-return', 9)]
  expect(stagesOf({ state: 'filed', events: returned }).map((stage) => stage.state)).toEqual([
    'done',
    'done',
    'current',
    'ahead',
    'ahead',
    'ahead',
    'ahead',
  ])
  const failed = [
    ...detail().events,
    event(5, 'sign', 4),
    event(6, 'submit', 8),
    event(7, 'send-to-check', 9),
    event(8, 'fail-check', 10),
  ]
  expect(stagesOf({ state: 'handling', events: failed })[4]).toEqual({
    name: 'submit',
    state: 'current',
    at: null,
  })
})

test('an order that ended on a short path says what it left out, and nothing is under way', () => {
  const events = [
    ...detail().events,
    event(5, 'sign', 4),
    event(6, 'submit', 8),
    event(7, 'close', 9),
  ]
  expect(stagesOf({ state: 'closed', events })[5]?.state).toBe('skipped')
  expect(
    stagesOf({ state: 'voided', events: [event(1, 'report', 0)] }).map((one) => one.state),
  ).toEqual(['done', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'])
})

test('a running clock ticks, turns amber and red at the server’s moments', () => {
  expect(clockNow(clock(), at(13), at(14))).toEqual({
    state: 'running',
    usedMs: 660_000,
    leftMs: 19 * 60_000,
    lamp: 'green',
  })
  expect(clockNow(clock(), at(13), at(27)).lamp).toBe('amber')
  expect(clockNow(clock(), at(13), at(33)).lamp).toBe('amber')
  expect(clockNow(clock(), at(13), at(34))).toMatchObject({ lamp: 'red', leftMs: -60_000 })
})

test('working time is used as the server counts it, whatever passes here meanwhile', () => {
  expect(clockNow(clock({ kind: 'working' }), at(13), at(20)).usedMs).toBe(600_000)
})

test('a clock that stands still or has ended keeps the lamp it was given', () => {
  const spans = [{ from: '2026-11-26T00:03:00.000Z', to: '2026-11-26T00:09:00.000Z' }]
  const paused = clock({ spans, dueAt: null, amberAt: null, lamp: 'amber' })
  expect(clockNow(paused, at(13), at(99))).toEqual({
    state: 'paused',
    usedMs: 600_000,
    leftMs: null,
    lamp: 'amber',
  })
  const ended = clock({ spans, endedAt: '2026-11-26T00:09:00.000Z', lamp: 'red' })
  expect(clockNow(ended, at(13), at(14))).toMatchObject({ state: 'ended', lamp: 'red' })
  const sorted = sortedClocks([ended, paused, clock({ clock: 'T0' })], at(14))
  expect(sorted.map((one) => clockNow(one, at(14), at(14)).state)).toEqual([
    'running',
    'paused',
    'ended',
  ])
})

test('time left is read to the second, over days too', () => {
  expect(tickText(3_725_000, 'zh')).toBe('1:02:05')
  expect(tickText(500, 'zh')).toBe('0:00:01')
  expect(tickText(-9_000, 'en')).toBe('-0:00:09')
  expect(tickText(2 * 86_400_000, 'zh')).toBe('2 天 0:00:00')
})

test('the three events of an express act are one line, with the arguments that a person gave', () => {
  const entries = historyOf(detail())
  expect(entries.map(({ action, fromRev, rev }) => [action, fromRev, rev])).toEqual([
    ['report', 1, 1],
    ['express', 2, 4],
  ])
  expect(entries[1]?.args).toEqual({ department: 'urban' })
})

test('a handler’s act is his department’s, as it led at the time', () => {
  const events = [
    event(1, 'report', 0),
    event(2, 'dispatch', 1, { args: { department: 'water' } }),
    event(3, 'ask-return', 2, { actor: 'handler-water' }),
    event(4, 'grant-return', 3),
    event(5, 'dispatch', 4, { args: { department: 'urban' } }),
    event(6, 'sign', 5, { actor: 'handler-urban' }),
    event(7, 'urge', 6, { actor: 'system' }),
  ]
  const entries = historyOf({ events, department: 'urban' })
  expect(entries.map(({ unit }) => unit)).toEqual([null, null, 'water', null, null, 'urban', null])
  expect(entries.at(-1)?.isSystem).toBe(true)
})

test('an act written down later says when, an imported one says that it was', () => {
  const [late, imported] = historyOf({
    department: 'urban',
    events: [
      event(1, 'report', 0, { recordedAt: '2026-11-26T03:00:00.000Z' }),
      event(2, 'sign', 1, { args: { via: 'import', importedBy: 'duty', importedAt: 'x' } }),
    ],
  })
  expect(late?.recordedAt).toBe('2026-11-26T03:00:00.000Z')
  expect(imported).toMatchObject({
    isImported: true,
    recordedAt: null,
    args: { importedBy: 'duty' },
  })
})

test('arguments are words, never JSON', () => {
  const lines = argLines(
    {
      department: 'water',
      cohandlers: ['fire', 'urban'],
      ruling: 'wrong-dispatch',
      until: '2026-11-26T04:00:00.000Z',
      upheld: false,
      routedBy: { row: 'r7', version: 3 },
      parentState: 'handling',
    },
    names,
    ORDER_WORDS.zh,
  )
  expect(lines.map(({ name, text }) => `${name}=${text}`)).toEqual([
    '部门=[water]',
    '协办部门=[fire]、[urban]',
    '裁定=派遣有误',
    '期限至=2026-11-26 12:00:00',
    '申诉成立=否',
    '派遣依据=规则 r7(第 3 版)',
    '主单状态=处置中',
  ])
})

test('two versions are held against each other, and what happened in between is told', () => {
  const seen = detail()
  const now = detail({
    rev: 6,
    state: 'handling',
    department: 'water',
    overlays: { ...NO_OVERLAYS, person: '张三', emergency: 'E1' },
    events: [...seen.events, event(5, 'sign', 5), event(6, 'assign-person', 6)],
  })
  expect(differences(seen, now)).toEqual([
    { what: 'state', before: 'dispatched', after: 'handling' },
    { what: 'department', before: 'urban', after: 'water' },
    { what: 'person', before: null, after: '张三' },
    { what: 'emergency', before: null, after: 'E1' },
  ])
  expect(eventsSince(now, seen.rev).map(({ action }) => action)).toEqual(['sign', 'assign-person'])
  expect(differences(seen, detail({ rev: 5 }))).toEqual([])
})

test('what lies over an order says who, when and why, and that a reply is late', () => {
  const overlays = {
    ...NO_OVERLAYS,
    supervision: { level: 2, demand: '说明原因', dueAt: '2026-11-26T00:10:00.000Z' },
    pendingReturn: {
      by: 'handler-urban',
      at: '2026-11-26T00:05:00.000Z',
      reason: '不归我管',
      department: 'water',
    },
    urged: 2,
  } as const
  const lines = overlayLines({ overlays }, ORDER_WORDS.zh, names, at(11))
  expect(lines.map(({ what }) => what)).toEqual(['督办 L2', '退回申请中', '催办 2 次'])
  expect(lines[0]).toMatchObject({ isLate: true, parts: ['说明原因', '回复已超时 0:01:00'] })
  expect(lines[1]?.parts).toEqual([
    '不归我管',
    '建议改派 [water]',
    'handler-urban 于 2026-11-26 08:05',
  ])
  expect(overlayLines({}, ORDER_WORDS.zh, names, at(11))).toEqual([])
})

test('no answer and a broken server leave an act open; a refusal and a full disk settle it', () => {
  const attempt = { action: 'sign', rev: 4, actionId: 'a', args: {} } as const
  const after = (status: number, code: string, detail = {}) =>
    phaseAfter(attempt, { status, code, detail })
  expect(after(0, 'UNREACHABLE').state).toBe('unconfirmed')
  expect(after(503, 'STORE_UNAVAILABLE').state).toBe('unconfirmed')
  expect(after(502, 'HTTP_502').state).toBe('unconfirmed')
  expect(after(503, 'STORE_FULL').state).toBe('refused')
  expect(after(409, 'ORDER_CHANGED_MEANWHILE').state).toBe('conflict')
  expect(after(400, 'MALFORMED', { field: 'reason', reason: 'missing' })).toMatchObject({
    state: 'refused',
    refusal: { field: 'reason', reason: 'missing' },
  })
})
