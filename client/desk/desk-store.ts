import { createStore } from 'zustand/vanilla'
import type { OrderState } from '../../protocol/order/states.ts'
import type { OrderAction } from '../../protocol/order/table.ts'

export const DESK_VIEWS = ['orders', 'alarms', 'walls', 'duty'] as const
export type DeskView = (typeof DESK_VIEWS)[number]

/** What a new order starts from: a blank form, a standing alarm, or a point on the map. */
export type IntakeStart = {
  readonly alarmId?: string
  readonly position?: readonly [number, number]
}

/** The one dialog that is open. */
export type DeskDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'new-order'; readonly start: IntakeStart }
  | { readonly kind: 'import' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'log' }
  /** The form of an act on the open order. */
  | { readonly kind: 'act'; readonly action: OrderAction }

/** What the queue shows; a field left out asks for nothing. */
export type QueueFilter = {
  readonly q?: string
  readonly state?: 'open' | 'all' | OrderState
  readonly type?: string
  readonly department?: string
  readonly town?: string
  readonly overdue?: boolean
}

export type DeskState = {
  readonly view: DeskView
  readonly filter: QueueFilter
  /** The row under the cursor of the queue. */
  readonly selectedId: string | null
  /** The order shown in the centre; it can lie outside the queue (found, linked from an alarm). */
  readonly openId: string | null
  readonly dialog: DeskDialog
}

/** Where the officer is on the desk. Nothing of it is kept by the server but the open order (presence). */
export const deskStore = createStore<DeskState>(() => ({
  view: 'orders',
  filter: { state: 'open' },
  selectedId: null,
  openId: null,
  dialog: { kind: 'none' },
}))

export const showView = (view: DeskView): void => deskStore.setState({ view })

/** Opens an order in the centre, from whichever view. */
export const openOrder = (id: string): void =>
  deskStore.setState({ view: 'orders', openId: id, selectedId: id, dialog: { kind: 'none' } })

export const showDialog = (dialog: DeskDialog): void => deskStore.setState({ dialog })
export const closeDialog = (): void => deskStore.setState({ dialog: { kind: 'none' } })
