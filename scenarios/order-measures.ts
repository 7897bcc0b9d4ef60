import type { OrderMeasure } from '../protocol/order/measure.ts'

const RENTAL = ['safety.rental-inspection'] as const
/** What the four kinds of events add up to (`map.orders.reported`). */
const EVENTS = ['city', 'safety', 'society', 'economy'] as const

/**
 * Indicators that are counted from the work orders kept here, so that the wall and the desk cannot disagree. Shares such
 * as `map.orders.sign-rate` follow by the catalog's own formulas.
 */
export const ORDER_MEASURES: readonly OrderMeasure[] = [
  { indicator: 'map.orders.city-events', measure: 'reported', categories: ['city'] },
  { indicator: 'map.orders.safety-events', measure: 'reported', categories: ['safety'] },
  { indicator: 'map.orders.society-events', measure: 'reported', categories: ['society'] },
  { indicator: 'map.orders.economy-events', measure: 'reported', categories: ['economy'] },
  { indicator: 'map.orders.signed', measure: 'signed', categories: EVENTS },
  { indicator: 'map.orders.closed', measure: 'closed-meanwhile', categories: EVENTS },
  { indicator: 'map.orders.in-hand', measure: 'open' },
  { indicator: 'map.orders.overdue', measure: 'overdue' },
  { indicator: 'map.orders.mean-close-hours', measure: 'hours-to-close' },
  { indicator: 'safety.rental.orders.total', measure: 'reported', types: RENTAL },
  { indicator: 'safety.rental.orders.signed', measure: 'signed', types: RENTAL },
  { indicator: 'safety.rental.orders.closed', measure: 'closed', types: RENTAL },
  { indicator: 'safety.rental.orders.overdue', measure: 'overdue', types: RENTAL },
]
