import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../protocol/alarm/alarm.ts'

/** Standing alarms by id. */
export const alarmStore = createStore<{ readonly alarms: ReadonlyMap<string, Alarm> }>(() => ({
  alarms: new Map(),
}))
