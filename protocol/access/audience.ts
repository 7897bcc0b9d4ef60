import type { Order } from '../order/order.ts'
import { activeCohandlers } from '../order/overlays.ts'
import type { Principal } from './role.ts'

/**
 * Whose work orders somebody sees (可见范围): a department's code, or null for those of all departments.
 * A department that nobody has, `''`, sees none.
 */
export type Audience = string | null

/** Whoever belongs to a department sees its orders only; a handler without one sees none. */
export const audienceOf = (principal: Principal): Audience =>
  principal.roles.includes('handler') ? (principal.department ?? '') : principal.department

/** @returns whether an order exists for that audience: its department leads it, or helps in it now */
export const seesOrder = (
  audience: Audience,
  order: Pick<Order, 'department' | 'overlays'>,
): boolean =>
  audience === null || order.department === audience || activeCohandlers(order).includes(audience)
