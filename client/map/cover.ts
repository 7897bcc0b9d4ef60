import type { Bounds, Ring } from './geometry.ts'

/** Fine pixels along one side of a grid cell. */
export const FINE = 4
/** Lines that are looked at in a fine pixel's height. */
const SUB_LINES = 4

/** How much of each fine pixel an outline covers, 0..1, row by row from the north. */
export type Cover = {
  readonly columns: number
  readonly rows: number
  readonly share: Float32Array
}

type Box = Bounds & { readonly columns: number; readonly rows: number }

/** Coverage of an outline (odd-even), exact from west to east and sampled from north to south. */
export function coverOf(ring: Ring, grid: Box): Cover {
  const columns = grid.columns * FINE
  const rows = grid.rows * FINE
  const share = new Float32Array(columns * rows)
  const spots = ring.map(([lon, lat]) => ({
    x: ((lon - grid.west) / (grid.east - grid.west)) * columns,
    y: ((grid.north - lat) / (grid.north - grid.south)) * rows,
  }))
  for (let line = 0; line < rows * SUB_LINES; line++) {
    const y = (line + 0.5) / SUB_LINES
    const crossings = spots
      .flatMap((a, i) => {
        const b = spots[(i + 1) % spots.length] ?? a
        return a.y > y === b.y > y ? [] : [a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)]
      })
      .sort((a, b) => a - b)
    const start = Math.floor(line / SUB_LINES) * columns
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      fillSpan(share, start, columns, crossings[k] ?? 0, crossings[k + 1] ?? 0)
    }
  }
  return { columns, rows, share }
}

function fillSpan(share: Float32Array, start: number, columns: number, from: number, to: number) {
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(columns, Math.ceil(to)); x++) {
    const part = Math.min(to, x + 1) - Math.max(from, x)
    share[start + x] = (share[start + x] ?? 0) + part / SUB_LINES
  }
}
