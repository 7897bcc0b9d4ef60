import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'

/** Standing alarms by id, as the stream tells them; null until the first answer. */
export type DeskAlarms = { readonly alarms: ReadonlyMap<string, Alarm> | null }

export const alarmStore = createStore<DeskAlarms>(() => ({ alarms: null }))
