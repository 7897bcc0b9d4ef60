import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seamBoxes } from '../scenes/seams.ts'
import { overlaps } from './label-layout.ts'
import { apart, besideSeams, type TownLabel, townLabelBoxes } from './town-labels.ts'

const flat = {
  project: ([x, y]: readonly [number, number]) => ({ x, y }),
  unproject: ({ x, y }: { readonly x: number; readonly y: number }) => [x, y] as const,
}

const aLabel = (x: number, y: number): TownLabel => ({
  code: 'chashan',
  name: '茶山街道',
  value: '324 家',
  stale: false,
  position: [x, y],
})

test('a name on a seam moves to its nearer side, any other stays where its town is', () => {
  const seams = seamBoxes({ cols: 3, rows: 1, px: 4 }, 5760, 1080)
  const [left, right, free] = besideSeams(
    [aLabel(1910, 500), aLabel(1931, 500), aLabel(900, 500)],
    seams,
    flat,
    1,
    23,
  )
  expect(left?.position[0]).toBeLessThan(1908 - 46)
  expect(right?.position[0]).toBeGreaterThan(1932 + 46)
  expect(free?.position).toEqual([900, 500])
})

test('wherever towns lie, no name stands on an upright seam', () => {
  const seams = seamBoxes({ cols: 4, rows: 1, px: 8 }, 7680, 2160)
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 7_500 }),
      fc.integer({ min: 0, max: 2_160 }),
      (x, y) => {
        const moved = besideSeams([aLabel(x, y)], seams, flat, 2, 23)
        const [box] = townLabelBoxes(moved, flat.project, 2, 23)
        expect(box !== undefined && seams.some((seam) => overlaps(box, seam))).toBe(false)
      },
    ),
  )
})

test('a name under a panel goes beside it, and is left out where it would stay covered', () => {
  const panel = { left: 300, top: 0, width: 400, height: 520 }
  const [edge] = apart([aLabel(700, 500)], [panel], flat, 1, 23)
  const [box] = townLabelBoxes(edge === undefined ? [] : [edge], flat.project, 1, 23)
  expect(box !== undefined && overlaps(box, panel)).toBe(false)
  expect(apart([aLabel(500, 250)], [panel], flat, 1, 23)).toEqual([])
  expect(apart([aLabel(100, 700)], [panel], flat, 1, 23)).toEqual([aLabel(100, 700)])
})
