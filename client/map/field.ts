import { type Cover, coverOf } from './cover.ts'
import {
  inPolygon,
  type LonLat,
  METERS_PER_DEGREE,
  metersPerDegreeLon,
  type Polygon,
} from './geometry.ts'

/** Values on a grid over the district, row by row from the north; `NaN` far outside of it or where nothing is known. */
export type Field = {
  readonly columns: number
  readonly rows: number
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
  readonly values: Float64Array
}
export type Sample = { readonly position: LonLat; readonly value: number }

/**
 * The grid itself, made once and used by every field: which cells are reckoned, those of the district and two beyond,
 * so that what is drawn up to its border is known on both sides; and how much of each fine pixel it covers.
 */
export type Grid = Omit<Field, 'values'> & {
  readonly inside: Uint8Array
  readonly cover: Cover
}

/** @param columns cells from west to east; rows follow so that cells are square on the ground */
export function gridOver(district: Polygon, columns: number): Grid {
  const ring = district[0] ?? []
  const lons = ring.map(([lon]) => lon)
  const lats = ring.map(([, lat]) => lat)
  const west = Math.min(...lons)
  const east = Math.max(...lons)
  const south = Math.min(...lats)
  const north = Math.max(...lats)
  const widthM = (east - west) * metersPerDegreeLon((south + north) / 2)
  const rows = Math.max(2, Math.round(((north - south) * METERS_PER_DEGREE * columns) / widthM))
  const box = { columns, rows, west, south, east, north }
  let inside: Uint8Array = new Uint8Array(columns * rows)
  for (let index = 0; index < inside.length; index++) {
    inside[index] = inPolygon(cellCenter(box, index), district) ? 1 : 0
  }
  for (let step = 0; step < BEYOND_CELLS; step++) inside = grown(inside, columns)
  return { ...box, inside, cover: coverOf(ring, box) }
}

const BEYOND_CELLS = 2

/** A mask with every cell that touches it. */
function grown(mask: Uint8Array, columns: number): Uint8Array {
  return mask.map((own, i) => {
    const column = i % columns
    const isNext = (at: number, isRow: boolean): boolean => isRow && mask[at] === 1
    return own === 1 ||
      isNext(i - columns, true) ||
      isNext(i + columns, true) ||
      isNext(i - 1, column > 0) ||
      isNext(i + 1, column < columns - 1)
      ? 1
      : 0
  })
}

export function cellCenter(grid: Omit<Field, 'values'>, index: number): LonLat {
  const column = index % grid.columns
  const row = Math.floor(index / grid.columns)
  return [
    grid.west + ((column + 0.5) / grid.columns) * (grid.east - grid.west),
    grid.north - ((row + 0.5) / grid.rows) * (grid.north - grid.south),
  ]
}

/**
 * Density (核密度): each sample spread over a quartic kernel (Silverman 1986, eq. 4.5), in value a km².
 *
 * @param radiusM how far one sample reaches
 */
export function density(grid: Grid, samples: readonly Sample[], radiusM: number): Field {
  const values = new Float64Array(grid.inside.length)
  const kx = metersPerDegreeLon((grid.south + grid.north) / 2)
  const cellM = ((grid.east - grid.west) * kx) / grid.columns
  const reach = Math.ceil(radiusM / cellM)
  const peak = 3 / (Math.PI * (radiusM / 1000) ** 2)
  for (const { position, value } of samples) {
    const column = Math.floor(((position[0] - grid.west) / (grid.east - grid.west)) * grid.columns)
    const row = Math.floor(((grid.north - position[1]) / (grid.north - grid.south)) * grid.rows)
    for (let r = Math.max(0, row - reach); r <= Math.min(grid.rows - 1, row + reach); r++) {
      for (
        let c = Math.max(0, column - reach);
        c <= Math.min(grid.columns - 1, column + reach);
        c++
      ) {
        const index = r * grid.columns + c
        const [lon, lat] = cellCenter(grid, index)
        const q =
          (((lon - position[0]) * kx) ** 2 + ((lat - position[1]) * METERS_PER_DEGREE) ** 2) /
          radiusM ** 2
        if (q < 1) values[index] = (values[index] ?? 0) + value * peak * (1 - q) ** 2
      }
    }
  }
  return clip(grid, values)
}

/** Nearer than this a sample's own peak is rounded off, metres: no bull's-eyes round the stations. */
const SMOOTH_M = 600

/** Inverse distance weighting (反距离加权, Shepard 1968, power 2) between the samples; `NaN` everywhere without any. */
export function interpolate(grid: Grid, samples: readonly Sample[]): Field {
  const values = new Float64Array(grid.inside.length).fill(Number.NaN)
  const kx = metersPerDegreeLon((grid.south + grid.north) / 2)
  const lowest = Math.min(...samples.map(({ value }) => value))
  const highest = Math.max(...samples.map(({ value }) => value))
  for (let index = 0; index < values.length; index++) {
    if (grid.inside[index] !== 1) continue
    const [lon, lat] = cellCenter(grid, index)
    let sum = 0
    let weights = 0
    for (const { position, value } of samples) {
      const d2 =
        ((lon - position[0]) * kx) ** 2 +
        ((lat - position[1]) * METERS_PER_DEGREE) ** 2 +
        SMOOTH_M ** 2
      // As a mixture of two parts: a value near the largest number must not overflow on the way.
      weights += 1 / d2
      const share = 1 / d2 / weights
      sum = sum * (1 - share) + value * share
    }
    // Rounding must not lift the field above the samples, nor below them.
    if (weights > 0) values[index] = Math.min(highest, Math.max(lowest, sum))
  }
  return clip(grid, values)
}

function clip(grid: Grid, values: Float64Array): Field {
  for (let i = 0; i < values.length; i++) if (grid.inside[i] !== 1) values[i] = Number.NaN
  const { columns, rows, west, south, east, north } = grid
  return { columns, rows, west, south, east, north, values }
}

/** At most `count` round numbers strictly inside a range: 1, 2 or 5 times a power of ten apart. */
export function roundLevels(lo: number, hi: number, count: number): number[] {
  const span = hi - lo
  if (!(span > 0) || !Number.isFinite(span)) return []
  const rough = span / (count + 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power
  const levels: number[] = []
  for (let i = Math.floor(lo / step) + 1; i * step < hi && levels.length < count; i++) {
    levels.push(i * step)
  }
  return levels
}
