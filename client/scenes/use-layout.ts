import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { defaultSight } from '../../protocol/wall/sight.ts'
import { sceneStore } from '../stores/scene.ts'
import { directorStore } from './director.ts'
import { layoutFor, type WallLayout } from './layout.ts'
import { parseBezel } from './seams.ts'
import { ownPart, wallSize } from './wall-part.ts'

/** A browser that shows a part is laid out as the whole wall. */
const measure = (): { readonly width: number; readonly height: number } =>
  wallSize(ownPart(), { width: window.innerWidth, height: window.innerHeight })

const ownBezel = (): ReturnType<typeof parseBezel> =>
  parseBezel(new URLSearchParams(window.location.search).get('bezel'))

/**
 * The wall's division, chosen on load and at every resize; the scene store knows its unit and shape.
 *
 * @param numbers headline numbers of the scenario
 * @param band whether it wants them in a band
 */
export function useLayout(numbers: number, band: boolean): WallLayout {
  const [size, setSize] = useState(measure)
  const sight = useStore(sceneStore, (state) => state.sight)
  const [bezel] = useState(ownBezel)
  useEffect(() => directorStore.setState({ bezel }), [bezel])
  useEffect(() => {
    const onResize = (): void => setSize(measure())
    window.addEventListener('resize', onResize)
    return () => window.removeEventListener('resize', onResize)
  }, [])
  const { width, height } = size
  const layout = useMemo(
    () =>
      layoutFor(width, height, sight ?? defaultSight(width / Math.max(1, height)), {
        bezel,
        numbers,
        band,
      }),
    [width, height, sight, bezel, numbers, band],
  )
  const { unitPx, shape, type } = layout
  useEffect(() => {
    sceneStore.setState({ unitPx, shape, scanU: type.scan })
    document.documentElement.style.setProperty('--u', `${unitPx}px`)
  }, [unitPx, shape, type.scan])
  return layout
}
