import type { Order } from '../../../protocol/order/order.ts'
import type { OrderState } from '../../../protocol/order/states.ts'
import { ORDER_ACTIONS, type OrderAction } from '../../../protocol/order/table.ts'

export const ACT_GROUPS = ['next', 'answer', 'work', 'supervision', 'exceptional'] as const
export type ActGroup = (typeof ACT_GROUPS)[number]

/** What usually comes next in a state; the first that is allowed is the primary step. */
const NEXT: Partial<Record<OrderState, readonly OrderAction[]>> = {
  reported: ['express', 'accept', 'send-to-verify'],
  verifying: ['confirm', 'disprove'],
  accepted: ['file'],
  filed: ['dispatch'],
  dispatched: ['sign'],
  handling: ['submit', 'contact'],
  suspended: ['resume'],
  submitted: ['send-to-check', 'close'],
  checking: ['pass-check', 'fail-check'],
  checked: ['close', 'record-callback'],
  closed: ['evaluate'],
  'force-closed': ['evaluate'],
  merged: ['record-callback'],
}

const ANSWERS: readonly OrderAction[] = [
  'grant-return',
  'refuse-return',
  'grant-extension',
  'refuse-extension',
  'grant-suspension',
  'refuse-suspension',
  'reply-supervision',
  'rule-appeal',
]
const SUPERVISION: readonly OrderAction[] = ['urge', 'supervise', 'escalate']
const EXCEPTIONAL: readonly OrderAction[] = [
  'refuse',
  'merge',
  'unmerge',
  'void',
  'restore',
  'reopen',
  'force-close',
  'appeal',
]

export type GroupedActs = {
  readonly group: ActGroup
  readonly actions: readonly OrderAction[]
}

/** The acts a person can give, by what they are for; only those in `allowed`, the primary step first. */
export function groupActs(state: OrderState, allowed: readonly OrderAction[]): GroupedActs[] {
  const next = nextFor(state, allowed)
  const groupOf = (action: OrderAction): ActGroup => {
    if (next.includes(action)) return 'next'
    if (ANSWERS.includes(action)) return 'answer'
    if (SUPERVISION.includes(action)) return 'supervision'
    return EXCEPTIONAL.includes(action) ? 'exceptional' : 'work'
  }
  return ACT_GROUPS.map((group) => ({
    group,
    actions:
      group === 'next'
        ? next
        : ORDER_ACTIONS.filter((one) => allowed.includes(one) && groupOf(one) === group),
  })).filter(({ actions }) => actions.length > 0)
}

/** The usual next steps that are allowed, likeliest first. */
const nextFor = (state: OrderState, allowed: readonly OrderAction[]): OrderAction[] =>
  (NEXT[state] ?? []).filter((action) => allowed.includes(action))

/** Acts that are confirmed once more: they end the order, or nobody can take them back. */
const CONFIRMED: ReadonlySet<OrderAction> = new Set([
  'refuse',
  'disprove',
  'merge',
  'void',
  'force-close',
  'evaluate',
  'rule-appeal',
])
export const needsConfirming = (action: OrderAction): boolean => CONFIRMED.has(action)

const UNDO: Partial<Record<OrderAction, OrderAction>> = { void: 'restore', merge: 'unmerge' }
/** The act that takes another one back; null: there is none. */
export const undoOf = (action: OrderAction): OrderAction | null => UNDO[action] ?? null

/** The keys of acts, and which act each means: the first of them that is allowed. */
export const ACT_KEYS: readonly {
  readonly key: string
  readonly actions: readonly OrderAction[]
}[] = [
  { key: 's', actions: ['sign'] },
  { key: 'd', actions: ['dispatch', 'express'] },
  { key: 'r', actions: ['ask-return', 'grant-return', 'refuse-return'] },
  // Close, or the next step on the way to it.
  {
    key: 'c',
    actions: ['close', 'pass-check', 'send-to-check', 'submit'],
  },
  { key: 'u', actions: ['urge'] },
  { key: 'v', actions: ['supervise', 'reply-supervision'] },
  { key: 'e', actions: ['ask-extension', 'grant-extension', 'refuse-extension'] },
  { key: 'm', actions: ['merge'] },
  { key: 'a', actions: ['accept', 'file', 'assign-person'] },
]

/** The act that a key means on an order; null: none. A photo type is closed after a check only. */
export function actOfKey(
  { state, allowed }: Pick<Order, 'state'> & { readonly allowed: readonly OrderAction[] },
  key: string,
): OrderAction | null {
  const actions = ACT_KEYS.find((one) => one.key === key)?.actions ?? []
  const open = actions.filter((action) => allowed.includes(action))
  // From feedback straight to the end is the exception; the check is the way.
  if (key === 'c' && state === 'submitted' && open.includes('send-to-check')) return 'send-to-check'
  return open[0] ?? null
}

/** The key that leads to an act now; null: none. */
export const keyOfAct = (
  order: Pick<Order, 'state'> & { readonly allowed: readonly OrderAction[] },
  action: OrderAction,
): string | null => ACT_KEYS.find(({ key }) => actOfKey(order, key) === action)?.key ?? null
