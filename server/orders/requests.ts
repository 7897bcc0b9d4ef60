import type { LateAct } from '../../protocol/order/act-time.ts'
import type { OrderAction } from '../../protocol/order/table.ts'

/** A new order as it is asked for. */
export type OrderReport = {
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly place?: string
  readonly position?: readonly [number, number]
  readonly address?: string
  readonly severity?: 1 | 2 | 3 | 4
  readonly reporter?: string
  readonly channel?: string
  readonly externalId?: string
  readonly alarmId?: string
  readonly simulated?: boolean
  /** When it happened; left out: now. */
  readonly atMs?: number
}

/** An act on an order as it is asked for. */
export type OrderAct = {
  readonly action: OrderAction
  /** The `rev` the actor was looking at. */
  readonly rev: number
  /** The same id again is answered as the first time and done once. */
  readonly actionId: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly atMs?: number
  /** Left out: it is done now. */
  readonly late?: LateAct
}
