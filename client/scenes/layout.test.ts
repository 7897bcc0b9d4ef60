import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arcMinutes,
  CHINESE_EM,
  defaultSight,
  FIGURE_EM,
  type WallSight,
} from '../../protocol/wall/sight.ts'
import { wallPlan } from './column-plan.ts'
import { burnInShift, layoutFor, MAX_WINGS_RATIO, ribbonSpans } from './layout.ts'
import { type Bezel, cells, type Span } from './seams.ts'

const layoutOf = (widthPx: number, heightPx: number, bezel: Bezel | null = null) =>
  layoutFor(widthPx, heightPx, defaultSight(widthPx / heightPx), { bezel })

describe('the shape of the wall', () => {
  test.each([
    [1920, 1080, '16:9', 1, 1],
    [3840, 2160, '16:9', 1, 2],
    [2560, 1080, '21:9', 1, 1],
    [3840, 1080, '32:9', 2, 1],
    [7680, 2160, '32:9', 2, 2],
    [5760, 1080, '48:9', 3, 1],
    [11520, 2160, '48:9', 3, 2],
    [1080, 1920, '9:16', 2, 0.75],
    [800, 600, '16:9', 1, 0.75],
  ])('%i × %i is %s with %i columns a wing and a unit of %f px', (w, h, shape, columns, unit) => {
    const layout = layoutOf(w, h)
    expect(layout).toMatchObject({ shape, unitPx: unit })
    expect(layout.columns).toHaveLength(columns)
  })

  test('the wings never take more than 46 % of the width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 12_000 }),
        fc.integer({ min: 240, max: 5_000 }),
        (w, h) => {
          const { wingU, widthU, wings } = layoutOf(w, h)
          expect(wings * wingU).toBeLessThanOrEqual(widthU * MAX_WINGS_RATIO + 1e-6)
        },
      ),
    )
  })
})

const farther = fc.record({
  width: fc.integer({ min: 640, max: 11_520 }),
  height: fc.integer({ min: 480, max: 2_160 }),
  heightMm: fc.integer({ min: 600, max: 5_000 }),
  readM: fc.double({ min: 1, max: 12, noNaN: true }),
  scanBy: fc.double({ min: 1, max: 3, noNaN: true }),
  glanceBy: fc.double({ min: 1, max: 3, noNaN: true }),
})

describe('type for those who read it', () => {
  test('wherever they sit, the smallest text is 16 minutes high, the word and the numbers 22', () => {
    fc.assert(
      fc.property(farther, ({ width, height, heightMm, readM, scanBy, glanceBy }) => {
        const sight: WallSight = {
          widthMm: (heightMm * width) / height,
          heightMm,
          readM,
          scanM: readM * scanBy,
          glanceM: readM * scanBy * glanceBy,
        }
        const { unitPx, type } = layoutFor(width, height, sight)
        const minutes = (units: number, signEm: number, fromM: number): number =>
          arcMinutes((units * unitPx * signEm * heightMm) / height, fromM)
        expect(minutes(16, FIGURE_EM, sight.readM)).toBeGreaterThan(15.99)
        expect(minutes(type.scan, CHINESE_EM, sight.scanM)).toBeGreaterThan(15.99)
        expect(minutes(type.figure, FIGURE_EM, sight.scanM)).toBeGreaterThan(15.99)
        expect(minutes(type.state, CHINESE_EM, sight.scanM)).toBeGreaterThan(21.99)
        expect(minutes(type.number, FIGURE_EM, sight.scanM)).toBeGreaterThan(21.99)
        expect(minutes(type.word, CHINESE_EM, sight.glanceM)).toBeGreaterThan(21.99)
      }),
    )
  })

  test('a wall that nobody measured keeps the sizes of the design', () => {
    const { unitPx, type } = layoutOf(3840, 1080)
    expect(unitPx).toBe(1)
    expect(type).toEqual({
      word: 60,
      state: 31.1,
      number: 64,
      leastNumber: 39.6,
      scan: 23,
      figure: 28.8,
    })
  })

  test('read from twice as far, text is twice as high, and panels take turns rather than shrink', () => {
    const near = layoutOf(3840, 1080)
    const sight = { ...defaultSight(32 / 9), readM: 8, scanM: 16, glanceM: 30 }
    const far = layoutFor(3840, 1080, sight)
    expect(far.unitPx / near.unitPx).toBeGreaterThan(1.7)
    const pages = wallPlan([1, 1, 1, 1, 1, 1, 1, 1], 5, far).columns.map(
      (plan) => plan.pages.length,
    )
    expect(Math.max(...pages)).toBeGreaterThan(1)
    const all = wallPlan([1, 1, 1, 1, 1, 1, 1, 1], 5, near).columns
    expect(all.every((plan) => plan.pages.length === 1)).toBe(true)
  })
})

describe('seams', () => {
  const walls = fc.record({
    width: fc.integer({ min: 1_000, max: 11_520 }),
    height: fc.integer({ min: 700, max: 2_160 }),
    cols: fc.integer({ min: 1, max: 8 }),
    rows: fc.integer({ min: 1, max: 4 }),
    px: fc.integer({ min: 0, max: 40 }),
  })

  test('no column, title, film strip or headline number is crossed by one', () => {
    fc.assert(
      fc.property(walls, ({ width, height, rows, px, ...wall }) => {
        // No screen of a wall is narrower than 480 px.
        const cols = Math.min(wall.cols, Math.floor(width / 480))
        const bezel = { cols, rows, px }
        const layout = layoutOf(width, height, bezel)
        const { unitPx, widthU, columns, title, centre } = layout
        const across = cells(widthU, cols, px, unitPx)
        const whole = ({ from, to }: Span): boolean =>
          across.some((cell) => from >= cell.from - 1e-6 && to <= cell.to + 1e-6)
        const mirrored = columns.map(({ from, to }) => ({ from: widthU - to, to: widthU - from }))
        expect([...columns, ...mirrored, title, centre].filter((span) => !whole(span))).toEqual([])
        expect(ribbonSpans(5, layout, bezel).filter((span) => !whole(span))).toEqual([])
        expect(ribbonSpans(5, layout, bezel)).toHaveLength(5)
      }),
    )
  })

  test('panels stand between the seams that run across the wall', () => {
    const layout = layoutOf(7680, 2160, { cols: 4, rows: 2, px: 8 })
    expect(layout.parts.map(({ from, to }) => [Math.round(from), Math.round(to)])).toEqual([
      [126, 533],
      [547, 984],
    ])
    const plans = wallPlan([1, 1, 1, 1, 1, 1], 5, layout).columns
    expect(plans[0]?.numbers.map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 5],
    ])
    expect(plans.slice(1).map((plan) => plan.pages)).toEqual([
      [[[0], [1]]],
      [[[2], [3]]],
      [[[4], [5]]],
    ])
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
