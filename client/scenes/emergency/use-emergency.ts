import { useStore } from 'zustand'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { emergencyStore, ofWall } from '../../stores/emergencies.ts'
import { sceneStore } from '../../stores/scene.ts'

/** The emergency that this wall shows now; null: none, or it is in its normal mode. */
export function useWallEmergency(): Emergency | null {
  const wall = useStore(sceneStore, (state) => state.wall)
  const mode = useStore(sceneStore, (state) => state.mode)
  const emergency = useStore(emergencyStore, (state) => ofWall(state, wall))
  return mode === 'emergency' ? emergency : null
}
