import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'

/** Longest shelving, minutes (ACCEPTANCE C15: eight hours). */
export const LONGEST_SHELVE_MIN = 480

/** What a person, or the order service, does to an alarm. */
export type AlarmAct =
  | { readonly act: 'acknowledge'; readonly by: string; readonly note: string }
  | {
      readonly act: 'shelve'
      readonly by: string
      readonly minutes: number
      readonly reason: string
    }
  | { readonly act: 'unshelve'; readonly by: string }
  | { readonly act: 'order'; readonly by: string; readonly orderId: string }
  /** Its order has ended. */
  | { readonly act: 'release'; readonly by: string; readonly orderId: string }

/** That an order answers an alarm, and who said so. */
export type AlarmLink = { readonly alarmId: string; readonly orderId: string; readonly by: string }

/**
 * Applies an act. Pure.
 *
 * @returns null when there is nothing to do: acknowledged, not shelved, or linked to that order already,
 *   or to be released from one that it is not linked to
 * @throws AppError ALARM_NOT_OPEN for a cleared alarm (its link to an order excepted), MALFORMED for a shelving
 *   without a reason or longer than eight hours
 */
export function applyAct(alarm: Alarm, act: AlarmAct, nowMs: number): AlarmEvent | null {
  const at = toIso(nowMs)
  if (act.act === 'order') {
    if (alarm.orderId === act.orderId) return null
    return event('ordered', at, act.by, { ...alarm, orderId: act.orderId })
  }
  if (act.act === 'release') {
    if (alarm.orderId !== act.orderId) return null
    return event('released', at, act.by, { ...alarm, orderId: null, answered: alarm.worstLevel })
  }
  if (alarm.state === 'cleared') {
    throw new AppError('ALARM_NOT_OPEN', { detail: { id: alarm.id } })
  }
  switch (act.act) {
    case 'acknowledge': {
      if (alarm.acknowledged !== null) return null
      const state = alarm.state === 'shelved' ? 'shelved' : 'acknowledged'
      const acknowledged = { by: act.by, at, note: act.note }
      return event('acknowledged', at, act.by, { ...alarm, state, acknowledged })
    }
    case 'shelve': {
      const reason = act.reason.trim()
      const fits = act.minutes > 0 && act.minutes <= LONGEST_SHELVE_MIN
      if (reason === '' || !fits) {
        throw new AppError('MALFORMED', {
          detail: { reason: `shelving takes a reason and 1 to ${LONGEST_SHELVE_MIN} minutes` },
        })
      }
      const shelved = { by: act.by, until: toIso(nowMs + act.minutes * 60_000), reason }
      return event('shelved', at, act.by, { ...alarm, state: 'shelved', shelved })
    }
    case 'unshelve': {
      if (alarm.state !== 'shelved') return null
      const state = alarm.acknowledged === null ? 'active' : 'acknowledged'
      return event('unshelved', at, act.by, { ...alarm, state, shelved: null })
    }
  }
}

const event = (kind: AlarmEvent['kind'], at: string, by: string, alarm: Alarm): AlarmEvent => ({
  kind,
  at,
  by,
  alarm: { ...alarm, changedAt: at },
})
