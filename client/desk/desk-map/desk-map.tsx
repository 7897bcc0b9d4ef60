import type { ReactElement } from 'react'

/** The queue's orders on the map, clustered. */
export function DeskMap(): ReactElement | null {
  return null
}
