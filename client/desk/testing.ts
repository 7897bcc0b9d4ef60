import type { OrderRow } from '../../protocol/order/row.ts'

/** Test data: a pothole in Chashan that housing handles, without a deadline unless told otherwise. */
export const aRow = (over: Partial<OrderRow> = {}): OrderRow => ({
  id: 'CG20261126-000001',
  rev: 1,
  state: 'handling',
  type: 'city.pothole',
  title: '和平北路 道路破损',
  department: 'housing',
  place: 'chashan',
  town: 'chashan',
  position: null,
  severity: 3,
  channel: 'desk',
  alarmId: null,
  simulated: false,
  createdAt: '2026-11-26T00:00:00.000Z',
  changedAt: '2026-11-26T00:00:00.000Z',
  due: null,
  marks: [],
  cohandlers: [],
  ...over,
})
