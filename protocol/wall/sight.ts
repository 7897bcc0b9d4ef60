/**
 * How large a wall is and from where it is read (观看距离): the size of its picture, and the farthest seat that has to
 * read each zone of it.
 */
export type WallSight = {
  readonly widthMm: number
  readonly heightMm: number
  /** Glance (一瞥): is the city normal? */
  readonly glanceM: number
  /** Scan (扫视): which category, which town, better or worse? */
  readonly scanM: number
  /** Read (细读): which indicator, how much, since when, who is on it? */
  readonly readM: number
}

/** What a text is there for; every text on a wall is sized for one of them. */
export type Zone = 'glance' | 'scan' | 'read'

export const distanceM = (sight: WallSight, zone: Zone): number =>
  ({ glance: sight.glanceM, scan: sight.scanM, read: sight.readM })[zone]

/** Least angle of a sign that is meant to be read (NUREG-0700, ISO 9241-303), and the one preferred, arc-minutes. */
export const LEAST_MINUTES = 16
export const PREFERRED_MINUTES = 22

/**
 * Height of a sign by the size of its type, for the bundled faces: the figures of Oxanium (0.69 em), those of Roboto
 * Condensed (0.72) and Latin capitals are no lower than the first; most Chinese signs are 0.86 to 0.94 em high.
 */
export const FIGURE_EM = 0.69
export const CHINESE_EM = 0.88

const RADIANS = Math.PI / (180 * 60)

/** Angle that a height takes up at a distance, arc-minutes. */
export const arcMinutes = (heightMm: number, fromM: number): number =>
  (2 * Math.atan(heightMm / (2 * fromM * 1000))) / RADIANS

/** Height that takes up an angle at a distance, mm. */
export const heightMmAt = (minutes: number, fromM: number): number =>
  2 * fromM * 1000 * Math.tan((minutes * RADIANS) / 2)

/** The wall of the demo: 2.025 m high, read from 15, 8 and 4 m; 7.2 m wide at 32:9. */
const LANDSCAPE = { heightMm: 2025, glanceM: 15, scanM: 8, readM: 4 } as const
/** A portrait display in an exhibition hall, 87 inches: people walk up to it. */
const PORTRAIT = { heightMm: 1920, glanceM: 4, scanM: 2.5, readM: 1.5 } as const

/** What is taken for a wall that nobody measured. @param ratio width by height of its picture */
export function defaultSight(ratio: number): WallSight {
  const known = ratio < 1 ? PORTRAIT : LANDSCAPE
  return { ...known, widthMm: Math.round(known.heightMm * ratio) }
}
