import { createStore } from 'zustand/vanilla'
import type { PresenceState } from '../../../protocol/stream/events.ts'

/** Who has which order open, by order id, as the stream tells it. */
export const presenceStore = createStore<PresenceState>(() => ({ orders: {} }))
