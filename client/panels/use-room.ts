import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
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

/**
 * How many rows fewer than were thought to fit, where the browser has laid them out higher than that.
 *
 * @param key what the rows' height depends on; another one begins anew
 */
export function useTooMany(ref: RefObject<HTMLElement | null>, rows: number, key: string): number {
  const [less, setLess] = useState({ key, count: 0 })
  const count = less.key === key ? less.count : 0
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null || rows - count <= 1) return
    if (element.scrollHeight > element.clientHeight + 1) setLess({ key, count: count + 1 })
  }, [ref, rows, key, count])
  return count
}

/** Height of the line that says how many rows are left out. */
const MORE_UNITS = 24

/**
 * How many rows of a height fit, with room for the line about the others when some are left out.
 *
 * @param hidden rows already left out before
 * @returns all while nothing is measured, else at least one
 */
export function rowsThatFit(
  heightUnits: number,
  rowUnits: number,
  rows: number,
  hidden = 0,
): number {
  if (heightUnits <= 0) return rows
  if (hidden === 0 && rows * rowUnits <= heightUnits) return rows
  return Math.max(1, Math.min(rows, Math.floor((heightUnits - MORE_UNITS) / rowUnits)))
}
