import { createStore } from 'zustand/vanilla'
import type { OutItem } from './out-item.ts'

export type FieldState = {
  /** Whose orders are kept here; null: nobody's (not a handler, or the browser keeps nothing). */
  readonly user: string | null
  /** Server time up to which the kept orders are equal to the server's, epoch ms; null: never read. */
  readonly asOfMs: number | null
  /** Work that waits to be sent, in the order in which it was done. */
  readonly items: readonly OutItem[]
  /** What is being sent right now. */
  readonly sendingId: string | null
  /** When the next try is, local epoch ms; null: none is waited for. */
  readonly againAtMs: number | null
  /** `short`: little room is left on the device. `full`: something could not be kept. */
  readonly room: 'enough' | 'short' | 'full'
  /** Orders kept, of so many that are the unit's. */
  readonly kept: number
  readonly keptOf: number
  /** Another build is there to be loaded. */
  readonly newBuild: string | null
  /** The list of what waits is open; `leaving`: on the way to signing out. */
  readonly list: 'closed' | 'open' | 'leaving'
}

const START: FieldState = {
  user: null,
  asOfMs: null,
  items: [],
  sendingId: null,
  againAtMs: null,
  room: 'enough',
  kept: 0,
  keptOf: 0,
  newBuild: null,
  list: 'closed',
}

export const fieldStore = createStore<FieldState>(() => START)

/** Nothing of one person's work is left for the next; that there is a newer build stays true. */
export const resetField = (): void =>
  fieldStore.setState(({ newBuild }) => ({ ...START, newBuild }), true)

export const waitingFor = (orderId: string): readonly OutItem[] =>
  fieldStore.getState().items.filter((item) => item.orderId === orderId)
