import { fromGcj02, type LonLatWgs84, toGcj02 } from '../../../protocol/geo/gcj02.ts'
import { mercator, unmercator } from '../geometry.ts'

export type TileId = { readonly z: number; readonly x: number; readonly y: number }

/** Nodes of the grid by which a tile is shifted, each way; between them the shift is a straight line. */
const CELLS = 16
const NODES = CELLS + 1

/**
 * Where in a picture of tiles on GCJ-02 the places of one tile on WGS 84 stand: positions of a grid of nodes, in
 * widths of a tile, from the north-west corner of the world; x before y, row by row.
 */
export function shiftGrid({ z, x, y }: TileId): Float64Array {
  const tiles = 2 ** z
  const grid = new Float64Array(NODES * NODES * 2)
  for (let row = 0; row < NODES; row++) {
    for (let column = 0; column < NODES; column++) {
      const at = unmercator([(x + column / CELLS) / tiles, (y + row / CELLS) / tiles])
      const [east, south] = mercator(toGcj02(at))
      const node = (row * NODES + column) * 2
      grid[node] = east * tiles
      grid[node + 1] = south * tiles
    }
  }
  return grid
}

/** Position in `grid` of a point of the tile; `u`, `v` count from 0 to 1 over the tile, to the east and south. */
export function shiftAt(grid: Float64Array, u: number, v: number): readonly [number, number] {
  const column = Math.min(CELLS - 1, Math.max(0, Math.floor(u * CELLS)))
  const row = Math.min(CELLS - 1, Math.max(0, Math.floor(v * CELLS)))
  const [s, t] = [u * CELLS - column, v * CELLS - row]
  const a = (row * NODES + column) * 2
  const b = a + NODES * 2
  const at = (k: number): number =>
    (grid[a + k] ?? 0) * (1 - s) * (1 - t) +
    (grid[a + 2 + k] ?? 0) * s * (1 - t) +
    (grid[b + k] ?? 0) * (1 - s) * t +
    (grid[b + 2 + k] ?? 0) * s * t
  return [at(0), at(1)]
}

/** Tiles that a shifted tile is put together from: first and last column and row. */
export function tilesUnder(
  grid: Float64Array,
  size: number,
): { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number } {
  const [xs, ys] = [0, 1].map((k) => grid.filter((_, at) => at % 2 === k)) as [
    Float64Array,
    Float64Array,
  ]
  // A pixel is mixed from its neighbours, so half a pixel more each way.
  const edge = 0.5 / size
  const cell = (value: number): number => Math.floor(value)
  return {
    x0: cell(Math.min(...xs) - edge),
    x1: cell(Math.max(...xs) + edge),
    y0: cell(Math.min(...ys) - edge),
    y1: cell(Math.max(...ys) + edge),
  }
}

/** A picture as rows of red, green, blue, alpha. */
export type Pixels = {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/**
 * Draws a tile on WGS 84 from a picture of the tiles under it.
 *
 * @param corner column and row of the picture's north-west tile
 * @param size pixels of a tile's side, in the picture and in the result
 */
export function shiftPixels(
  picture: Pixels,
  grid: Float64Array,
  corner: { readonly x0: number; readonly y0: number },
  size: number,
): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(size * size * 4)
  const { data, width, height } = picture
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  for (let row = 0; row < size; row++) {
    // Between two nodes of a row the way is straight: only its ends are looked up.
    const v = (row + 0.5) / size
    const ends = Array.from({ length: NODES }, (_, node) => shiftAt(grid, node / CELLS, v))
    for (let column = 0; column < size; column++) {
      const along = ((column + 0.5) / size) * CELLS
      const cell = Math.floor(along)
      const [from, to] = [ends[cell], ends[cell + 1]]
      if (from === undefined || to === undefined) continue
      const share = along - cell
      const east = from[0] + (to[0] - from[0]) * share
      const south = from[1] + (to[1] - from[1]) * share
      const left = clamp((east - corner.x0) * size - 0.5, width - 1)
      const top = clamp((south - corner.y0) * size - 0.5, height - 1)
      const [x, y] = [Math.floor(left), Math.floor(top)]
      const [s, t] = [left - x, top - y]
      const a = (y * width + x) * 4
      const right = x + 1 < width ? 4 : 0
      const below = y + 1 < height ? width * 4 : 0
      const out = (row * size + column) * 4
      // Weighted by opacity, so that nothing seeps in from where nothing is drawn.
      const weights = [
        (1 - s) * (1 - t) * (data[a + 3] ?? 0),
        s * (1 - t) * (data[a + right + 3] ?? 0),
        (1 - s) * t * (data[a + below + 3] ?? 0),
        s * t * (data[a + right + below + 3] ?? 0),
      ] as const
      const alpha = weights[0] + weights[1] + weights[2] + weights[3]
      if (alpha === 0) continue
      for (let k = 0; k < 3; k++) {
        result[out + k] =
          ((data[a + k] ?? 0) * weights[0] +
            (data[a + right + k] ?? 0) * weights[1] +
            (data[a + below + k] ?? 0) * weights[2] +
            (data[a + right + below + k] ?? 0) * weights[3]) /
          alpha
      }
      result[out + 3] = alpha
    }
  }
  return result
}

/** How far from its right place a point of a shifted tile is drawn, in metres on the ground. */
export function shiftErrorM(tile: TileId, grid: Float64Array, u: number, v: number): number {
  const tiles = 2 ** tile.z
  const place: LonLatWgs84 = unmercator([(tile.x + u) / tiles, (tile.y + v) / tiles])
  const [east, south] = shiftAt(grid, u, v)
  const drawn = fromGcj02(unmercator([east / tiles, south / tiles]))
  const perDegree = 111_195
  return Math.hypot(
    (drawn[0] - place[0]) * perDegree * Math.cos((place[1] * Math.PI) / 180),
    (drawn[1] - place[1]) * perDegree,
  )
}
