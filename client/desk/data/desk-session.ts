import type { OrderEvent } from '../../../protocol/order/order.ts'
import { loadCatalog, loadPlaces } from '../../data/catalog.ts'
import { createWireSocket } from '../../socket/wire-socket.ts'
import { applyEmergencies } from '../../stores/emergencies.ts'
import { applyStage } from '../../stores/stage.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { alarmStore } from './alarm-store.ts'
import { DeskLive } from './live.ts'
import { presenceStore } from './presence-store.ts'
import { notesKey, orderKey, queryClient } from './query.ts'
import { clearQueue } from './queue-store.ts'

export type OrderListener = (event: OrderEvent, isNew: boolean) => void

const listeners = new Set<OrderListener>()

/** Hears of every order event that the stream brings. @returns the end of it */
export function onOrderEvent(listener: OrderListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const noteListeners = new Set<(orderId: string) => void>()

/** Hears of every comment and file. @returns the end of it */
export function onOrderNote(listener: (orderId: string) => void): () => void {
  noteListeners.add(listener)
  return () => noteListeners.delete(listener)
}

const CATALOG_AGAIN_MS = 5_000

/**
 * Everything live that one person's desk needs, from signing in to signing out.
 *
 * @returns its end; nothing of what this person saw is left behind
 */
export function startDesk(): () => void {
  let ended = false
  let timer: ReturnType<typeof setTimeout> | null = null
  const names = (): void => {
    Promise.all([loadCatalog(), loadPlaces()]).catch((problem: unknown) => {
      console.warn('the catalog cannot be read', problem)
      if (!ended) timer = setTimeout(names, CATALOG_AGAIN_MS)
    })
  }
  names()
  const live = new DeskLive({
    socket: createWireSocket({}),
    onOrder(event, isNew) {
      for (const key of [orderKey(event.orderId), notesKey(event.orderId)]) ask(key)
      for (const listener of listeners) listener(event, isNew)
    },
    onNote(orderId) {
      for (const key of [notesKey(orderId), orderKey(orderId)]) ask(key)
      for (const listener of noteListeners) listener(orderId)
    },
    onMissed: () => void queryClient.invalidateQueries(),
    onCatalog: names,
    openId: () => deskStore.getState().openId,
  })
  const stopPresence = deskStore.subscribe((state, before) => {
    if (state.openId !== before.openId) live.tellPresence()
  })
  return () => {
    ended = true
    if (timer !== null) clearTimeout(timer)
    stopPresence()
    live.close()
    queryClient.clear()
    clearQueue()
    resetDesk()
    alarmStore.setState({ alarms: null })
    applyStage(null)
    applyEmergencies(null)
    presenceStore.setState({ orders: {} })
  }
}

/** Asks anew for what somebody has asked for before; the rest is asked for when it is looked at. */
function ask(key: readonly string[]): void {
  if (queryClient.getQueryState(key) !== undefined) {
    void queryClient.invalidateQueries({ queryKey: key })
  }
}
