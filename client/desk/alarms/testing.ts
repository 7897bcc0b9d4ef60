import type { Alarm } from '../../../protocol/alarm/alarm.ts'

/** 2026-11-26 08:00 UTC. */
export const NOW_MS = Date.UTC(2026, 10, 26, 8)

const LEVELS = ['yellow', 'orange', 'blue'] as const

/** Test data: the n-th alarm of a minute of trouble; forty indicators of seven scenarios, never red. */
export const anAlarm = (n: number, over: Partial<Alarm> = {}): Alarm => ({
  id: `a${String(n).padStart(4, '0')}`,
  indicator: `safety.i${n % 40}`,
  place: `point:${n}`,
  scenario: `safety-s${n % 7}`,
  category: 'safety',
  level: LEVELS[n % 3] ?? 'blue',
  worstLevel: 'orange',
  state: 'active',
  value: n,
  limit: 1,
  simulated: true,
  raisedAt: new Date(NOW_MS - 60_000 + n * 60).toISOString(),
  changedAt: new Date(NOW_MS).toISOString(),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...over,
})

export const someAlarms = (n: number, over: Partial<Alarm> = {}): Alarm[] =>
  Array.from({ length: n }, (_, i) => anAlarm(i, over))
