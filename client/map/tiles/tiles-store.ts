import { createStore } from 'zustand/vanilla'
import type { TileVerdict } from './tile-health.ts'

/** What is said of the site's own tiles under the map. */
export type TilesSeen = {
  /** `none`: the deployment has no tiles of its own. */
  readonly state: TileVerdict | 'none'
  readonly credit: string | null
}

export const tilesStore = createStore<TilesSeen>(() => ({ state: 'none', credit: null }))
