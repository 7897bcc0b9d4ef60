import type { OrderDue, OrderTiming } from './clocks.ts'
import type { FlagName } from './flags.ts'
import type { OrderOverlays } from './overlays.ts'
import type { OrderState } from './states.ts'

export { ORDER_STATES, type OrderState } from './states.ts'

/** A work order as it stands: a fold over its events. */
export type Order = {
  readonly id: string
  readonly rev: number
  readonly type: string
  readonly title: string
  readonly description: string
  readonly state: OrderState
  readonly place: string
  readonly town: string | null
  /** WGS 84 `[lon, lat]`. */
  readonly position: readonly [number, number] | null
  readonly address: string
  readonly severity: 1 | 2 | 3 | 4
  /** Lead department's code. */
  readonly department: string
  readonly channel: string
  readonly externalId: string | null
  readonly alarmId: string | null
  readonly simulated: boolean
  readonly createdAt: string
  readonly changedAt: string
  /** What lies over the state (return, extension, supervision …); left out: nothing. */
  readonly overlays?: OrderOverlays
  /** When the present state was entered; left out by older records: when it last changed. */
  readonly since?: string
  /** The deadline of the present state; null: none runs. Left out by older records. */
  readonly due?: OrderDue | null
  readonly timing?: OrderTiming
  /** Handling time (T7) of its own kind, net of suspensions and refunds, ms; null until it was reported back. */
  readonly handledMs?: number | null
  /** When the own clock of each helping department fell due and when it stopped; left out: nobody helps. */
  readonly helping?: readonly HelpTiming[]
  /** What looks like a figure that was helped along, each once; left out: nothing. */
  readonly flagged?: readonly FlagName[]
}

/** The clock of a department that helps (child T7). */
export type HelpTiming = {
  readonly department: string
  readonly dueAt: string
  readonly stoppedAt: string | null
}

/** One act on an order, with the order as it stands afterwards. Append-only. */
export type OrderEvent = {
  readonly orderId: string
  readonly rev: number
  readonly action: string
  readonly actor: string
  /** When it was done, and when it was written down. */
  readonly at: string
  readonly recordedAt: string
  readonly args: Readonly<Record<string, unknown>>
  readonly order: Order
  /** To a department's stream only: the order was handed to another one; `order` is as the department last saw it. */
  readonly gone?: true
}
