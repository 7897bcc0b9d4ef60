import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { LEVELS, type Level } from '../../../protocol/indicator/definition.ts'

/** Standing alarms by id, as the stream tells them; null until the first answer. */
export type DeskAlarms = { readonly alarms: ReadonlyMap<string, Alarm> | null }

export const alarmStore = createStore<DeskAlarms>(() => ({ alarms: null }))

/** Standing alarms that nobody acknowledged or shelved, by level. */
export function unacknowledged(alarms: Iterable<Alarm>): Readonly<Record<Level, number>> {
  const counts: Record<Level, number> = { blue: 0, yellow: 0, orange: 0, red: 0 }
  for (const { state, level } of alarms) if (state === 'active') counts[level] += 1
  return counts
}

export const WORST_FIRST: readonly Level[] = [...LEVELS].reverse()
