import type { DrawnText } from '../../client/ui/drawn-text.ts'
import type { Zone } from '../../protocol/wall/sight.ts'

/** A box in CSS pixels of the window. */
export type Box = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** One line of text as it stands on the wall. */
export type TextFact = {
  readonly text: string
  readonly on: 'page' | 'chart' | 'map'
  /** What it belongs to: the panel's title, or the class of the element. */
  readonly where: string
  readonly zone: Zone
  readonly box: Box
  readonly sizePx: number
  /** Height of its lowest kind of sign (figures, capitals or Chinese), CSS pixels. */
  readonly signPx: number
  /** `rgb(…)`, `rgba(…)` or `#rrggbb`. */
  readonly color: string
  readonly halo?: NonNullable<DrawnText['halo']>
  /** Opacity of everything it stands in, 0..1. */
  readonly opacity: number
  /** Cut off by a box around it without a sign that it goes on. */
  readonly clipped: boolean
  /** Cut with an ellipsis and no full form in reach. */
  readonly cut: boolean
  /** A headline number. */
  readonly headline: boolean
  /** The city's state line: its word and its sentence. */
  readonly state: boolean
}

/** What a scenario's picture was found to hold at one shape. */
export type PageFacts = {
  readonly texts: readonly TextFact[]
  /** Panels that are wider or higher inside than outside. */
  readonly overflowing: readonly string[]
  /** Uses of a warning level's colour without its shape or word beside it. */
  readonly colorAlone: readonly string[]
  readonly canvas: { readonly css: string; readonly backing: string } | null
  readonly anyLevel: boolean
}

/** What the pixels say, measured on a picture without the page's own text. */
export type PixelFacts = {
  /** By text, its contrast against what lies behind it, 1..21; null: outside of the picture. */
  readonly contrast: readonly (number | null)[]
  /** Share of the wall's pixels that are saturated (HSV S > 0.5, V > 0.25), 0..1. */
  readonly saturated: number
  /** Pixels within ΔE00 10 of a red, orange or yellow level. */
  readonly alarmPixels: number
}
