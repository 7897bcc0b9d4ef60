import { afterEach, expect, test, vi } from 'vitest'
import { applyEmergencies, emergencyStore } from '../../stores/emergencies.ts'
import { resetDesk } from '../desk-store.ts'
import { aDesk, problem } from '../intake/testing.tsx'
import { attempt, isStillOpen } from './attempt.ts'
import { anEmergency, anEmergencyServer, resetEmergencies } from './testing.tsx'

afterEach(() => {
  resetEmergencies()
  resetDesk()
  vi.unstubAllGlobals()
})

const REPORT = { act: 'report', text: '水深 40 厘米' } as const

test('what others did elsewhere stops no report: it goes out on the version that stands', async () => {
  aDesk()
  const seen = anEmergency()
  const server = anEmergencyServer([seen])
  // The stream has not told yet: the server refuses the old version once.
  server.other(seen.id, { act: 'tick', step: 'close' }, 'supervisor', false)
  expect(await attempt(REPORT, seen, 'action-1')).toEqual({ state: 'done' })
  expect(server.sent().map(({ body }) => body)).toEqual([
    { ...REPORT, actionId: 'action-1', rev: 1 },
    { ...REPORT, actionId: 'action-1', rev: 2 },
  ])
  expect(emergencyStore.getState().active).toMatchObject([{ rev: 3 }])
})

test('of two who report the same moment the second is shown what the first wrote, and nothing is sent twice', async () => {
  aDesk()
  const seen = anEmergency()
  const server = anEmergencyServer([seen])
  server.other(seen.id, { act: 'report', text: '水深 50 厘米' }, 'supervisor', false)
  const slow = await attempt(REPORT, seen, 'action-1')
  expect(slow).toMatchObject({ state: 'conflict', now: { reports: [{ text: '水深 50 厘米' }] } })
  expect(server.sent()).toHaveLength(1)
  // Once the stream told it, it is not even asked for.
  expect(await attempt(REPORT, seen, 'action-2')).toMatchObject({ state: 'conflict' })
  expect(server.sent()).toHaveLength(1)
})

test('without an answer an act goes again under its number, although what it does may stand already', async () => {
  aDesk()
  const seen = anEmergency()
  const server = anEmergencyServer([seen])
  server.answers = [null]
  const tick = { act: 'tick', step: 'close' } as const
  expect(await attempt(tick, seen, 'action-1')).toMatchObject({ state: 'unanswered' })
  const [done] = [anEmergency()].map((one) => ({ ...one, rev: 2 }))
  server.other(seen.id, tick, 'duty')
  server.answers = [Response.json(done)]
  expect(await attempt(tick, seen, 'action-1', true)).toEqual({ state: 'done' })
})

test('what the server refuses is said in its words', async () => {
  aDesk()
  const seen = anEmergency()
  anEmergencyServer([seen]).answers = [problem(403, 'FORBIDDEN')]
  expect(await attempt(REPORT, seen, 'action-1')).toEqual({
    state: 'refused',
    text: '没有此操作的权限',
  })
})

test('what is done cannot be done again, a force goes forward only, and nothing goes on after the end', () => {
  applyEmergencies(null)
  const now = anEmergency()
  const done = { at: now.openedAt, by: 'duty', note: '' }
  const ticked = { ...now, steps: now.steps.map((step) => ({ ...step, done })) }
  expect(isStillOpen({ act: 'tick', step: 'close' }, ticked)).toBe(false)
  expect(isStillOpen({ act: 'untick', step: 'close', note: '误报' }, ticked)).toBe(true)
  const came = { ...now, forces: now.forces.map((one) => ({ ...one, state: 'arrived' as const })) }
  expect(isStillOpen({ act: 'force', force: 'crew', state: 'departed' }, came)).toBe(false)
  expect(isStillOpen({ act: 'force', force: 'crew', state: 'released' }, came)).toBe(true)
  expect(isStillOpen(REPORT, { ...now, endedAt: now.openedAt })).toBe(false)
})
