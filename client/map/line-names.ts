import type { GeoData, Line } from './geo-data.ts'
import { collection, lineFeature } from './geo-features.ts'
import type { LonLat } from './geometry.ts'
import type { Box } from './label-layout.ts'

type Project = (at: LonLat) => { readonly x: number; readonly y: number }
/** What a name must stand clear of, px of the map. */
export type NameRoom = {
  readonly project: Project
  readonly room: Box
  readonly taken: readonly Box[]
  /** Size of the names, px. */
  readonly sizePx: number
}

const NAMED_ROADS = ['expressway', 'motorway']

const holds = (box: Box, x: number, y: number, gap: number): boolean =>
  x > box.left - gap &&
  x < box.left + box.width + gap &&
  y > box.top - gap &&
  y < box.top + box.height + gap

/**
 * The longest stretch of a line on which its name can stand: in the room, and touching nothing that stands there.
 *
 * @returns null when no stretch is as long as the name
 */
export function nameStretch(line: Line, view: NameRoom): readonly LonLat[] | null {
  const { project, room, taken, sizePx } = view
  let best: { path: LonLat[]; lengthPx: number } = { path: [], lengthPx: 0 }
  let now: typeof best = { path: [], lengthPx: 0 }
  let before: { x: number; y: number } | null = null
  for (const at of line.path) {
    const spot = project(at)
    const isFree =
      holds(room, spot.x, spot.y, -sizePx) &&
      !taken.some((box) => holds(box, spot.x, spot.y, sizePx))
    if (!isFree) now = { path: [], lengthPx: 0 }
    else {
      const step = now.path.length === 0 || before === null ? 0 : apart(spot, before)
      now = { path: [...now.path, at], lengthPx: now.lengthPx + step }
      if (now.lengthPx > best.lengthPx) best = now
    }
    before = spot
  }
  // 0.12 em between the letters, as the style sets them, and a little air.
  const needPx = (line.name.length + 0.5) * 1.12 * sizePx
  return best.lengthPx >= needPx ? best.path : null
}

const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
  Math.hypot(a.x - b.x, a.y - b.y)

/** Names of waters and main roads with the stretch each stands on; without a view, all of every line. */
export function lineNames(geo: GeoData, view?: NameRoom): GeoJSON.FeatureCollection {
  const roads = geo.roads.filter(({ kind }) => NAMED_ROADS.includes(kind))
  const all = [
    ...geo.rivers.map((line) => ({ line, kind: 'river' })),
    ...roads.map((line) => ({ line, kind: 'road' })),
  ]
  return collection(
    all.flatMap(({ line, kind }) => {
      const path = view === undefined ? line.path : nameStretch(line, view)
      return path === null ? [] : [lineFeature(path, { name: line.name, kind })]
    }),
  )
}
