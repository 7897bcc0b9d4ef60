import { createStore } from 'zustand/vanilla'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { NearbyAsset } from '../../protocol/emergency/nearby.ts'

export type EmergencyState = {
  /** Those that are on, the latest first; null: the server has not told yet. */
  readonly active: readonly Emergency[] | null
  /** Nearest first within a kind; null: not known (yet). */
  readonly nearby: readonly NearbyAsset[] | null
}

export const emergencyStore = createStore<EmergencyState>(() => ({ active: null, nearby: null }))

/** The only writer of what is on. */
export const applyEmergencies = (active: readonly Emergency[]): void =>
  emergencyStore.setState({ active })

/** The emergency that a wall shows: the latest of those it was given. */
export const ofWall = (
  { active }: Pick<EmergencyState, 'active'>,
  wall: string,
): Emergency | null => active?.find(({ walls }) => walls.includes(wall)) ?? null
