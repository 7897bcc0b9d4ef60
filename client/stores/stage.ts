import { createStore } from 'zustand/vanilla'
import type { StageState } from '../../protocol/stage/state.ts'

export type CityStageState = {
  /** The stage of the city as the server told it last; null: it has not told yet. */
  readonly stage: StageState | null
}

export const stageStore = createStore<CityStageState>(() => ({ stage: null }))

/** The only writer of the stage. */
export const applyStage = (stage: StageState | null): void => stageStore.setState({ stage })
