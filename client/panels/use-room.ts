import { type RefObject, useEffect, useRef, useState } from 'react'
import { sceneStore } from '../stores/scene.ts'

/** Room of a box in design units, kept up to date; zero until it was measured. */
export type Room = { readonly width: number; readonly height: number }

/** Measures a box, so that a list shows only the rows that fit: nothing on the wall is cut through or scrolls. */
export function useRoom<T extends HTMLElement>(): readonly [RefObject<T | null>, Room] {
  const ref = useRef<T>(null)
  const [room, setRoom] = useState<Room>({ width: 0, height: 0 })
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = (): void => {
      const { unitPx } = sceneStore.getState()
      const width = Math.floor(element.clientWidth / unitPx)
      const height = Math.floor(element.clientHeight / unitPx)
      setRoom((before) =>
        before.width === width && before.height === height ? before : { width, height },
      )
    }
    measure()
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    const stop = sceneStore.subscribe((state, before) => {
      if (state.unitPx !== before.unitPx) measure()
    })
    return () => {
      sizes.disconnect()
      stop()
    }
  }, [])
  return [ref, room]
}

/** How many rows of a height fit; at least one, all while nothing is measured. */
export const rowsThatFit = (room: Room, rowUnits: number, most: number): number =>
  room.height === 0 ? most : Math.max(1, Math.min(most, Math.floor(room.height / rowUnits)))
