import {
  boundsOf,
  distanceM,
  inPolygon,
  type LonLat,
  METERS_PER_DEGREE,
  metersPerDegreeLon,
  type Polygon,
  type Ring,
} from './geometry.ts'

/** Points put between two of a line's own. */
const BETWEEN = 6

/**
 * A line drawn as a curve through every point it was given (Catmull-Rom, centripetal, so that it makes no loops):
 * rivers and roads come with few points and are no zigzags.
 */
export function curveThrough(path: readonly LonLat[]): readonly LonLat[] {
  if (path.length < 3) return path
  const out: LonLat[] = []
  for (let i = 0; i + 1 < path.length; i++) {
    const b = path[i]
    const c = path[i + 1]
    if (b === undefined || c === undefined) continue
    const a = path[i - 1] ?? b
    const d = path[i + 2] ?? c
    for (let k = 0; k < BETWEEN; k++) out.push(onCurve([a, b, c, d], k / BETWEEN))
  }
  const last = path.at(-1)
  if (last !== undefined) out.push(last)
  return out
}

type Four = readonly [LonLat, LonLat, LonLat, LonLat]

/** Barry and Goldman's pyramid for the piece between the second and the third point; `t` 0..1. */
function onCurve([a, b, c, d]: Four, t: number): LonLat {
  const knot = (p: LonLat, q: LonLat): number => Math.sqrt(Math.max(1, distanceM(p, q)))
  const t1 = knot(a, b)
  const t2 = t1 + knot(b, c)
  const t3 = t2 + knot(c, d)
  const at = t1 + (t2 - t1) * t
  const blend = (p: LonLat, q: LonLat, from: number, to: number): LonLat => {
    const share = (at - from) / (to - from)
    return [p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share]
  }
  const [ab, bc, cd] = [blend(a, b, 0, t1), blend(b, c, t1, t2), blend(c, d, t2, t3)]
  return blend(blend(ab, bc, 0, t2), blend(bc, cd, t1, t3), t1, t2)
}

const keyOf = ([lon, lat]: LonLat): string => `${lon.toFixed(6)} ${lat.toFixed(6)}`
const PASSES = 2

/**
 * Where each point of an outline moves when the steps of its source's grid (about 100 m) are eased away: a quarter
 * towards each neighbour, twice. By position, so that areas sharing the outline can follow it.
 */
export function easedRing(ring: Ring, passes = PASSES): Easing {
  const closed = ring.length > 1 && keyOf(ring[0] ?? [0, 0]) === keyOf(ring.at(-1) ?? [0, 0])
  const own = closed ? ring.slice(0, -1) : ring
  let now: readonly LonLat[] = own
  for (let pass = 0; pass < passes; pass++) {
    const from = now
    now = from.map((p, i): LonLat => {
      const before = from[(i + from.length - 1) % from.length] ?? p
      const after = from[(i + 1) % from.length] ?? p
      return [(before[0] + 2 * p[0] + after[0]) / 4, (before[1] + 2 * p[1] + after[1]) / 4]
    })
  }
  return { ring, moved: new Map(own.map((p, i) => [keyOf(p), now[i] ?? p])) }
}

/** How an outline's points move when it is eased, for the areas that share it. */
export type Easing = { readonly ring: Ring; readonly moved: ReadonlyMap<string, LonLat> }

/** A polygon whose points follow the eased outline where they lie on it, also between two of its points. */
export const easePolygon = (polygon: Polygon, { ring, moved }: Easing): Polygon =>
  polygon.map((own) => own.map((p) => moved.get(keyOf(p)) ?? onEdge(p, ring, moved) ?? p))

/** Degrees a point may lie beside an edge and still be on it: about a metre, what rounding to six decimals can do. */
const ON_EDGE = 1e-5

function onEdge(p: LonLat, ring: Ring, moved: ReadonlyMap<string, LonLat>): LonLat | null {
  for (let i = 0; i + 1 < ring.length; i++) {
    const a = ring[i]
    const b = ring[i + 1]
    if (a === undefined || b === undefined) continue
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const length2 = dx * dx + dy * dy
    if (length2 === 0) continue
    const t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2
    if (t <= 0 || t >= 1) continue
    if (Math.hypot(a[0] + dx * t - p[0], a[1] + dy * t - p[1]) > ON_EDGE) continue
    const from = moved.get(keyOf(a)) ?? a
    const to = moved.get(keyOf(b)) ?? b
    return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]
  }
  return null
}

/** The stretches of a line that run inside a polygon, cut where it crosses the border. */
export function stretchesWithin(path: readonly LonLat[], polygon: Polygon): LonLat[][] {
  const out: LonLat[][] = []
  let now: LonLat[] = []
  for (const [i, at] of path.entries()) {
    const before = path[i - 1]
    const isIn = inPolygon(at, polygon)
    if (before !== undefined && isIn !== inPolygon(before, polygon)) {
      now.push(isIn ? border(before, at, polygon) : border(at, before, polygon))
    }
    if (isIn) now.push(at)
    else if (now.length > 0) {
      out.push(now)
      now = []
    }
  }
  if (now.length > 0) out.push(now)
  return out.filter((stretch) => stretch.length > 1)
}

/** Where the way from a place outside to one inside crosses the border, by halving. */
function border(outside: LonLat, inside: LonLat, polygon: Polygon): LonLat {
  let [far, near] = [outside, inside]
  for (let step = 0; step < 14; step++) {
    const middle: LonLat = [(far[0] + near[0]) / 2, (far[1] + near[1]) / 2]
    if (inPolygon(middle, polygon)) near = middle
    else far = middle
  }
  return near
}

/** An outline nobody else shares: eased further, as it is only the quiet background. */
export function easeRing(ring: Ring): Ring {
  return easePolygon([ring], easedRing(ring, 2 * PASSES))[0] ?? ring
}

const LABEL_STEPS = 60
/** A neighbour's name stands this far from our border at least, metres. */
const LABEL_OFF_M = 1_400

/** The spot inside `polygon` nearest to the middle of `district` that keeps clear of its border; null: there is none. */
export function labelBeside(polygon: Polygon, district: Polygon): LonLat | null {
  const box = boundsOf(polygon[0] ?? [])
  const own = boundsOf(district[0] ?? [])
  if (box === null || own === null) return null
  const middle: LonLat = [(own.west + own.east) / 2, (own.south + own.north) / 2]
  const kx = metersPerDegreeLon(middle[1])
  const clear = (at: LonLat): boolean =>
    (district[0] ?? []).every(
      (p) => Math.hypot((p[0] - at[0]) * kx, (p[1] - at[1]) * METERS_PER_DEGREE) >= LABEL_OFF_M,
    )
  let best: LonLat | null = null
  for (let i = 1; i < LABEL_STEPS; i++) {
    for (let j = 1; j < LABEL_STEPS; j++) {
      const at: LonLat = [
        box.west + ((box.east - box.west) * i) / LABEL_STEPS,
        box.south + ((box.north - box.south) * j) / LABEL_STEPS,
      ]
      if (best !== null && distanceM(at, middle) >= distanceM(best, middle)) continue
      if (inPolygon(at, polygon) && !inPolygon(at, district) && clear(at)) best = at
    }
  }
  return best
}
