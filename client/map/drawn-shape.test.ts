import { expect, test } from 'vitest'
import {
  curveThrough,
  easedRing,
  easePolygon,
  labelBeside,
  stretchesWithin,
} from './drawn-shape.ts'
import { distanceM, inPolygon, type LonLat } from './geometry.ts'
import { shippedGeo } from './test-world.ts'

test('a curve keeps the points it was given and both ends', () => {
  const path: LonLat[] = [
    [120, 31.7],
    [120.01, 31.71],
    [120.02, 31.7],
  ]
  const curve = curveThrough(path)
  for (const [x, y] of path) {
    expect(curve.some(([cx, cy]) => Math.abs(cx - x) < 1e-9 && Math.abs(cy - y) < 1e-9)).toBe(true)
  }
  expect(curve.length).toBeGreaterThan(path.length)
  for (const at of curve) expect(Math.min(...path.map((p) => distanceM(p, at)))).toBeLessThan(900)
})

test('an area that shares points with the outline follows it to the same places', () => {
  const ring: LonLat[] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [2, 2],
    [0, 2],
    [0, 0],
  ]
  const eased = easedRing(ring)
  const [outline = []] = easePolygon([ring], eased)
  const [town = []] = easePolygon(
    [
      [
        [1, 1],
        [2, 1],
        [1.5, 1.5],
      ],
    ],
    eased,
  )
  expect(town[0]).toEqual(outline[2])
  expect(town[1]).toEqual(outline[3])
  expect(town[2]).toEqual([1.5, 1.5])
  expect(outline[0]).toEqual(outline.at(-1))
})

test('a neighbour is named once, inside it, outside of the district', () => {
  const geo = shippedGeo()
  const named = geo.neighbours.filter(({ label }) => label !== null)
  expect(named.map(({ name }) => name).toSorted()).toEqual(
    ['武进区', '新北区', '钟楼区', '金坛区', '溧阳市'].toSorted(),
  )
  for (const { polygon, label } of named) {
    expect(inPolygon(label ?? [0, 0], polygon)).toBe(true)
    expect(inPolygon(label ?? [0, 0], geo.district)).toBe(false)
  }
  const own = geo.neighbours.find(({ name }) => name === '钟楼区')
  expect(own && labelBeside(own.polygon, geo.district)).toEqual(own?.label)
})

test('an area whose point lies between two of the outline follows it too', () => {
  const ring: LonLat[] = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [0, 0],
  ]
  const eased = easedRing(ring)
  const [[at = [0, 0]] = []] = easePolygon([[[1, 0]]], eased)
  const [outline = []] = easePolygon([ring], eased)
  expect(at[1]).toBeCloseTo(outline[0]?.[1] ?? 0, 9)
})

test('of a line that leaves and comes back, the stretches inside are left, up to the border', () => {
  const square: LonLat[] = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ]
  const path: LonLat[] = [
    [-2, 1],
    [2, 1],
    [6, 1],
    [6, 3],
    [2, 3],
  ]
  const stretches = stretchesWithin(path, [square])
  expect(stretches).toHaveLength(2)
  expect(stretches[0]?.[0]?.[0]).toBeCloseTo(0, 3)
  expect(stretches[0]?.at(-1)?.[0]).toBeCloseTo(4, 3)
  expect(stretches[1]?.[0]?.[0]).toBeCloseTo(4, 3)
})
