import { useEffect, useState } from 'react'
import { sceneStore } from '../stores/scene.ts'
import { directorStore } from './director.ts'
import { layoutFor, parseBezel, type WallLayout } from './layout.ts'
import { ownPart, wallSize } from './wall-part.ts'

/** A browser that shows a part is laid out as the whole wall. */
const measure = (): WallLayout => {
  const screen = { width: window.innerWidth, height: window.innerHeight }
  const { width, height } = wallSize(ownPart(), screen)
  return layoutFor(width, height)
}

/** The wall's division, chosen on load and at every resize; the scene store knows its unit and shape. */
export function useLayout(): WallLayout {
  const [layout, setLayout] = useState(measure)
  useEffect(() => {
    const bezel = new URLSearchParams(window.location.search).get('bezel')
    directorStore.setState({ bezel: parseBezel(bezel) })
  }, [])
  useEffect(() => {
    const onResize = (): void => setLayout(measure())
    window.addEventListener('resize', onResize)
    return () => window.removeEventListener('resize', onResize)
  }, [])
  useEffect(() => {
    sceneStore.setState({ unitPx: layout.unitPx, shape: layout.shape })
    document.documentElement.style.setProperty('--u', `${layout.unitPx}px`)
  }, [layout])
  return layout
}
