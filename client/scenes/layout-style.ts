import type { CSSProperties } from 'react'
import { numberRowU, type WallLayout } from './layout.ts'

/** Width of a frame of the film strip: a name of ten characters and its margin. */
const FRAME_U = 200

/** How many frames of the film strip stand beside each other. */
export const framesIn = ({ centre }: WallLayout): number =>
  Math.max(1, Math.min(9, Math.floor((centre.to - centre.from) / FRAME_U)))

/** The division as lengths for the style sheets. */
export function sizesOf(layout: WallLayout): CSSProperties {
  const { type, parts, heightU } = layout
  const length = (units: number): string => `calc(var(--u) * ${Math.round(units * 10) / 10})`
  return {
    '--wing': length(layout.wingU),
    '--head': length(layout.headU),
    '--foot': length(layout.footU),
    '--ribbon': length(layout.ribbonU),
    '--number-row': length(numberRowU(type)),
    '--wing-top': length(parts[0]?.from ?? 0),
    '--wing-bottom': length(heightU - (parts.at(-1)?.to ?? heightU)),
    '--centre-from': length(layout.centre.from),
    '--centre-width': length(layout.centre.to - layout.centre.from),
    '--title-from': length(layout.title.from),
    '--title-width': length(layout.title.to - layout.title.from),
    '--side': length(layout.sideU),
    '--foot-side': length(layout.footSideU),
    '--corner-from': length(layout.corner?.from ?? 0),
    '--type-word': length(type.word),
    '--type-state': length(type.state),
    '--type-number': length(type.number),
    '--type-least-number': length(type.leastNumber),
    '--type-scan': length(type.scan),
    '--type-figure': length(type.figure),
  }
}
