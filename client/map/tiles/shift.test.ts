import { expect, test } from 'vitest'
import { toGcj02 } from '../../../protocol/geo/gcj02.ts'
import { type LonLat, mercator } from '../geometry.ts'
import { shippedGeo } from '../test-world.ts'
import {
  type Pixels,
  shiftErrorM,
  shiftGrid,
  shiftPixels,
  type TileId,
  tilesUnder,
} from './shift.ts'

const { bounds, center } = shippedGeo()
const SIZE = 256

function tileAt([lon, lat]: LonLat, z: number): TileId {
  const [x, y] = mercator([lon, lat])
  return { z, x: Math.floor(x * 2 ** z), y: Math.floor(y * 2 ** z) }
}

/** Largest error over all tiles of a zoom that touch the district. */
function worstErrorM(z: number): number {
  const [from, to] = [
    tileAt([bounds.west, bounds.north], z),
    tileAt([bounds.east, bounds.south], z),
  ]
  // Of many tiles some: the shift is as smooth between them.
  const step = Math.max(1, Math.ceil((to.x - from.x) / 12))
  let worst = 0
  for (let x = from.x; x <= to.x; x += step) {
    for (let y = from.y; y <= to.y; y += step) {
      const tile = { z, x, y }
      const grid = shiftGrid(tile)
      for (let u = 0; u <= 1; u += 0.0527) {
        for (let v = 0; v <= 1; v += 0.0527) worst = Math.max(worst, shiftErrorM(tile, grid, u, v))
      }
    }
  }
  return worst
}

test('[I08] a shifted tile is right to 0.5 m on the ground, from the zoom of the whole district on', () => {
  for (const z of [10, 11, 12, 14, 16, 18]) expect(worstErrorM(z), `zoom ${z}`).toBeLessThan(0.5)
})

test('below that it is right to a twentieth of a pixel', () => {
  for (const z of [3, 6, 8, 9]) {
    const pixelM = (40_075_017 * Math.cos((center[1] * Math.PI) / 180)) / SIZE / 2 ** z
    expect(worstErrorM(z), `zoom ${z}`).toBeLessThan(pixelM / 20)
  }
})

test('one offset for all of the district would not do: it is off by more than 10 m at the border', () => {
  const off = toGcj02(center)
  const perDegree = 111_195
  const errors = [bounds.west, bounds.east].flatMap((lon) =>
    [bounds.south, bounds.north].map((lat) => {
      const there = toGcj02([lon, lat])
      return Math.hypot(
        (there[0] - lon - off[0] + center[0]) * perDegree * Math.cos((lat * Math.PI) / 180),
        (there[1] - lat - off[1] + center[1]) * perDegree,
      )
    }),
  )
  expect(Math.max(...errors)).toBeGreaterThan(10)
})

/** The tiles under one tile, as one picture that is painted by `colorAt`, in widths of a tile. */
function pictureUnder(
  grid: Float64Array,
  colorAt: (east: number, south: number) => readonly [number, number, number, number],
): { picture: Pixels; x0: number; y0: number } {
  const { x0, x1, y0, y1 } = tilesUnder(grid, SIZE)
  const [width, height] = [(x1 - x0 + 1) * SIZE, (y1 - y0 + 1) * SIZE]
  const data = new Uint8ClampedArray(width * height * 4)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const color = colorAt(x0 + (column + 0.5) / SIZE, y0 + (row + 0.5) / SIZE)
      data.set(color, (row * width + column) * 4)
    }
  }
  return { picture: { data, width, height }, x0, y0 }
}

test('a mark that stands at a place on GCJ-02 is drawn where the place is', () => {
  const tile = tileAt(center, 15)
  const grid = shiftGrid(tile)
  const place = [(tile.x + 0.3) / 2 ** 15, (tile.y + 0.7) / 2 ** 15] as const
  const [east, south] = mercator(
    toGcj02([
      place[0] * 360 - 180,
      (Math.atan(Math.sinh(Math.PI * (1 - 2 * place[1]))) * 180) / Math.PI,
    ]),
  ).map((each) => each * 2 ** 15) as [number, number]
  const { picture, x0, y0 } = pictureUnder(grid, (e, s) => {
    const isMark = Math.hypot(e - east, s - south) * SIZE < 3
    return isMark ? [255, 255, 255, 255] : [0, 0, 0, 255]
  })
  const drawn = shiftPixels(picture, grid, { x0, y0 }, SIZE)
  const lit: [number, number][] = []
  for (let at = 0; at < SIZE * SIZE; at++) {
    if ((drawn[at * 4] ?? 0) > 128) lit.push([at % SIZE, Math.floor(at / SIZE)])
  }
  const mean = (k: 0 | 1): number => lit.reduce((sum, each) => sum + each[k] + 0.5, 0) / lit.length
  expect(lit.length).toBeGreaterThan(15)
  expect(Math.abs(mean(0) - 0.3 * SIZE)).toBeLessThan(0.2)
  expect(Math.abs(mean(1) - 0.7 * SIZE)).toBeLessThan(0.2)
})

test('two tiles beside each other fit: along their border both are drawn from the same places', () => {
  const tile = tileAt(center, 13)
  const [left, right] = [shiftGrid(tile), shiftGrid({ ...tile, x: tile.x + 1 })]
  for (let node = 0; node <= 16; node++) {
    const [last, first] = [(node * 17 + 16) * 2, node * 17 * 2]
    expect(left[last]).toBeCloseTo(right[first] ?? 0, 9)
    expect(left[last + 1]).toBeCloseTo(right[first + 1] ?? 0, 9)
  }
})

test('where nothing is drawn nothing seeps in: colours stay, opacity fades', () => {
  const tile = tileAt(center, 12)
  const grid = shiftGrid(tile)
  const { picture, x0, y0 } = pictureUnder(grid, (east) =>
    Math.floor(east * SIZE) % 2 === 0 ? [200, 100, 50, 255] : [0, 0, 0, 0],
  )
  const drawn = shiftPixels(picture, grid, { x0, y0 }, SIZE)
  for (let at = 0; at < SIZE * SIZE; at += 97) {
    if ((drawn[at * 4 + 3] ?? 0) < 8) continue
    expect([...drawn.subarray(at * 4, at * 4 + 3)]).toEqual([200, 100, 50])
  }
})
