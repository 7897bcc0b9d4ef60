import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { withChanges } from './changed.ts'

/** Standing alarms by id. */
export const alarmStore = createStore<{ readonly alarms: ReadonlyMap<string, Alarm> }>(() => ({
  alarms: new Map(),
}))

/** Writes what changed, null = cleared or no longer watched. The only writer. */
export function applyAlarms(changes: ReadonlyMap<string, Alarm | null>): void {
  if (changes.size === 0) return
  alarmStore.setState({ alarms: withChanges(alarmStore.getState().alarms, changes) })
}
