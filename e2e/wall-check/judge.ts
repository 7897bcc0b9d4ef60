import {
  arcMinutes,
  distanceM,
  LEAST_MINUTES,
  PREFERRED_MINUTES,
  type WallSight,
  type Zone,
} from '../../protocol/wall/sight.ts'
import type { Box, PageFacts, PixelFacts, TextFact } from './facts.ts'
import type { Shape } from './shapes.ts'

/** What falls short, and by how much: 1 is just short, more is worse. */
export type Fault = {
  readonly kind:
    | 'small'
    | 'contrast'
    | 'clipped'
    | 'cut'
    | 'outside'
    | 'seam'
    | 'overlap'
    | 'overflow'
    | 'color'
    | 'canvas'
  readonly what: string
  readonly badness: number
  readonly box: Box | null
}

export type Verdict = {
  readonly faults: readonly Fault[]
  /** Smallest angle of a text by zone, arc-minutes; null: none of that zone. */
  readonly minutes: Readonly<Record<Zone, number | null>>
  /** Smallest angle of the state line and of the headline numbers from the scanning distance, arc-minutes. */
  readonly stateMinutes: number | null
  readonly numberMinutes: number | null
  readonly contrast: number | null
  readonly texts: number
  readonly saturated: number
}

const LEAST_CONTRAST = 4.5
const HEADLINE_CONTRAST = 7
/** Most of a wall that may be saturated, a quantity on the map included. */
export const MOST_SATURATED = 0.3
/** Rounding of sizes to a tenth of a pixel is no fault. */
const GRACE = 0.15

const minutesOf = (px: number, fromM: number, { sight, height }: Shape): number =>
  arcMinutes((px * sight.heightMm) / height, fromM)

const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values)

/** Judges one picture by the rules of the wall (ACCEPTANCE C1 to C5, C24, C25). Pure. */
export function judge(page: PageFacts, pixels: PixelFacts, shape: Shape): Verdict {
  const faults: Fault[] = []
  const sight: WallSight = shape.sight
  const byZone: Record<Zone, number[]> = { glance: [], scan: [], read: [] }
  const contrasts: number[] = []
  const add = (kind: Fault['kind'], text: TextFact, detail: string, badness: number): void => {
    const what = `${text.where}: “${text.text.slice(0, 40)}” ${detail}`
    faults.push({ kind, what, badness, box: text.box })
  }
  page.texts.forEach((text, at) => {
    const minutes = minutesOf(text.signPx, distanceM(sight, text.zone), shape)
    byZone[text.zone].push(minutes)
    if (minutes < LEAST_MINUTES - GRACE) {
      add('small', text, `${minutes.toFixed(1)}′ (${text.zone})`, LEAST_MINUTES / minutes)
    }
    if (text.headline || text.state) {
      const scanned = minutesOf(text.signPx, sight.scanM, shape)
      if (scanned < PREFERRED_MINUTES - GRACE) {
        add('small', text, `${scanned.toFixed(1)}′ (22′ wanted)`, PREFERRED_MINUTES / scanned)
      }
    }
    const contrast = pixels.contrast[at] ?? null
    if (contrast !== null) {
      contrasts.push(contrast)
      const wanted = text.headline && isInk(text.color) ? HEADLINE_CONTRAST : LEAST_CONTRAST
      if (contrast < wanted) add('contrast', text, `${contrast.toFixed(1)} : 1`, wanted / contrast)
    }
    if (text.clipped) add('clipped', text, 'clipped', 3)
    if (text.cut) add('cut', text, 'cut with no full form in reach', 1.5)
    if (isOutside(text.box, shape)) add('outside', text, 'outside of the wall', 3)
    if (crossesSeam(text.box, shape)) add('seam', text, 'on a seam', 2)
  })
  for (const [a, b, share] of overlaps(page.texts)) {
    add('overlap', a, `over “${b.text.slice(0, 30)}” of ${b.where}`, 1 + share)
  }
  const say = (kind: Fault['kind'], what: string, badness: number): void =>
    void faults.push({ kind, what, badness, box: null })
  for (const panel of page.overflowing) say('overflow', `${panel} overflows`, 2)
  for (const what of page.colorAlone) say('color', `level colour alone: ${what}`, 2)
  if (pixels.saturated > MOST_SATURATED) {
    say(
      'color',
      `${(pixels.saturated * 100).toFixed(0)} % saturated`,
      pixels.saturated / MOST_SATURATED,
    )
  }
  if (!page.anyLevel && pixels.alarmPixels > 0) {
    say('color', `${pixels.alarmPixels} pixels in a level's colour without a level`, 2)
  }
  if (page.canvas !== null && page.canvas.css !== page.canvas.backing) {
    say('canvas', `the map is ${page.canvas.css} and drawn at ${page.canvas.backing}`, 2)
  }
  const zone = (name: Zone): number | null => least(byZone[name])
  const angles = (wanted: (text: TextFact) => boolean): number | null =>
    least(page.texts.filter(wanted).map((text) => minutesOf(text.signPx, sight.scanM, shape)))
  return {
    faults: faults.sort((a, b) => b.badness - a.badness),
    minutes: { glance: zone('glance'), scan: zone('scan'), read: zone('read') },
    stateMinutes: angles((text) => text.state),
    numberMinutes: angles((text) => text.headline),
    contrast: least(contrasts),
    texts: page.texts.length,
    saturated: pixels.saturated,
  }
}

/** Whether a colour is close to grey: a level's own colour has its own, lower bar. */
function isInk(color: string): boolean {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return Math.max(r, g, b) - Math.min(r, g, b) < 60
}

const isOutside = ({ left, top, width, height }: Box, shape: Shape): boolean =>
  left < -2 || top < -2 || left + width > shape.width + 2 || top + height > shape.height + 2

const SEAM_CLEAR_PX = 8

function crossesSeam({ left, top, width, height }: Box, shape: Shape): boolean {
  const { cols, rows, px } = shape.bezel
  const clear = px / 2 + SEAM_CLEAR_PX
  const meets = (from: number, length: number, side: number, count: number): boolean =>
    Array.from({ length: count - 1 }, (_, i) => (side * (i + 1)) / count).some(
      (seam) => from < seam + clear && from + length > seam - clear,
    )
  return meets(left, width, shape.width, cols) || meets(top, height, shape.height, rows)
}

/** Texts that stand on each other by more than a hair, with the share of the smaller that is covered. */
function overlaps(texts: readonly TextFact[]): readonly (readonly [TextFact, TextFact, number])[] {
  const found: [TextFact, TextFact, number][] = []
  const shrunk = texts.map((text) => {
    const { left, top, width, height } = text.box
    // Signs are lower than their line.
    const spare = Math.max(0, height - text.signPx) / 2
    return { text, left, right: left + width, top: top + spare, bottom: top + height - spare }
  })
  shrunk.forEach((a, i) => {
    for (const b of shrunk.slice(i + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      if (across < 3 || down < 3) continue
      const area = (box: typeof a): number => (box.right - box.left) * (box.bottom - box.top)
      const share = (across * down) / Math.max(1, Math.min(area(a), area(b)))
      if (share > 0.08) found.push([a.text, b.text, share])
    }
  })
  return found
}
