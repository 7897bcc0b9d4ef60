import type { Zone } from '../../protocol/wall/sight.ts'

/** A text that is drawn on a canvas, where no style sheet knows of it. Lengths in CSS pixels of the window. */
export type DrawnText = {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly sizePx: number
  readonly family: string
  /** As the canvas takes it: `#rrggbb` or `rgba(…)`. */
  readonly color: string
  /** What is drawn around its signs, so that it reads on any ground; left out: nothing. */
  readonly halo?: { readonly color: string; readonly widthPx: number }
  readonly zone: Zone
  readonly on: 'chart' | 'map'
}

type Source = () => readonly DrawnText[]

const sources = new Set<Source>()

/**
 * Tells of the texts on a canvas when they are asked for; whoever measures the wall asks by `window.nzhDrawnTexts()`.
 *
 * @returns a function that ends it
 */
export function tellDrawnTexts(source: Source): () => void {
  sources.add(source)
  return () => void sources.delete(source)
}

export const drawnTexts = (): readonly DrawnText[] => [...sources].flatMap((source) => source())

declare global {
  interface Window {
    nzhDrawnTexts?: () => readonly DrawnText[]
  }
}

if (typeof window !== 'undefined') window.nzhDrawnTexts = drawnTexts
