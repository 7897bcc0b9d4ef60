import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distribute, leastPanelU, pagesOf } from './placement.ts'

const loads = (
  columns: readonly (readonly number[])[],
  weights: readonly number[],
  reserved: readonly number[],
): number[] =>
  columns.map((column, at) =>
    column.reduce((sum, index) => sum + (weights[index] ?? 0), reserved[at] ?? 0),
  )

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

const part = (from: number, length: number) => ({ from, to: from + length })

describe('panels that do not all fit', () => {
  const weights = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { maxLength: 9 })
  const parts = fc
    .array(fc.integer({ min: 110, max: 900 }), { minLength: 1, maxLength: 3 })
    .map((lengths) => lengths.map((length, i) => part(i * 1_000, length)))

  test('every panel has its turn, once, in the order of its scenario', () => {
    fc.assert(
      fc.property(weights, parts, (panels, within) => {
        const shown = pagesOf(panels, within).flat(2)
        expect(shown).toEqual(panels.map((_, index) => index))
      }),
    )
  })

  test('a page without a panel is only that of a column without one', () => {
    fc.assert(
      fc.property(weights, parts, (panels, within) => {
        const empty = pagesOf(panels, within).filter((page) => page.flat().length === 0)
        expect(empty).toHaveLength(panels.length === 0 ? 1 : 0)
      }),
    )
  })

  test('two panels stand on a page only where both can be read', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 110, max: 900 }), (panels, length) => {
        for (const [onPage = []] of pagesOf(panels, [part(0, length)])) {
          const asked = onPage.reduce((sum, index) => sum + leastPanelU(panels[index] ?? 1), 0)
          if (onPage.length > 1)
            expect(asked + 16 * (onPage.length - 1)).toBeLessThanOrEqual(length)
        }
      }),
    )
  })
})
