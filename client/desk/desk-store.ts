import { createStore } from 'zustand/vanilla'
import type { OrderState } from '../../protocol/order/states.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import type { QueueSort } from './data/row-order.ts'

export const DESK_VIEWS = ['orders', 'alarms', 'walls', 'duty', 'emergency'] as const
export type DeskView = (typeof DESK_VIEWS)[number]

/** What a new order starts from: a blank form, a standing alarm, or a point on the map. */
export type IntakeStart = {
  readonly alarmId?: string
  readonly position?: readonly [number, number]
}

/** What the opening of an emergency starts from: nothing, a plan that was offered, or an order. */
export type EmergencyStart = { readonly plan?: string; readonly orderId?: string }

/** An act in a running emergency that needs more than a press. */
export type EmergencyForm =
  | { readonly act: 'tick' | 'untick'; readonly step: string }
  | { readonly act: 'force'; readonly force: string }
  | { readonly act: 'add-force' | 'move' | 'plan' | 'end' }

/** The one dialog that is open. */
export type DeskDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'new-order'; readonly start: IntakeStart }
  | { readonly kind: 'import' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'log' }
  | { readonly kind: 'open-emergency'; readonly start: EmergencyStart }
  | { readonly kind: 'emergency-act'; readonly id: string; readonly form: EmergencyForm }
  /** One act on all orders that are ticked in the queue. */
  | { readonly kind: 'batch' }
  /** The form of an act on the open order. */
  | {
      readonly kind: 'act'
      readonly action: OrderAction
      /** Arguments that stand in the form from the beginning, by name; the officer may change them. */
      readonly preset?: Readonly<Record<string, unknown>>
    }

/** What the queue shows; a field left out asks for nothing. */
export type QueueFilter = {
  readonly q?: string
  readonly state?: 'open' | 'all' | OrderState
  readonly type?: string
  readonly department?: string
  readonly town?: string
  readonly overdue?: boolean
  /** WGS 84 `west,south,east,north`: only what lies there. */
  readonly box?: string
  /** Only orders that wait for an act of the reader's own office. */
  readonly mine?: boolean
}

export type DeskState = {
  readonly view: DeskView
  readonly filter: QueueFilter
  readonly sort: QueueSort
  /** The row under the cursor of the queue. */
  readonly selectedId: string | null
  /** Rows ticked for one act on all of them. */
  readonly tickedIds: ReadonlySet<string>
  /** The order shown in the centre; it can lie outside the queue (found, linked from an alarm). */
  readonly openId: string | null
  /** The emergency that is looked at, running or ended; `past`: the list of ended ones; null: what is on now. */
  readonly emergency: string | null
  readonly dialog: DeskDialog
  /** The queue stands on the map, too, while no order is open. */
  readonly isMapShown: boolean
}

const START: DeskState = {
  view: 'orders',
  filter: { state: 'open' },
  sort: 'due',
  selectedId: null,
  tickedIds: new Set(),
  openId: null,
  emergency: null,
  dialog: { kind: 'none' },
  isMapShown: false,
}

/** Where the officer is on the desk. Nothing of it is kept by the server but the open order (presence). */
export const deskStore = createStore<DeskState>(() => START)

export const showView = (view: DeskView): void => deskStore.setState({ view })

/** Opens an order in the centre, from whichever view. */
export const openOrder = (id: string): void =>
  deskStore.setState({ view: 'orders', openId: id, selectedId: id, dialog: { kind: 'none' } })

/** Stands for the list of ended emergencies in the place of one's id. */
export const PAST = 'past'

/** To an emergency, from whichever view; null: to what is on now. */
export const showEmergency = (emergency: string | null): void =>
  deskStore.setState({ view: 'emergency', emergency, dialog: { kind: 'none' } })

/** Back to the queue; the cursor stays where it was. */
export const leaveOrder = (): void => deskStore.setState({ openId: null })

export const showDialog = (dialog: DeskDialog): void => deskStore.setState({ dialog })
export const closeDialog = (): void => deskStore.setState({ dialog: { kind: 'none' } })

/** The desk as somebody finds it who just sat down. */
export const resetDesk = (): void => deskStore.setState(START, true)
