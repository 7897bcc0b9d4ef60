import type { Role } from '../access/role.ts'
import { isOpenState } from './open.ts'
import { ORDER_STATES, type OrderState } from './states.ts'

/** Every act on a work order by its wire name, E01 to E39, and E09b (first contact), which is ours. */
export const ORDER_ACTIONS = [
  'report',
  'send-to-verify',
  'confirm',
  'disprove',
  'accept',
  'refuse',
  'file',
  'dispatch',
  'express',
  'sign',
  'contact',
  'ask-return',
  'grant-return',
  'refuse-return',
  'assign-person',
  'add-cohandler',
  'release-cohandler',
  'ask-extension',
  'grant-extension',
  'refuse-extension',
  'ask-suspension',
  'grant-suspension',
  'refuse-suspension',
  'resume',
  'urge',
  'supervise',
  'reply-supervision',
  'escalate',
  'submit',
  'reject-submission',
  'send-to-check',
  'pass-check',
  'fail-check',
  'record-callback',
  'close',
  'reopen',
  'force-close',
  'merge',
  'unmerge',
  'void',
  'restore',
  'appeal',
  'rule-appeal',
  'evaluate',
  'mirror-in',
  'mirror-out',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

/** `same`: an overlay, the state stays. `back`: the state before the order was merged or voided. */
type Target = OrderState | 'same' | 'back'
type Rule = {
  /** Its number in the table of events. */
  readonly event: string
  readonly from: readonly OrderState[]
  readonly to: Target
  /** `handler` is the lead unit; a supervisor may do what a duty officer may. */
  readonly who: readonly Role[]
}

const OPEN = ORDER_STATES.filter(isOpenState)
const BEFORE_SIGNED = ['reported', 'verifying', 'accepted', 'filed', 'dispatched'] as const
const DESK: readonly Role[] = ['duty', 'supervisor']
const CENTRE: readonly Role[] = ['supervisor']
const UNIT: readonly Role[] = ['handler']
const REPORTERS: readonly Role[] = ['operator', 'duty', 'supervisor', 'handler', 'leader', 'feed']

const rule = (
  event: string,
  from: readonly OrderState[],
  to: Target,
  who: readonly Role[],
): Rule => ({ event, from, to, who })

/**
 * The life cycle: from which states an act leads where, and who may give it. A new action does not compile until it is
 * decided here.
 *
 * @see CJJ/T 106-2010, CJ/T 315-2009: collect, file, dispatch, handle, report back, check and close
 */
// biome-ignore format: a table reads by column
export const ORDER_RULES: Record<OrderAction, Rule> = {
  report:              rule('E01', [], 'reported', REPORTERS),
  'send-to-verify':    rule('E02', ['reported'], 'verifying', DESK),
  confirm:             rule('E03', ['verifying'], 'accepted', DESK),
  disprove:            rule('E04', ['verifying'], 'refused', DESK),
  accept:              rule('E05', ['reported'], 'accepted', DESK),
  refuse:              rule('E06', ['reported', 'accepted'], 'refused', DESK),
  file:                rule('E07', ['accepted'], 'filed', DESK),
  dispatch:            rule('E08', ['filed'], 'dispatched', DESK),
  express:             rule('E08x', ['reported'], 'dispatched', DESK),
  sign:                rule('E09', ['dispatched'], 'handling', UNIT),
  contact:             rule('E09b', ['handling'], 'same', UNIT),
  'ask-return':        rule('E10', ['dispatched', 'handling'], 'same', UNIT),
  'grant-return':      rule('E11', ['dispatched', 'handling'], 'filed', DESK),
  'refuse-return':     rule('E12', ['dispatched', 'handling'], 'same', DESK),
  'assign-person':     rule('E13', ['handling'], 'same', UNIT),
  'add-cohandler':     rule('E14', ['handling'], 'same', ['handler', ...DESK]),
  'release-cohandler': rule('E14', ['handling'], 'same', ['handler', ...DESK]),
  'ask-extension':     rule('E15', ['handling'], 'same', UNIT),
  'grant-extension':   rule('E16', ['handling'], 'same', ['supervisor', 'leader']),
  'refuse-extension':  rule('E16', ['handling'], 'same', ['supervisor', 'leader']),
  'ask-suspension':    rule('E17', ['handling'], 'same', UNIT),
  'grant-suspension':  rule('E18', ['handling'], 'suspended', ['leader']),
  'refuse-suspension': rule('E18', ['handling'], 'same', ['leader']),
  resume:              rule('E19', ['suspended'], 'handling', ['handler', ...DESK]),
  urge:                rule('E20', OPEN, 'same', DESK),
  supervise:           rule('E21', OPEN, 'same', ['supervisor', 'leader']),
  'reply-supervision': rule('E21', OPEN, 'same', UNIT),
  escalate:            rule('E22', OPEN, 'same', DESK),
  submit:              rule('E23', ['handling'], 'submitted', UNIT),
  'reject-submission': rule('E24', ['submitted'], 'handling', CENTRE),
  'send-to-check':     rule('E25', ['submitted'], 'checking', CENTRE),
  'pass-check':        rule('E26', ['checking'], 'checked', ['checker']),
  'fail-check':        rule('E27', ['checking'], 'handling', ['checker']),
  // Of a merged order too: its reporter is owed an answer once the order it was merged into has ended.
  'record-callback':   rule('E28', ['checked', 'merged'], 'same', DESK),
  close:               rule('E29', ['submitted', 'checked'], 'closed', CENTRE),
  reopen:              rule('E30', ['closed', 'force-closed'], 'handling', [...DESK, 'leader']),
  'force-close':       rule('E31', ['handling', 'suspended', 'submitted'], 'force-closed', ['leader']),
  merge:               rule('E32', [...BEFORE_SIGNED, 'handling'], 'merged', DESK),
  unmerge:             rule('E33', ['merged'], 'back', DESK),
  void:                rule('E34', BEFORE_SIGNED, 'voided', CENTRE),
  restore:             rule('E35', ['voided'], 'back', CENTRE),
  appeal:              rule('E36', ['closed', 'force-closed', 'evaluated'], 'same', UNIT),
  'rule-appeal':       rule('E37', ['closed', 'force-closed', 'evaluated'], 'same', CENTRE),
  evaluate:            rule('E38', ['closed', 'force-closed'], 'evaluated', CENTRE),
  'mirror-in':         rule('E39', ORDER_STATES, 'same', ['feed']),
  'mirror-out':        rule('E39', ORDER_STATES, 'same', ['feed']),
}

/**
 * What happens to an order because of something else; nobody asks for these. An act on another order (并案) is written
 * down in the same commit as the act: `parent-changed` carries how the parent stands when it ends or is taken up again.
 * `emergency-on` and `emergency-off` carry the emergency (战时) that the order belongs to from then on, or no more.
 */
export const ORDER_ECHOES = [
  'child-merged',
  'child-unmerged',
  'parent-changed',
  'emergency-on',
  'emergency-off',
] as const
export type OrderEcho = (typeof ORDER_ECHOES)[number]

/** @returns whether the text names something that happens to an order without an act on it */
export const isOrderEcho = (text: string): text is OrderEcho =>
  ORDER_ECHOES.some((echo) => echo === text)

/** @returns whether the text names an act */
export const isOrderAction = (text: string): text is OrderAction => Object.hasOwn(ORDER_RULES, text)

/**
 * The total table: the next state of every (state, action) pair, null when the pair is not allowed.
 *
 * @param before the state it was merged or voided in, for the way back
 */
export function nextState(
  state: OrderState,
  action: OrderAction,
  before: OrderState = 'reported',
): OrderState | null {
  const { from, to } = ORDER_RULES[action]
  if (!from.includes(state)) return null
  if (to === 'same') return state
  return to === 'back' ? before : to
}
