import type { Level } from '../indicator/definition.ts'

export const ALARM_STATES = ['active', 'acknowledged', 'shelved', 'cleared'] as const
export type AlarmState = (typeof ALARM_STATES)[number]

/** One alarm: an indicator that stood outside its limits at a place, from raise to clear. */
export type Alarm = {
  readonly id: string
  readonly indicator: string
  readonly place: string
  /** Scenario whose rule raised it, and its category. */
  readonly scenario: string
  readonly category: string
  /** Follows the value up and down while the alarm stands; after clearing: the last level. */
  readonly level: Level
  readonly worstLevel: Level
  readonly state: AlarmState
  readonly value: number | null
  readonly limit: number | string | null
  readonly simulated: boolean
  readonly raisedAt: string
  readonly changedAt: string
  readonly clearedAt: string | null
  readonly acknowledged: { readonly by: string; readonly at: string; readonly note: string } | null
  readonly shelved: {
    readonly by: string
    readonly until: string
    readonly reason: string
  } | null
  /** Times it was raised again while already standing (chattering). */
  readonly repeats: number
  /** Order type this alarm opens, and the order it opened. */
  readonly raises: string | null
  /** The open order that answers it; one order may answer many alarms of its type and place. */
  readonly orderId: string | null
  /**
   * The worst level that an order has answered which has ended since, while the alarm stood on: it asks for the next one
   * only when it becomes worse than that. Left out: none has ended.
   */
  readonly answered?: Level
}

export const ALARM_EVENT_KINDS = [
  'raised',
  'level',
  'repeated',
  'acknowledged',
  'shelved',
  'unshelved',
  'ordered',
  'released',
  'cleared',
] as const

/** What happened to an alarm, with the alarm as it stands afterwards. Never coalesced, dropped or reordered. */
export type AlarmEvent = {
  readonly kind: (typeof ALARM_EVENT_KINDS)[number]
  readonly at: string
  readonly by: string
  readonly alarm: Alarm
}
