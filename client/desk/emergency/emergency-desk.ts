import { createStore } from 'zustand/vanilla'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { FORCE_STATES, type ForceState } from '../../../protocol/emergency/plan.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import { deskStore, PAST } from '../desk-store.ts'

/** Reports that are being written, by emergency: they outlive a look at another view. */
export const draftStore = createStore<{ readonly reports: ReadonlyMap<string, string> }>(() => ({
  reports: new Map(),
}))

export const draftReport = (id: string, text: string): void =>
  draftStore.setState(({ reports }) => ({ reports: new Map(reports).set(id, text) }))

/** What is on as one turns to it: what is real before exercises, each the latest first. */
export const ranked = (active: readonly Emergency[]): readonly Emergency[] => [
  ...active.filter(({ drill }) => !drill),
  ...active.filter(({ drill }) => drill),
]

/** The running emergency that the view shows; null: it shows something else. */
export function shownEmergency(
  chosen: string | null = deskStore.getState().emergency,
  active: readonly Emergency[] | null = emergencyStore.getState().active,
): Emergency | null {
  if (active === null || chosen === PAST) return null
  return chosen === null
    ? (ranked(active)[0] ?? null)
    : (active.find(({ id }) => id === chosen) ?? null)
}

/** Where a force goes next; null: it has left. */
export const nextState = (state: ForceState): ForceState | null =>
  FORCE_STATES[FORCE_STATES.indexOf(state) + 1] ?? null

/** What of an emergency is past its time at a moment (server time). */
export type Late = { readonly steps: number; readonly report: boolean }

export function lateIn({ steps, nextReportAt }: Emergency, nowMs: number): Late {
  const isPast = (at: string): boolean => Date.parse(at) <= nowMs
  return {
    steps: steps.filter(({ done, dueAt }) => done === null && isPast(dueAt)).length,
    report: isPast(nextReportAt),
  }
}
