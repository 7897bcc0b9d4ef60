import { createStore } from 'zustand/vanilla'

/** Which number's origin (溯源) is open. */
export type ProvenanceState = {
  readonly open: { readonly indicator: string; readonly place: string } | null
}

export const provenanceStore = createStore<ProvenanceState>(() => ({ open: null }))

/** Shows where a number comes from; replaces a card that is already open. */
export const openProvenance = (indicator: string, place: string): void =>
  provenanceStore.setState({ open: { indicator, place } })

export const closeProvenance = (): void => provenanceStore.setState({ open: null })
