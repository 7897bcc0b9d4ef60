import { createStore } from 'zustand/vanilla'

/** Whether the criteria of the city's stage are open. */
export const stageCardStore = createStore<{ readonly open: boolean }>(() => ({ open: false }))

export const openStageCard = (): void => stageCardStore.setState({ open: true })
export const closeStageCard = (): void => stageCardStore.setState({ open: false })
