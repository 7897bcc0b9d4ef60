import type { KeyboardEvent } from 'react'
import type { GroundMap } from './ground-map.ts'

const STEP_PX = 90
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
}
const ZOOMS: Readonly<Record<string, number>> = { '+': 1, '=': 1, '-': -1, _: -1 }

/** Arrows move the map and + - change its scale while the focus is in it; those keys are the queue's elsewhere. */
export function onMapKey(event: KeyboardEvent, map: GroundMap | null): void {
  if (map === null || event.ctrlKey || event.metaKey || event.altKey) return
  const pan = PANS[event.key]
  const zoom = ZOOMS[event.key]
  if (pan !== undefined) map.panBy(pan[0], pan[1])
  else if (zoom !== undefined) map.zoomBy(zoom)
  else return
  event.preventDefault()
  event.stopPropagation()
}
