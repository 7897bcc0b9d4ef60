/** The part of a wall that one browser shows, counted from the upper left. */
export type WallPart = {
  readonly col: number
  readonly row: number
  readonly cols: number
  readonly rows: number
}

/** Longest side of a wall of browsers, in browsers: beyond it the address is a slip. */
const MOST = 16

/**
 * Reads `?part=col,row/cols,rows`, counted from 0: `1,0/2,1` is the right half.
 *
 * @returns null when it is absent, the whole wall, or names no part of it
 */
export function parsePart(text: string | null): WallPart | null {
  const match = /^(\d{1,2}),(\d{1,2})\/(\d{1,2}),(\d{1,2})$/.exec(text ?? '')
  if (match === null) return null
  const [col = 0, row = 0, cols = 0, rows = 0] = match.slice(1).map(Number)
  const fits = col < cols && row < rows && cols <= MOST && rows <= MOST
  return fits && cols * rows > 1 ? { col, row, cols, rows } : null
}

export const partText = ({ col, row, cols, rows }: WallPart): string =>
  `${col},${row}/${cols},${rows}`

/** Size of the whole wall when a browser of this size shows a part of it; all parts are of one size. */
export const wallSize = (
  part: WallPart | null,
  screen: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } => ({
  width: screen.width * (part?.cols ?? 1),
  height: screen.height * (part?.rows ?? 1),
})

/** The part in this page's address. */
export const ownPart = (): WallPart | null =>
  parsePart(new URLSearchParams(window.location.search).get('part'))
