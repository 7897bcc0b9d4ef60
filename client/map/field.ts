import {
  inPolygon,
  type LonLat,
  METERS_PER_DEGREE,
  metersPerDegreeLon,
  type Polygon,
} from './geometry.ts'

/** Values on a grid over the district, row by row from the north; `NaN` outside of it or where nothing is known. */
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

/** The grid itself: which cells lie within the district. Made once, used by every field. */
export type Grid = Omit<Field, 'values'> & { readonly inside: Uint8Array }

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
  const inside = new Uint8Array(columns * rows)
  const grid = { columns, rows, west, south, east, north, inside }
  for (let index = 0; index < inside.length; index++) {
    inside[index] = inPolygon(cellCenter(grid, index), district) ? 1 : 0
  }
  return grid
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

/** Lines where the field equals `level` (marching squares, saddles split by the cell's mean). */
export function isolines(field: Field, level: number): [LonLat, LonLat][] {
  const lines: [LonLat, LonLat][] = []
  const at = (c: number, r: number): number => field.values[r * field.columns + c] ?? Number.NaN
  for (let r = 0; r + 1 < field.rows; r++) {
    for (let c = 0; c + 1 < field.columns; c++) {
      const corners = [at(c, r), at(c + 1, r), at(c + 1, r + 1), at(c, r + 1)] as const
      if (corners.some(Number.isNaN)) continue
      for (const [from, to] of segments(corners, level)) {
        lines.push([onGrid(field, c + from[0], r + from[1]), onGrid(field, c + to[0], r + to[1])])
      }
    }
  }
  return lines
}

type Spot = readonly [number, number]
const EDGES = [
  [0, 1, 0, 0, 1, 0],
  [1, 2, 1, 0, 0, 1],
  [2, 3, 1, 1, -1, 0],
  [3, 0, 0, 1, 0, -1],
] as const

function segments(
  corners: readonly [number, number, number, number],
  level: number,
): (readonly [Spot, Spot])[] {
  const crossings = EDGES.flatMap(([a, b, x, y, dx, dy]): Spot[] => {
    const from = corners[a]
    const to = corners[b]
    if (from >= level === to >= level) return []
    const t = (level / 2 - from / 2) / (to / 2 - from / 2)
    return [[x + dx * t, y + dy * t]]
  })
  const [p, q, s, u] = crossings
  if (p === undefined || q === undefined) return []
  if (s === undefined || u === undefined) return [[p, q]]
  const mean = corners.reduce((sum, value) => sum + value / 4, 0)
  return mean >= level === corners[0] >= level
    ? [
        [p, q],
        [s, u],
      ]
    : [
        [p, u],
        [q, s],
      ]
}

const onGrid = (field: Field, column: number, row: number): LonLat => [
  field.west + ((column + 0.5) / field.columns) * (field.east - field.west),
  field.north - ((row + 0.5) / field.rows) * (field.north - field.south),
]

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
