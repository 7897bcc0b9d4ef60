import { expect, test } from 'vitest'
import { type ActFacts, decideAct } from './act.ts'
import { ORDER_STATES, type Order, type OrderState } from './order.ts'
import { nextState, ORDER_ACTIONS, type OrderAction } from './table.ts'

/** The table of the life cycle, read by rows: what leads from each state where. Written out apart from the code. */
const ANY_OPEN = 'urge supervise reply-supervision escalate mirror-in mirror-out'
const CYCLE: Record<OrderState, string> = {
  reported: `send-to-verify>verifying accept>accepted refuse>refused express>dispatched merge>merged void>voided ${ANY_OPEN}`,
  verifying: `confirm>accepted disprove>refused merge>merged void>voided ${ANY_OPEN}`,
  accepted: `refuse>refused file>filed merge>merged void>voided ${ANY_OPEN}`,
  refused: 'mirror-in mirror-out',
  filed: `dispatch>dispatched merge>merged void>voided ${ANY_OPEN}`,
  dispatched: `sign>handling ask-return grant-return>filed refuse-return merge>merged void>voided ${ANY_OPEN}`,
  handling: `contact ask-return grant-return>filed refuse-return assign-person add-cohandler release-cohandler ask-extension grant-extension refuse-extension ask-suspension grant-suspension>suspended refuse-suspension submit>submitted force-close>force-closed merge>merged ${ANY_OPEN}`,
  suspended: `resume>handling force-close>force-closed ${ANY_OPEN}`,
  submitted: `reject-submission>handling send-to-check>checking close>closed force-close>force-closed ${ANY_OPEN}`,
  checking: `pass-check>checked fail-check>handling ${ANY_OPEN}`,
  checked: `record-callback close>closed ${ANY_OPEN}`,
  closed: 'reopen>handling appeal rule-appeal evaluate>evaluated mirror-in mirror-out',
  'force-closed': 'reopen>handling appeal rule-appeal evaluate>evaluated mirror-in mirror-out',
  evaluated: 'appeal rule-appeal mirror-in mirror-out',
  voided: 'restore>filed mirror-in mirror-out',
  merged: 'record-callback unmerge>filed mirror-in mirror-out',
}

const rowOf = (state: OrderState): Map<string, string> =>
  new Map(
    CYCLE[state].split(' ').map((cell) => {
      const [action = '', to = state] = cell.split('>')
      return [action, to]
    }),
  )

const NOW = '2024-06-07T04:00:00.000Z'
const orderIn = (state: OrderState): Order => ({
  id: 'CG1',
  rev: 5,
  type: 't',
  title: 'x',
  description: '',
  state,
  place: 'district',
  town: null,
  position: null,
  address: '',
  severity: 3,
  department: 'urban',
  channel: 'desk',
  externalId: null,
  alarmId: null,
  simulated: false,
  createdAt: NOW,
  changedAt: NOW,
  overlays: { before: 'filed' },
})
const facts: ActFacts = {
  needsPhoto: true,
  workedMs: (from, to) => to - from,
  atMs: Date.parse(NOW),
  recordedAtMs: Date.parse(NOW),
  hasDepartment: () => true,
  timed: (order) => order,
}
const leader = { kind: 'user', name: 'l', roles: ['leader'], department: null, wall: null } as const
const codeOf = (order: Order, action: OrderAction): string => {
  try {
    const actor = action === 'force-close' ? leader : 'system'
    decideAct(order, { action, actionId: 'a', args: {} }, actor, facts)
    return 'done'
  } catch (error) {
    return (error as { code?: string }).code ?? 'defect'
  }
}

test('[ORD-d] the table decides every pair of state and action as the life cycle says', () => {
  const pairs = ORDER_STATES.flatMap((state) =>
    ORDER_ACTIONS.map((action) => [state, action] as const),
  )
  expect(pairs).toHaveLength(16 * 46)
  for (const [state, action] of pairs) {
    const want = rowOf(state).get(action) ?? null
    expect(nextState(state, action, 'filed'), `${state} ${action}`).toBe(want)
  }
})

test('[ORD-d] every pair that the table does not hold is refused, with the actions that are allowed', () => {
  let refused = 0
  for (const state of ORDER_STATES) {
    for (const action of ORDER_ACTIONS) {
      if (rowOf(state).has(action)) continue
      expect(codeOf(orderIn(state), action), `${state} ${action}`).toBe('ORDER_ACTION_NOT_ALLOWED')
      refused++
    }
  }
  expect(refused).toBeGreaterThan(500)
})

test('[ORD-d] an answer to what was not asked is refused, in every state', () => {
  const answers = ORDER_ACTIONS.filter((action) =>
    /^(grant|refuse|reply|rule|release)-/.test(action),
  )
  expect(answers).toHaveLength(9)
  for (const state of ORDER_STATES) {
    for (const action of answers) {
      expect(codeOf(orderIn(state), action)).toBe('ORDER_ACTION_NOT_ALLOWED')
    }
  }
})

test('without a photo duty and without a person who waits, feedback may be closed straight away', () => {
  const submitted = orderIn('submitted')
  const close = (order: Order, needsPhoto: boolean) =>
    decideAct(order, { action: 'close', actionId: 'a', args: {} }, 'system', {
      ...facts,
      needsPhoto,
    })
  expect(close(submitted, false)[0]?.order.state).toBe('closed')
  expect(() => close(submitted, true)).toThrow('ORDER_ACTION_NOT_ALLOWED')
  const waited = { ...submitted, overlays: { callbackWanted: true } }
  expect(() => close(waited, false)).toThrow('ORDER_ACTION_NOT_ALLOWED')
})
