import type { EChartsCoreOption } from 'echarts/core'
import type { Level } from '../../protocol/indicator/definition.ts'
import { formatNumber, NO_VALUE, type UnitScale } from '../ui/format.ts'
import { LEVEL_WORDS } from '../ui/level-words.ts'
import { DENSE_FONT, DISPLAY_FONT, TEXT_FONT, type Theme } from '../ui/theme.ts'

/** How a chart is drawn: colours, the unit every length is a multiple of, and the room there is, in CSS pixels. */
export type Look = {
  readonly theme: Theme
  readonly unitPx: number
  readonly widthPx: number
  readonly heightPx: number
  readonly language: 'zh' | 'en'
}

export type ChartOption = EChartsCoreOption

/** Size of the text on a chart at 1080 units; nothing on a canvas is smaller. */
export const AXIS = 16

export const px = (look: Look, units: number): number => Math.round(units * look.unitPx * 10) / 10

/** Rough width of a text, in units of its size: a Chinese character is as wide as high, a digit about half. */
export const textWidth = (text: string): number =>
  [...text].reduce((width, sign) => width + (sign.charCodeAt(0) > 0x2e7f ? 1 : 0.56), 0)

/** A text cut to `units` of width with an ellipsis. */
export function cutText(text: string, units: number): string {
  if (textWidth(text) <= units) return text
  let cut = ''
  for (const sign of text) {
    if (textWidth(cut + sign) > units - 1) break
    cut += sign
  }
  return `${cut}…`
}

export const axisText = (look: Look) => ({
  color: look.theme.inkQuiet,
  fontSize: px(look, AXIS),
  fontFamily: DENSE_FONT,
})

export const nameText = (look: Look) => ({
  color: look.theme.inkSecond,
  fontSize: px(look, AXIS),
  fontFamily: TEXT_FONT,
})

export const displayText = (look: Look, units: number) => ({
  color: look.theme.ink,
  fontSize: px(look, units),
  fontFamily: DISPLAY_FONT,
})

/** Axis numbers: as few decimals as the ticks need. */
export function formatTick(value: number, scale: UnitScale): string {
  const shown = value / scale.divisor
  if (!Number.isFinite(shown)) return NO_VALUE
  const decimals = [0, 1, 2, 3].find(
    (n) => Math.abs(shown - Number(shown.toFixed(n))) < Math.abs(shown) * 1e-9 + 1e-12,
  )
  return formatNumber(shown, decimals ?? scale.precision)
}

/** Colours of series; a level is never among them. The first is the calmest, close to ink. */
export const seriesColor = (look: Look, index: number): string =>
  look.theme.series[index % look.theme.series.length] ?? look.theme.ink

/** A colour of the ramp at a share 0..1. */
export function rampColor(theme: Theme, share: number): string {
  const { ramp } = theme
  const at = Math.min(ramp.length - 1, Math.max(0, Math.round(share * (ramp.length - 1))))
  return ramp[at] ?? theme.inkQuiet
}

export const levelWord = (look: Look, level: Level): string => LEVEL_WORDS[level][look.language]

const channels = (color: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) || 0)

/** Relative luminance of `#rrggbb` (WCAG 2.2), 0..1. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = channels(color).map((byte) => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours `#rrggbb` (WCAG 2.2), 1..21. */
export function contrastOf(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** Least contrast of a text (WCAG 2.2, AA). */
const READS = 4.5

/** Ink that reads on an area of some colour: the theme's own or its ground; on a middle tone white or black. */
export function inkOn(color: string, { ink, ground }: Theme): string {
  const better = (a: string, b: string): string =>
    contrastOf(a, color) >= contrastOf(b, color) ? a : b
  const own = better(ink, ground)
  return contrastOf(own, color) >= READS ? own : better('#ffffff', '#000000')
}

/** The ramp's colour at a share of 0..1 as a heat map paints it, between its steps. */
export function rampBetween({ ramp }: Theme, share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1)
  const from = channels(ramp[Math.floor(at)] ?? '')
  const to = channels(ramp[Math.ceil(at)] ?? '')
  const parts = from.map((part, i) => Math.round(part + ((to[i] ?? part) - part) * (at % 1)))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** A theme colour (`#rrggbb`) with an opacity, for canvas. */
export function faded(color: string, opacity: number): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  if (match === null) return color
  const part = (i: number): number => Number.parseInt(match[i] ?? '0', 16)
  return `rgba(${part(1)},${part(2)},${part(3)},${opacity})`
}

/** Everything the options share: no animation on live data, no default colours. */
export const BASE: ChartOption = { animation: false, backgroundColor: 'transparent' }
