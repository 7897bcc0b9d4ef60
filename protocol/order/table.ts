import type { Role } from '../access/role.ts'
import type { OrderState } from './order.ts'

/** Acts on a work order that are carried out today: the main path from report to close. */
export const ORDER_ACTIONS = [
  'report',
  'accept',
  'refuse',
  'file',
  'dispatch',
  'express',
  'sign',
  'submit',
  'reject-submission',
  'send-to-check',
  'pass-check',
  'fail-check',
  'close',
  'void',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

type Row = Record<Exclude<OrderAction, 'report'>, OrderState | null>

const NOTHING: Row = {
  accept: null,
  refuse: null,
  file: null,
  dispatch: null,
  express: null,
  sign: null,
  submit: null,
  'reject-submission': null,
  'send-to-check': null,
  'pass-check': null,
  'fail-check': null,
  close: null,
  void: null,
}

/**
 * Next state for every (state, action) pair; `null` means "not allowed". Total: a new state or action does not
 * compile until it is decided. `close` from `submitted` holds only for types that need no photo, see `nextState`.
 *
 * @see CJJ/T 106-2010, CJ/T 315-2009: collect, file, dispatch, handle, report back, check and close
 */
export const ORDER_TABLE: Record<OrderState, Row> = {
  reported: {
    ...NOTHING,
    accept: 'accepted',
    refuse: 'refused',
    express: 'dispatched',
    void: 'voided',
  },
  verifying: { ...NOTHING, void: 'voided' },
  accepted: { ...NOTHING, refuse: 'refused', file: 'filed', void: 'voided' },
  refused: NOTHING,
  filed: { ...NOTHING, dispatch: 'dispatched', void: 'voided' },
  dispatched: { ...NOTHING, sign: 'handling', void: 'voided' },
  handling: { ...NOTHING, submit: 'submitted' },
  suspended: NOTHING,
  submitted: {
    ...NOTHING,
    'reject-submission': 'handling',
    'send-to-check': 'checking',
    close: 'closed',
  },
  checking: { ...NOTHING, 'pass-check': 'checked', 'fail-check': 'handling' },
  checked: { ...NOTHING, close: 'closed' },
  closed: NOTHING,
  'force-closed': NOTHING,
  evaluated: NOTHING,
  voided: NOTHING,
  merged: NOTHING,
}

/** Who may give an action; `handler` only for orders that his department leads. `system` acts as anyone. */
export const ORDER_OFFICES: Record<OrderAction, readonly Role[]> = {
  report: ['operator', 'duty', 'supervisor', 'handler', 'leader', 'feed'],
  accept: ['duty', 'supervisor'],
  refuse: ['duty', 'supervisor'],
  file: ['duty', 'supervisor'],
  dispatch: ['duty', 'supervisor'],
  express: ['duty', 'supervisor'],
  sign: ['handler'],
  submit: ['handler'],
  'reject-submission': ['supervisor'],
  'send-to-check': ['supervisor'],
  'pass-check': ['checker'],
  'fail-check': ['checker'],
  close: ['supervisor'],
  void: ['supervisor'],
}

/**
 * @param needsPhoto of the order's type: closing straight from `submitted` is for types without photos only
 * @returns the next state, or null when the pair is not allowed
 */
export function nextState(
  state: OrderState,
  action: OrderAction,
  needsPhoto: boolean,
): OrderState | null {
  if (action === 'report') return null
  if (action === 'close' && state === 'submitted' && needsPhoto) return null
  return ORDER_TABLE[state][action]
}

/** Actions with an effect in this state, whoever asks. */
export const actionsIn = (state: OrderState, needsPhoto: boolean): OrderAction[] =>
  ORDER_ACTIONS.filter((action) => nextState(state, action, needsPhoto) !== null)
