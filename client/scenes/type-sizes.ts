import {
  CHINESE_EM,
  distanceM,
  FIGURE_EM,
  heightMmAt,
  LEAST_MINUTES,
  PREFERRED_MINUTES,
  type WallSight,
  type Zone,
} from '../../protocol/wall/sight.ts'

/** Sizes of the wall's type, in units. What is only read (`read`) is at least 16 of them everywhere. */
export type WallType = {
  /** The city's one word: told from the back row. */
  readonly word: number
  /** The sentence beside it. */
  readonly state: number
  readonly number: number
  /** The least of a headline number that is long. */
  readonly leastNumber: number
  /** Chinese text that is scanned: categories, titles, names of numbers and towns. */
  readonly scan: number
  /** Figures that are scanned: how a headline number moved. */
  readonly figure: number
}

/** The smallest text of the design; the unit itself grows until it can be read. */
const SMALLEST = 16
/** No text is lower than this on any screen, CSS pixels: what a small window shows is still read from a chair. */
const LEAST_TEXT_PX = 12

/** The design's sizes (DESIGN §4), which legible ones replace only where they are larger. */
const DESIGN: Omit<WallType, 'leastNumber'> = {
  word: 60,
  state: 31,
  number: 64,
  scan: 23,
  figure: 28,
}

/** Height of a picture's pixel on the wall, mm: the height of text follows the height of the wall. */
const pixelMm = (sight: WallSight, heightPx: number): number =>
  sight.heightMm / Math.max(1, heightPx)

/** Size of type, CSS pixels, whose signs take up `minutes` from a zone's farthest seat. */
const sizePx = (
  sight: WallSight,
  heightPx: number,
  zone: Zone,
  minutes: number,
  signEm: number,
): number => heightMmAt(minutes, distanceM(sight, zone)) / signEm / pixelMm(sight, heightPx)

/**
 * The unit of a wall, CSS pixels: the design's own, or more where the smallest text could not be read. What then finds
 * no room is shown in turns; it is never made smaller.
 */
export function legibleUnitPx(sight: WallSight, widthPx: number, heightPx: number): number {
  const design = Math.min(heightPx / 1080, widthPx / 1920)
  const legible = sizePx(sight, heightPx, 'read', LEAST_MINUTES, FIGURE_EM) / SMALLEST
  return Math.max(design, legible, LEAST_TEXT_PX / SMALLEST)
}

/** The wall's type in units, from its reading distances; up to a tenth of a unit. */
export function typeSizes(sight: WallSight, heightPx: number, unitPx: number): WallType {
  const units = (zone: Zone, minutes: number, signEm: number): number =>
    Math.ceil((sizePx(sight, heightPx, zone, minutes, signEm) / unitPx) * 10 - 1e-6) / 10
  const legible: Omit<WallType, 'leastNumber'> = {
    word: units('glance', PREFERRED_MINUTES, CHINESE_EM),
    state: units('scan', PREFERRED_MINUTES, CHINESE_EM),
    number: units('scan', PREFERRED_MINUTES, FIGURE_EM),
    scan: units('scan', LEAST_MINUTES, CHINESE_EM),
    figure: units('scan', LEAST_MINUTES, FIGURE_EM),
  }
  return {
    word: Math.max(DESIGN.word, legible.word),
    state: Math.max(DESIGN.state, legible.state),
    number: Math.max(DESIGN.number, legible.number),
    leastNumber: legible.number,
    scan: Math.max(DESIGN.scan, legible.scan),
    figure: Math.max(DESIGN.figure, legible.figure),
  }
}
