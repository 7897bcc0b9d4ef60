import { type RefObject, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { patiently } from '../../app/patient-import.ts'
import { groundData } from '../../map/asset-store.ts'
import { probeWebgl } from '../../map/webgl.ts'
import { sceneStore } from '../../stores/scene.ts'
import type { GroundMap, GroundOptions } from './ground-map.ts'

export type GroundState = 'loading' | 'drawn' | 'none' | 'failed'

export type Ground = {
  readonly canvas: RefObject<HTMLDivElement | null>
  readonly map: GroundMap | null
  readonly state: GroundState
  /** Counts up whenever the map has moved: whoever draws over it draws anew. */
  readonly moved: number
  readonly retry: () => void
}

type Wanted = Pick<GroundOptions, 'center' | 'zoom'> & {
  readonly onRest?: () => void
  readonly onClick?: (at: readonly [number, number]) => void
}

/**
 * A map in a box of the page, loaded when it is first wanted. `none`: this browser draws no WebGL2; `failed`: it could not
 * be fetched. A lost context is made anew.
 */
export function useGround({ center, zoom, onRest, onClick }: Wanted): Ground {
  const canvas = useRef<HTMLDivElement>(null)
  const theme = useStore(sceneStore, (state) => state.theme)
  const [map, setMap] = useState<GroundMap | null>(null)
  const [state, setState] = useState<GroundState>('loading')
  const [moved, setMoved] = useState(0)
  const [run, setRun] = useState(0)
  const told = useRef({ onRest, onClick })
  told.current = { onRest, onClick }
  const begin = useRef({ center, zoom })

  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` asks for another try
  useEffect(() => {
    let isGone = false
    let made: GroundMap | null = null
    const start = async (): Promise<void> => {
      if (probeWebgl() === null) {
        setState('none')
        return
      }
      const [ground, geo] = await Promise.all([
        patiently(() => import('./ground-map.ts')),
        groundData(),
      ])
      if (isGone || canvas.current === null) return
      made = new ground.GroundMap({
        canvas: canvas.current,
        geo,
        theme: theme === 'day' ? 'day' : 'night',
        ...begin.current,
        onMove: () => setMoved((n) => n + 1),
        onRest: () => told.current.onRest?.(),
        onClick: (at) => told.current.onClick?.(at),
        onDrawn: () => setState('drawn'),
        onLost: () => setRun((n) => n + 1),
      })
      setMap(made)
    }
    setState('loading')
    start().catch(() => {
      if (!isGone) setState('failed')
    })
    return () => {
      isGone = true
      // Another theme or a lost context begins where one was.
      if (made !== null) begin.current = { center: made.center, zoom: made.zoom }
      made?.close()
      setMap(null)
    }
  }, [theme, run])

  return { canvas, map, state, moved, retry: () => setRun((n) => n + 1) }
}
