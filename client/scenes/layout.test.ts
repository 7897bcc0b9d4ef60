import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { burnInShift, distribute, layoutFor, MAX_WINGS_RATIO, parseBezel } from './layout.ts'

const loads = (
  columns: readonly (readonly number[])[],
  weights: readonly number[],
  reserved: readonly number[],
): number[] =>
  columns.map((column, at) =>
    column.reduce((sum, index) => sum + (weights[index] ?? 0), reserved[at] ?? 0),
  )

describe('the shape of the wall', () => {
  test.each([
    [1920, 1080, '16:9', 1, 1],
    [3840, 2160, '16:9', 1, 2],
    [2560, 1080, '21:9', 1, 1],
    [3840, 1080, '32:9', 2, 1],
    [7680, 2160, '32:9', 2, 2],
    [5760, 1080, '48:9', 3, 1],
    [11520, 2160, '48:9', 3, 2],
    [1080, 1920, '9:16', 2, 0.5625],
  ])('%i × %i is %s with %i columns a wing and a unit of %f px', (w, h, shape, columns, unit) => {
    expect(layoutFor(w, h)).toMatchObject({ shape, columnsPerWing: columns, unitPx: unit })
  })

  test('the wings never take more than 46 % of the width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 12_000 }),
        fc.integer({ min: 240, max: 5_000 }),
        (w, h) => {
          const { wingU, widthU } = layoutFor(w, h)
          expect(2 * wingU).toBeLessThanOrEqual(widthU * MAX_WINGS_RATIO + 1e-6)
        },
      ),
    )
  })
})

describe('panels over columns', () => {
  const weights = fc.array(fc.double({ min: 0.5, max: 1.5, noNaN: true }), { maxLength: 8 })

  test('every panel stands once, in the order of its scenario', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 6 }), (panels, columns) => {
        const placed = distribute(
          panels,
          Array.from({ length: columns }, () => 0),
        )
        expect(placed).toHaveLength(columns)
        expect(placed.flat()).toEqual(panels.map((_, index) => index))
      }),
    )
  })

  test('no column stays empty while there are panels for it', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 6 }), (panels, columns) => {
        const placed = distribute(
          panels,
          Array.from({ length: columns }, () => 0),
        )
        const empty = placed.filter((column) => column.length === 0).length
        expect(empty).toBe(Math.max(0, columns - panels.length))
      }),
    )
  })

  test('headline numbers in the first column send the panels to the others', () => {
    const panels = [1, 1, 1, 1, 1, 1]
    const reserved = [2.4, 0, 0, 0]
    const placed = distribute(panels, reserved)
    expect(placed[0]).toEqual([])
    expect(Math.max(...loads(placed, panels, reserved))).toBeCloseTo(2.4)
  })
})

test('the chrome never wanders further than 4 px, and comes back after ten minutes', () => {
  const steps = Array.from({ length: 10 }, (_, minute) => burnInShift(minute * 60_000))
  for (const a of steps) {
    for (const b of steps) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThanOrEqual(4)
  }
  expect(burnInShift(600_000)).toEqual(burnInShift(0))
  expect(new Set(steps.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(3)
})

test('a bezel grid is three sensible numbers or nothing', () => {
  expect(parseBezel('4,2,12')).toEqual({ cols: 4, rows: 2, px: 12 })
  expect(parseBezel('0,2,12')).toBeNull()
  expect(parseBezel('4,2')).toBeNull()
  expect(parseBezel(null)).toBeNull()
})
