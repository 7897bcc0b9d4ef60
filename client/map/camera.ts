import { type LonLat, mercator, unmercator } from './geometry.ts'

export type Padding = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}
type Rect = Padding
export type Camera = {
  readonly center: LonLat
  readonly zoom: number
  readonly bearing: number
  readonly pitch: number
}

/** MapLibre's vertical field of view, radians. */
const FIELD_OF_VIEW = 0.6435011087932844
const TILE_PX = 512

/**
 * Room the wings leave free, as padding of the stage.
 *
 * @param stage the map's box, client px
 * @param wings boxes that stand on it; one that lies in the left (right) half takes from the left (right),
 *   one as wide as 60 % of the stage takes from the top or the bottom; one above or below it takes nothing
 * @param margin px kept free besides
 */
export function stagePadding(stage: Rect, wings: readonly Rect[], margin: number): Padding {
  const width = stage.right - stage.left
  const height = stage.bottom - stage.top
  const free = { left: 0, right: 0, top: 0, bottom: 0 }
  for (const wing of wings) {
    const middleX = (wing.left + wing.right) / 2
    const middleY = (wing.top + wing.bottom) / 2
    if (wing.right <= wing.left || wing.bottom <= wing.top) continue
    if (wing.bottom <= stage.top || wing.top >= stage.bottom) continue
    if (wing.right - wing.left >= width * 0.6) {
      if (middleY < stage.top + height / 2) free.top = Math.max(free.top, wing.bottom - stage.top)
      else free.bottom = Math.max(free.bottom, stage.bottom - wing.top)
    } else if (middleX < stage.left + width / 2) {
      free.left = Math.max(free.left, wing.right - stage.left)
    } else {
      free.right = Math.max(free.right, stage.right - wing.left)
    }
  }
  return {
    left: clampPad(free.left + margin, width),
    right: clampPad(free.right + margin, width),
    top: clampPad(free.top + margin, height),
    bottom: clampPad(free.bottom + margin, height),
  }
}

/** Two sides together never take more than four fifths, so a bad measurement cannot turn the map inside out. */
const clampPad = (px: number, length: number): number => Math.max(0, Math.min(px, length * 0.4))

/**
 * The camera that shows `points` as large as the free room allows, under a pitch.
 * MapLibre's own `cameraForBounds` leaves the foreshortening out, which wastes a third of a wide wall.
 *
 * @param size of the map, px
 */
export function frame(
  points: readonly LonLat[],
  size: { readonly width: number; readonly height: number },
  padding: Padding,
  pitch: number,
  bearing: number,
): Camera {
  const flat = points.map(mercator)
  const room = {
    width: Math.max(1, size.width - padding.left - padding.right),
    height: Math.max(1, size.height - padding.top - padding.bottom),
  }
  const eye = size.height / 2 / Math.tan(FIELD_OF_VIEW / 2)
  const xs = flat.map(([x]) => x)
  const ys = flat.map(([, y]) => y)
  let cx = (Math.min(...xs) + Math.max(...xs)) / 2
  let cy = (Math.min(...ys) + Math.max(...ys)) / 2
  let scale = room.width / Math.max(1e-9, Math.max(...xs) - Math.min(...xs))
  const cos = Math.cos((bearing * Math.PI) / 180)
  const sin = Math.sin((bearing * Math.PI) / 180)
  const cosPitch = Math.cos((pitch * Math.PI) / 180)
  const sinPitch = Math.sin((pitch * Math.PI) / 180)
  for (let round = 0; round < 40; round++) {
    let left = Infinity
    let right = -Infinity
    let top = Infinity
    let bottom = -Infinity
    for (const [px, py] of flat) {
      const dx = ((px - cx) * cos + (py - cy) * sin) * scale
      const dy = (-(px - cx) * sin + (py - cy) * cos) * scale
      const depth = Math.max(eye * 0.2, eye - dy * sinPitch)
      left = Math.min(left, (dx * eye) / depth)
      right = Math.max(right, (dx * eye) / depth)
      top = Math.min(top, (dy * cosPitch * eye) / depth)
      bottom = Math.max(bottom, (dy * cosPitch * eye) / depth)
    }
    const shiftX = (left + right) / 2 / scale
    const shiftY = (top + bottom) / 2 / scale / cosPitch
    cx += shiftX * cos - shiftY * sin
    cy += shiftX * sin + shiftY * cos
    const fit = Math.min(
      room.width / Math.max(1, right - left),
      room.height / Math.max(1, bottom - top),
    )
    scale *= Math.min(2, Math.max(0.5, fit)) ** 0.8
  }
  return { center: unmercator([cx, cy]), zoom: Math.log2(scale / TILE_PX), bearing, pitch }
}

/**
 * What fills the room when the camera stands off from an area: as the view grows it moves towards the whole, so that it is
 * filled with the district and not with what lies beside it.
 *
 * @param closer zoom levels nearer (more than 0) or farther (less) than what shows the area whole
 * @returns the corners of the view, a rectangle of the Mercator plane
 */
export function viewOf(
  area: readonly LonLat[],
  whole: readonly LonLat[],
  closer: number,
): readonly LonLat[] {
  const near = boundsOf(area)
  const far = boundsOf(whole)
  const wanted = 2 ** -closer
  if (wanted <= 1) {
    const [cx, cy] = [(near.west + near.east) / 2, (near.north + near.south) / 2]
    const [w, h] = [(near.east - near.west) * wanted, (near.south - near.north) * wanted]
    return cornersOf({ west: cx - w / 2, east: cx + w / 2, north: cy - h / 2, south: cy + h / 2 })
  }
  const times = Math.max(
    (far.east - far.west) / Math.max(1e-12, near.east - near.west),
    (far.south - far.north) / Math.max(1e-12, near.south - near.north),
  )
  const share = times <= 1 ? 1 : Math.min(1, (wanted - 1) / (times - 1))
  const part = (from: number, to: number): number => from + (to - from) * share
  return cornersOf({
    west: part(near.west, far.west),
    east: part(near.east, far.east),
    north: part(near.north, far.north),
    south: part(near.south, far.south),
  })
}

type Bounds = {
  readonly west: number
  readonly east: number
  readonly north: number
  readonly south: number
}

function boundsOf(points: readonly LonLat[]): Bounds {
  const flat = points.map(mercator)
  const xs = flat.map(([x]) => x)
  const ys = flat.map(([, y]) => y)
  return {
    west: Math.min(...xs),
    east: Math.max(...xs),
    north: Math.min(...ys),
    south: Math.max(...ys),
  }
}

const cornersOf = ({ west, east, north, south }: Bounds): readonly LonLat[] =>
  (
    [
      [west, north],
      [east, north],
      [east, south],
      [west, south],
    ] as const
  ).map(([x, y]) => unmercator([x, y]))

/** Bearings tried, degrees: a little turn is free when it lets the district stand larger. */
const BEARINGS = [0, -6, 6, -12, 12, -18, 18, -24, 24]

/** The best of a few bearings: the one that shows the points largest; equal ones stay nearest to north. */
export function bestFrame(
  points: readonly LonLat[],
  size: { readonly width: number; readonly height: number },
  padding: Padding,
  pitch: number,
): Camera {
  let best = frame(points, size, padding, pitch, 0)
  for (const bearing of BEARINGS) {
    const next = frame(points, size, padding, pitch, bearing)
    if (next.zoom - Math.abs(bearing) / 400 > best.zoom - Math.abs(best.bearing) / 400) best = next
  }
  return best
}
