import { createStore } from 'zustand/vanilla'
import { healed } from './heals.ts'

/** Parts of the page whose script failed and that have not come back, with the local time of it, epoch ms. */
export const faultStore = createStore<{ readonly broken: ReadonlyMap<string, number> }>(() => ({
  broken: new Map(),
}))

export function partFailed(name: string, nowMs: number): void {
  const { broken } = faultStore.getState()
  if (!broken.has(name)) faultStore.setState({ broken: new Map(broken).set(name, nowMs) })
}

/** The part is drawn again. @param isHealed false when it was only taken away, e.g. for another scenario */
export function partBack(name: string, nowMs: number, isHealed: boolean): void {
  const { broken } = faultStore.getState()
  const sinceMs = broken.get(name)
  if (sinceMs === undefined) return
  const rest = new Map(broken)
  rest.delete(name)
  faultStore.setState({ broken: rest })
  if (isHealed) healed('part', sinceMs, nowMs, name)
}
