import { createStore } from 'zustand/vanilla'
import type { WallSight } from '../../protocol/wall/sight.ts'

export type WallShape = '16:9' | '21:9' | '32:9' | '48:9' | '9:16'

/** What the wall shows and how it is laid out. Written by the wall shell and the wall commands. */
export type SceneState = {
  readonly wall: string
  readonly scenario: string | null
  /** Town code the wings are filtered to; null = whole district. */
  readonly town: string | null
  readonly mode: 'normal' | 'emergency'
  readonly theme: 'night' | 'day'
  readonly language: 'zh' | 'en'
  /** The wall's size and reading distances; null while nobody told them. */
  readonly sight: WallSight | null
  /**
   * The wall's unit in CSS pixels: min(height / 1080, width / 1920), or more where text would be too small for those
   * who read it. Every length is a multiple of it.
   */
  readonly unitPx: number
  /** Size of scanned text (names of towns), in units. */
  readonly scanU: number
  readonly shape: WallShape
  /** Where the map should look; null = the district. */
  readonly focus: { readonly position: readonly [number, number]; readonly zoom: number } | null
  /** What the emergency on show is about, when its place is known: the map stands round it. */
  readonly incident: { readonly position: readonly [number, number]; readonly title: string } | null
  /** Server time of the act that last moved the camera, epoch ms: every screen of a wall times its flight by it. */
  readonly movedAtMs: number
  readonly tour: {
    readonly scenarios: readonly string[]
    readonly seconds: number
    /** Epoch ms (server time) of the next step; null while held by an alarm or a person. */
    readonly nextAtMs: number | null
    readonly heldBecause: string | null
  } | null
}

export const sceneStore = createStore<SceneState>(() => ({
  wall: 'main',
  scenario: null,
  town: null,
  mode: 'normal',
  theme: 'night',
  language: 'zh',
  sight: null,
  unitPx: 1,
  scanU: 23,
  shape: '16:9',
  focus: null,
  incident: null,
  movedAtMs: 0,
  tour: null,
}))
