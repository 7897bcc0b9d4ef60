import { deskStore } from '../desk-store.ts'
import { boxText } from './box.ts'
import type { Box } from './clusters.ts'

/** The queue shows what lies in the box alone; null: wherever it lies. */
export function setBox(box: Box | null): void {
  const { box: _, ...filter } = deskStore.getState().filter
  deskStore.setState({ filter: box === null ? filter : { ...filter, box: boxText(box) } })
}
