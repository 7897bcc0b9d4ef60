import type { Field } from './field.ts'
import { inPolygon, type LonLat, type Polygon } from './geometry.ts'

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

const keyOf = ([lon, lat]: LonLat): string => `${lon.toFixed(7)} ${lat.toFixed(7)}`

/**
 * Lines of equal value as they are drawn: joined from end to end, with their corners cut (Chaikin 1974), and only
 * where they run inside `within`. Longest first.
 */
export function contourLines(field: Field, level: number, within: Polygon): LonLat[][] {
  const pieces = isolines(field, level).filter(
    ([a, b]) => keyOf(a) !== keyOf(b) && inPolygon(a, within) && inPolygon(b, within),
  )
  return joined(pieces)
    .map(cutCorners)
    .sort((a, b) => b.length - a.length)
}

/** Joins pieces that share an end; every piece is in exactly one line. */
function joined(pieces: readonly (readonly [LonLat, LonLat])[]): LonLat[][] {
  const ends = new Map<string, number[]>()
  for (const [i, piece] of pieces.entries()) {
    for (const end of piece) {
      const key = keyOf(end)
      ends.set(key, [...(ends.get(key) ?? []), i])
    }
  }
  const used = new Set<number>()
  const nextFrom = (at: LonLat): LonLat | null => {
    const i = ends.get(keyOf(at))?.find((each) => !used.has(each))
    const piece = i === undefined ? undefined : pieces[i]
    if (i === undefined || piece === undefined) return null
    used.add(i)
    return keyOf(piece[0]) === keyOf(at) ? piece[1] : piece[0]
  }
  const walk = (from: LonLat): LonLat[] => {
    const path: LonLat[] = []
    for (let at = nextFrom(from); at !== null; at = nextFrom(at)) path.push(at)
    return path
  }
  return pieces.flatMap(([a, b], i) => {
    if (used.has(i)) return []
    used.add(i)
    const forward = walk(b)
    return [[...walk(a).reverse(), a, b, ...forward]]
  })
}

function cutCorners(path: LonLat[]): LonLat[] {
  const [first, last] = [path[0], path.at(-1)]
  if (first === undefined || last === undefined || path.length < 3) return path
  const inner = path.slice(1).flatMap((b, i): LonLat[] => {
    const a = path[i] ?? b
    return [
      [a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25],
      [a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75],
    ]
  })
  return [first, ...inner, last]
}
