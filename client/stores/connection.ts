import { createStore } from 'zustand/vanilla'
import type { CityState } from '../../protocol/stream/events.ts'

/** The link to the server, as a union so that "lost but live" cannot be written down. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'refused'; readonly code: string }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly sinceMs: number }
  | { readonly state: 'replay'; readonly atMs: number; readonly speed: number }

export type ConnectionState = {
  readonly link: Link
  /** Server time minus local time, ms; add it to `Date.now()`. */
  readonly clockOffsetMs: number
  /** The state line's facts, from topic `city`. */
  readonly city: CityState | null
}

export const connectionStore = createStore<ConnectionState>(() => ({
  link: { state: 'connecting' },
  clockOffsetMs: 0,
  city: null,
}))

/** Server time now, epoch ms. */
export const serverNowMs = (): number => Date.now() + connectionStore.getState().clockOffsetMs

/** Sets the link's state. A replay is ended by whoever began it, not by the stream going on behind it. */
export function applyLink(link: Link): void {
  const before = connectionStore.getState().link
  if (before.state === 'replay' && (link.state === 'live' || link.state === 'lost')) return
  if (before.state === 'refused' && link.state === 'lost') return
  if (before.state === link.state && link.state !== 'refused') return
  connectionStore.setState({ link })
}

export const applyClockOffset = (clockOffsetMs: number): void => {
  if (connectionStore.getState().clockOffsetMs !== clockOffsetMs) {
    connectionStore.setState({ clockOffsetMs })
  }
}

export const applyCity = (city: CityState): void => connectionStore.setState({ city })
