import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import type { Reading } from '../../protocol/indicator/value.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import type { Account, BackfillColumn, CommitBatch, ComputedValue } from './store.ts'

/** 2026-03-01 00:00 in Asia/Shanghai: a local day begins. */
export const DAY_MS = Date.UTC(2026, 1, 28, 16)
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const iso = (ms: number): string => new Date(ms).toISOString()

/** Test data: a reading of the canal level (运河水位), received when it was measured. */
export const aReading = (over: Partial<Reading> = {}): Reading => ({
  indicator: 'safety.canal.level',
  place: 'district',
  atMs: DAY_MS,
  value: 4,
  quality: 'good',
  source: 'water-bureau',
  receivedAtMs: over.atMs ?? DAY_MS,
  ...over,
})

export const aComputed = (over: Partial<ComputedValue> = {}): ComputedValue => ({
  indicator: 'safety.canal.level',
  place: 'district',
  atMs: DAY_MS,
  value: 4,
  quality: 'good',
  receivedAtMs: over.atMs ?? DAY_MS,
  ...over,
})

export const aBatch = (over: Partial<CommitBatch> = {}): CommitBatch => ({
  readings: [],
  computed: [],
  alarms: [],
  orders: [],
  ...over,
})

export const anAlarm = (over: Partial<Alarm> = {}): Alarm => ({
  id: 'a1',
  indicator: 'safety.canal.level',
  place: 'district',
  scenario: 'safety-waterlogging',
  category: 'safety',
  level: 'yellow',
  worstLevel: 'yellow',
  state: 'active',
  value: 4.4,
  limit: 4.3,
  simulated: false,
  raisedAt: iso(DAY_MS),
  changedAt: iso(DAY_MS),
  clearedAt: null,
  acknowledged: null,
  shelved: null,
  repeats: 0,
  raises: null,
  orderId: null,
  ...over,
})

export const anAlarmEvent = (
  atMs: number,
  alarm: Alarm,
  kind: AlarmEvent['kind'] = 'raised',
): AlarmEvent => ({ kind, at: iso(atMs), by: 'system', alarm })

export const anOrder = (over: Partial<Order> = {}): Order => ({
  id: 'CG20260301-000001',
  rev: 1,
  type: 'urban.ponding',
  title: '立交积水',
  description: '',
  state: 'reported',
  place: 'district',
  town: null,
  position: null,
  address: '',
  severity: 3,
  department: 'urban',
  channel: 'hotline',
  externalId: null,
  alarmId: null,
  simulated: false,
  createdAt: iso(DAY_MS),
  changedAt: iso(DAY_MS),
  ...over,
})

export const anOrderEvent = (
  atMs: number,
  order: Order,
  args: Readonly<Record<string, unknown>> = {},
): OrderEvent => ({
  orderId: order.id,
  rev: order.rev,
  action: order.rev === 1 ? 'report' : 'accept',
  actor: 'duty',
  at: iso(atMs),
  recordedAt: iso(atMs),
  args,
  order,
})

export const anAccount = (over: Partial<Account> = {}): Account => ({
  username: 'duty',
  passwordHash: 'scrypt$32768$8$1$c2FsdA==$aGFzaA==',
  roles: ['duty'],
  department: null,
  displayName: '值班员',
  disabled: false,
  demo: true,
  ...over,
})

/** History of one series: rows of `[atMs, min, max, avg, last, n]`. */
export const aColumn = (
  rows: readonly (readonly [number, number, number, number, number, number])[],
  over: Partial<BackfillColumn> = {},
): BackfillColumn => ({
  indicator: 'safety.canal.level',
  place: 'district',
  resolution: '1h',
  quality: 'simulated',
  computed: false,
  atMs: Float64Array.from(rows, (row) => row[0]),
  min: Float64Array.from(rows, (row) => row[1]),
  max: Float64Array.from(rows, (row) => row[2]),
  avg: Float64Array.from(rows, (row) => row[3]),
  last: Float64Array.from(rows, (row) => row[4]),
  n: Uint32Array.from(rows, (row) => row[5]),
  ...over,
})
