import { AppError } from '../error/codes.ts'
import type { OrderEvent } from './order.ts'
import type { OrderRules } from './rules.ts'
import type { OrderAction, OrderEcho } from './table.ts'

/** An act that is recorded later than it was done: its actor had no link (离线补录). */
export type LateAct = {
  /** When the actor did it, epoch ms. */
  readonly doneAtMs: number
  /** The `rev` that he had before his eyes then; older than the one that the act is recorded on when others were first. */
  readonly basedOn: number
}

/** How far a phone's clock may be ahead of ours. */
const AHEAD_MS = 5 * 60_000
const HOUR_MS = 3_600_000

/** What others may have done meanwhile without moving a clock that an act of the unit stops. */
const LEAVES_TIME: ReadonlySet<string> = new Set<OrderAction | OrderEcho>([
  'urge',
  'escalate',
  'supervise',
  'assign-person',
  'ask-return',
  'refuse-return',
  'ask-extension',
  'refuse-extension',
  'ask-suspension',
  'refuse-suspension',
  'mirror-in',
  'mirror-out',
  'child-merged',
  'child-unmerged',
  // It sets the limits of later clocks of the office, and moves none.
  'emergency-on',
  'emergency-off',
])

const leavesTime = (event: string, action: OrderAction): boolean =>
  LEAVES_TIME.has(event) && !(event === 'supervise' && action === 'reply-supervision')

/**
 * The time that a late act is recorded with: when it was done, but never before what it was based on, nor before
 * anything since that moved the order's clocks, so that no clock ever runs backward.
 *
 * @param events of the order by `rev`
 * @returns epoch ms, not after `nowMs`
 * @throws AppError MALFORMED when there is no such version, FUTURE_TIME, LATE_ACT with the earliest moment that is taken
 */
export function timeOfLateAct(
  events: readonly Pick<OrderEvent, 'rev' | 'action' | 'at'>[],
  action: OrderAction,
  { doneAtMs, basedOn }: LateAct,
  nowMs: number,
  rules: OrderRules,
): number {
  const seen = events.find(({ rev }) => rev === basedOn)
  if (seen === undefined) {
    throw new AppError('MALFORMED', { detail: { field: 'basedOn', reason: 'no such version' } })
  }
  if (doneAtMs > nowMs + AHEAD_MS) {
    throw new AppError('FUTURE_TIME', { detail: { field: 'doneAt' } })
  }
  const earliestMs = Math.max(Date.parse(seen.at), nowMs - rules.lateActHours * HOUR_MS)
  if (doneAtMs < earliestMs) {
    throw new AppError('LATE_ACT', {
      detail: { field: 'doneAt', earliest: new Date(earliestMs).toISOString() },
    })
  }
  const moved = events
    .filter((event) => event.rev > basedOn && !leavesTime(event.action, action))
    .map(({ at }) => Date.parse(at))
  return Math.min(nowMs, Math.max(doneAtMs, ...moved))
}
