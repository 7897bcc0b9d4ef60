import type { OrderState } from '../order/states.ts'
import type { Emergency } from './emergency.ts'
import { type DoneWhen, FORCE_STATES } from './plan.ts'

/** What the system knows beside the emergency itself. */
export type Facts = {
  /** States that its order has been in, the present one included; empty without an order. */
  readonly orderStates: ReadonlySet<OrderState>
  /** Fresh value of an indicator for the whole district; null: missing, stale or unknown. */
  readonly valueOf: (indicator: string) => number | null
}

/** @returns ids of the open steps whose rule holds now. Pure. */
export const stepsDoneByRule = (emergency: Emergency, facts: Facts): string[] =>
  emergency.steps
    .filter(
      ({ done, done_when: rule }) =>
        done === null && rule !== undefined && holds(rule, emergency, facts),
    )
    .map(({ id }) => id)

function holds(rule: DoneWhen, { forces, reports }: Emergency, facts: Facts): boolean {
  if ('order' in rule) return rule.order.some((state) => facts.orderStates.has(state))
  if ('force' in rule) {
    const far = FORCE_STATES.indexOf(rule.force)
    return forces.some(
      ({ state, department }) =>
        FORCE_STATES.indexOf(state) >= far &&
        (rule.department === undefined || rule.department === department),
    )
  }
  if ('report' in rule) return reports.length > 0
  const value = facts.valueOf(rule.indicator)
  if (value === null) return false
  return 'atMost' in rule ? value <= rule.atMost : value >= rule.atLeast
}
