import { createStore } from 'zustand/vanilla'
import { PERMITS } from '../../../protocol/access/permit.ts'
import { sessionStore } from '../../data/session.ts'
import { showView } from '../desk-store.ts'
import type { AlarmRow, Grouping } from './alarm-rows.ts'

export type AlarmVerb = 'ack' | 'shelve' | 'unshelve'

/** Many acknowledged in one act. */
export type AckBatch = {
  readonly total: number
  readonly done: number
  /** Not done, because the act was broken off; null while it runs or when all are done. */
  readonly problem: string | null
}

export type AlarmDesk = {
  /** The row under the cursor. */
  readonly cursor: string | null
  /** Where the cursor was, for the next move after its row has gone. */
  readonly cursorAt: number
  readonly rows: readonly AlarmRow[]
  readonly grouping: Grouping
  readonly expanded: ReadonlySet<string>
  /** Acts on their way, by alarm. */
  readonly pending: ReadonlyMap<string, AlarmVerb>
  readonly batch: AckBatch | null
  /** The group that is acknowledged by the same key once more. */
  readonly sure: string | null
  readonly form: { readonly kind: 'shelve' | 'note'; readonly id: string } | null
}

const START: AlarmDesk = {
  cursor: null,
  cursorAt: 0,
  rows: [],
  grouping: 'auto',
  expanded: new Set(),
  pending: new Map(),
  batch: null,
  sure: null,
  form: null,
}

/** Where the officer is among the alarms. */
export const alarmDesk = createStore<AlarmDesk>(() => START)

export const resetAlarmDesk = (): void => alarmDesk.setState(START, true)

const HANDLERS: readonly string[] = PERMITS['alarms.handle']

/** Whether whoever is signed in may acknowledge and shelve. */
export function mayHandle(): boolean {
  const state = sessionStore.getState()
  return state.state === 'in' && state.session.roles.some((role) => HANDLERS.includes(role))
}

/** Goes to an alarm in the list; where it is gone, to the list. */
export function showAlarm(id: string): void {
  alarmDesk.setState({ cursor: id })
  showView('alarms')
}
