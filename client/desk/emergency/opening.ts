import { type Plan, planFor } from '../../../protocol/emergency/plan.ts'
import type { EmergencyStart } from '../desk-store.ts'
import { positionOf } from '../order/form-model.ts'
import type { OpeningBody } from './emergency-api.ts'

/** An opening as it is being written. */
export type Opening = {
  /** Id of the plan that was picked; null: the one for the order's type. */
  readonly plan: string | null
  readonly title: string
  readonly reason: string
  readonly drill: boolean
  readonly orderId: string
  readonly position: string
  /** Walls that stay as they are. */
  readonly spared: ReadonlySet<string>
}

export const emptyOpening = ({ plan, orderId }: EmergencyStart): Opening => ({
  plan: plan ?? null,
  title: '',
  reason: '',
  drill: false,
  orderId: orderId ?? '',
  position: '',
  spared: new Set(),
})

/**
 * The plan that an opening stands under: the one picked, else the one for the order's type, else the generic one. Pure.
 *
 * @param type the order's type; null: there is no order, or it is not read
 */
export const planOf = (
  { plan }: Pick<Opening, 'plan'>,
  type: string | null,
  plans: readonly Plan[],
): Plan | null =>
  plan === null ? planFor(type, plans) : (plans.find(({ id }) => id === plan) ?? null)

/**
 * What is sent for it; what was left empty is the server's to fill. Null: something is not right yet. Pure.
 *
 * @param walls every wall; null: they are not known, and the server takes all
 */
export function bodyOf(
  opening: Opening,
  plan: Plan | null,
  walls: readonly string[] | null,
): Omit<OpeningBody, 'actionId'> | null {
  const position = positionOf(opening.position)
  if (plan === null || (opening.position.trim() !== '' && position === null)) return null
  const [title, reason, orderId] = [opening.title, opening.reason, opening.orderId].map((text) =>
    text.trim(),
  )
  return {
    plan: plan.id,
    drill: opening.drill,
    ...(title ? { title } : {}),
    ...(reason ? { reason } : {}),
    ...(orderId ? { orderId } : {}),
    ...(position === null ? {} : { position }),
    ...(walls === null ? {} : { walls: walls.filter((wall) => !opening.spared.has(wall)) }),
  }
}
