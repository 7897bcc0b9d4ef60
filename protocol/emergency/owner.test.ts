import { expect, test } from 'vitest'
import type { Emergency } from './emergency.ts'
import { planOffered } from './offer.ts'
import { isHis, ownerOf } from './owner.ts'

const emergency = {
  steps: [
    { id: 'pump', department: 'housing' },
    { id: 'lead', department: null },
  ],
  forces: [{ id: 'crew', department: 'urban' }],
} as unknown as Emergency

const handler = (department: string | null) => ({ roles: ['handler'], department })

test('a handler’s are the steps and forces of his department; the rest is the command room’s', () => {
  const tick = { act: 'tick', step: 'pump' } as const
  const force = { act: 'force', force: 'crew' } as const
  expect([
    isHis(handler('housing'), tick, emergency),
    isHis(handler('urban'), tick, emergency),
  ]).toEqual([true, false])
  expect([
    isHis(handler('housing'), force, emergency),
    isHis(handler('urban'), force, emergency),
  ]).toEqual([false, true])
  for (const act of [
    { act: 'end' },
    { act: 'report' },
    { act: 'tick', step: 'lead' },
    { act: 'tick', step: 'no such step' },
  ] as const) {
    expect(isHis(handler('housing'), act, emergency)).toBe(false)
    expect(isHis({ roles: ['duty'], department: null }, act, emergency)).toBe(true)
  }
})

test('a handler without a department has nothing to act on, not even what is nobody’s', () => {
  expect(ownerOf({ act: 'tick', step: 'lead' }, emergency)).toBeNull()
  expect(isHis(handler(null), { act: 'tick', step: 'lead' }, emergency)).toBe(false)
})

test('the plan that a notice offers is read from its key; other notices offer none', () => {
  const key = 'plan-offered:extreme-weather:stage:2026-06-03T04:00:00.000Z'
  expect(planOffered({ kind: 'plan-offered', key })).toBe('extreme-weather')
  expect(planOffered({ kind: 'alarm-red', key: 'alarm-red:a1' })).toBeNull()
})
