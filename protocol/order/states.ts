/** States of a work order, by their wire names (the district's life cycle, S10 to S91). */
export const ORDER_STATES = [
  'reported',
  'verifying',
  'accepted',
  'refused',
  'filed',
  'dispatched',
  'handling',
  'suspended',
  'submitted',
  'checking',
  'checked',
  'closed',
  'force-closed',
  'evaluated',
  'voided',
  'merged',
] as const
export type OrderState = (typeof ORDER_STATES)[number]
