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

/** What is on, whole, as the stream tells it; null: it is not known any more. */
export const applyEmergencies = (active: readonly Emergency[] | null): void =>
  emergencyStore.setState({ active })

/**
 * One emergency as an answer showed it. An older version than the one that is held changes nothing; neither does any while
 * it is not known what is on.
 */
export function applyEmergency(told: Emergency): void {
  emergencyStore.setState(({ active }) => {
    const held = active?.find(({ id }) => id === told.id)
    if (active === null || (held !== undefined && held.rev >= told.rev)) return { active }
    const others = active.filter(({ id }) => id !== told.id)
    const on = told.endedAt === null ? [...others, told] : others
    return { active: on.sort((a, b) => b.openedAt.localeCompare(a.openedAt)) }
  })
}

/** The emergency that a wall shows: the latest of those it was given. */
export const ofWall = (
  { active }: Pick<EmergencyState, 'active'>,
  wall: string,
): Emergency | null => active?.find(({ walls }) => walls.includes(wall)) ?? null
