import { createStore } from 'zustand/vanilla'

/** How the wall's map is: coming, drawn, drawn without a graphics card, its context lost, or no WebGL2 at all. */
export type StageHealth = {
  readonly map: 'starting' | 'drawn' | 'reduced' | 'lost' | 'none'
  /** Local time at which the context was lost, epoch ms; null while nothing is being restored. */
  readonly lostAtMs: number | null
}

export const stageHealth = createStore<StageHealth>(() => ({ map: 'starting', lostAtMs: null }))

export const stageLost = (nowMs: number): void =>
  stageHealth.setState(({ lostAtMs }) => ({ map: 'lost', lostAtMs: lostAtMs ?? nowMs }))

export const stageDrawn = (reduced: boolean): void =>
  stageHealth.setState({ map: reduced ? 'reduced' : 'drawn', lostAtMs: null })

/** How long to wait before a new context is asked for: at once the first time, then ever longer. */
export const restartWaitMs = (attempt: number): number =>
  attempt === 0 ? 50 : Math.min(10_000, 500 * 2 ** (attempt - 1))
