import { expect, test } from 'vitest'
import { bestFrame, frame, stagePadding, viewOf } from './camera.ts'
import { mercator } from './geometry.ts'
import { shippedGeo } from './test-world.ts'

const district = shippedGeo().district[0] ?? []
const SIZES = [
  [1920, 1080, 470],
  [2560, 1080, 500],
  [3840, 1080, 880],
  [5760, 1080, 1320],
  [1080, 1920, 0],
] as const

/** MapLibre's own projection of a position, written out independently of the code under test. */
function project(
  [lon, lat]: readonly [number, number],
  camera: ReturnType<typeof frame>,
  size: { width: number; height: number },
  pad: { left: number; right: number; top: number; bottom: number },
) {
  const world = 512 * 2 ** camera.zoom
  const [x, y] = mercator([lon, lat])
  const [cx, cy] = mercator(camera.center)
  const turn = (-camera.bearing * Math.PI) / 180
  const dx = (x - cx) * world
  const dy = (y - cy) * world
  const rx = dx * Math.cos(turn) - dy * Math.sin(turn)
  const ry = dx * Math.sin(turn) + dy * Math.cos(turn)
  const pitch = (camera.pitch * Math.PI) / 180
  const eye = size.height / 2 / Math.tan(0.6435011087932844 / 2)
  const depth = eye - ry * Math.sin(pitch)
  return {
    x: (pad.left + size.width - pad.right) / 2 + (rx * eye) / depth,
    y: (pad.top + size.height - pad.bottom) / 2 + (ry * Math.cos(pitch) * eye) / depth,
  }
}

test.each(SIZES)(
  'at %i × %i the district stands whole in the room between the wings',
  (width, height, wing) => {
    const size = { width, height }
    const pad = { left: wing + 24, right: wing + 24, top: 130, bottom: 180 }
    const camera = bestFrame(district, size, pad, 52)
    const spots = district.map((at) => project(at, camera, size, pad))
    const xs = spots.map(({ x }) => x)
    const ys = spots.map(({ y }) => y)
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(pad.left - 2)
    expect(Math.max(...xs)).toBeLessThanOrEqual(width - pad.right + 2)
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(pad.top - 2)
    expect(Math.max(...ys)).toBeLessThanOrEqual(height - pad.bottom + 2)
    const fills = Math.max(
      (Math.max(...xs) - Math.min(...xs)) / (width - pad.left - pad.right),
      (Math.max(...ys) - Math.min(...ys)) / (height - pad.top - pad.bottom),
    )
    expect(fills).toBeGreaterThan(0.93)
  },
)

test('the bearing chosen shows the district no smaller than north up does', () => {
  const size = { width: 3840, height: 1080 }
  const pad = { left: 900, right: 900, top: 130, bottom: 180 }
  expect(bestFrame(district, size, pad, 52).zoom).toBeGreaterThanOrEqual(
    frame(district, size, pad, 52, 0).zoom,
  )
})

test('whoever stands off from a town sees more of the district, never more than that', () => {
  const town = shippedGeo().towns.find(({ code }) => code === 'lanling')?.polygon[0] ?? []
  const span = (points: readonly (readonly [number, number])[]) => {
    const flat = points.map(mercator)
    const [xs, ys] = [flat.map(([x]) => x), flat.map(([, y]) => y)]
    const [west, east] = [Math.min(...xs), Math.max(...xs)]
    const [north, south] = [Math.min(...ys), Math.max(...ys)]
    return { west, east, north, south, width: east - west, height: south - north }
  }
  const all = span(district)
  const exact = span(viewOf(town, district, 0))
  expect(exact.width).toBeCloseTo(span(town).width, 9)
  for (const closer of [-0.3, -0.6, -1]) {
    const view = span(viewOf(town, district, closer))
    const grown = Math.max(view.width / exact.width, view.height / exact.height)
    expect(grown).toBeCloseTo(2 ** -closer, 6)
    // Every side lies between the town's and the district's.
    expect([view.west >= all.west, view.east <= all.east]).toEqual([true, true])
    expect([view.north >= all.north, view.south <= all.south]).toEqual([true, true])
  }
  expect(span(viewOf(town, district, -9)).width).toBeCloseTo(all.width, 9)
  expect(span(viewOf(town, district, 1)).width).toBeCloseTo(exact.width / 2, 9)
})

const box = (left: number, top: number, right: number, bottom: number) => ({
  left,
  top,
  right,
  bottom,
})

test('wings take from their side, head and foot from above and below', () => {
  const padding = stagePadding(
    box(0, 0, 1920, 1080),
    [
      box(0, 120, 440, 980),
      box(1480, 120, 1920, 980),
      box(0, 0, 1920, 110),
      box(0, 990, 1920, 1080),
    ],
    20,
  )
  expect(padding).toEqual({ left: 460, right: 460, top: 130, bottom: 110 })
})

test('a bad measurement cannot turn the map inside out', () => {
  const padding = stagePadding(
    box(0, 0, 1000, 500),
    [box(0, 0, 590, 500), box(450, 0, 1000, 500)],
    20,
  )
  expect(padding.left + padding.right).toBeLessThanOrEqual(800)
})

test('a wing that is not laid out yet takes nothing', () => {
  expect(stagePadding(box(0, 0, 1000, 500), [box(0, 0, 0, 0)], 0)).toEqual(box(0, 0, 0, 0))
})

test('panels that stand below the stage, as on the totem, take nothing', () => {
  const padding = stagePadding(
    box(0, 74, 1080, 842),
    [box(0, 0, 1080, 74), box(18, 926, 531, 1200), box(549, 926, 1062, 1200)],
    20,
  )
  expect(padding).toEqual({ left: 20, right: 20, top: 20, bottom: 20 })
})
