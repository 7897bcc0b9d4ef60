import { expect, test } from 'vitest'
import { cells, clearParts, middlePart, parseBezel } from './seams.ts'

test('a bezel grid is three sensible numbers or nothing', () => {
  expect(parseBezel('4,2,12')).toEqual({ cols: 4, rows: 2, px: 12 })
  expect(parseBezel('0,2,12')).toBeNull()
  expect(parseBezel('4,2')).toBeNull()
  expect(parseBezel(null)).toBeNull()
})

test('a screen of a wall ends ten pixels before the joint', () => {
  expect(cells(3840, 2, 12, 1)).toEqual([
    { from: 0, to: 1904 },
    { from: 1936, to: 3840 },
  ])
  expect(cells(1920, 2, 12, 2)[0]).toEqual({ from: 0, to: 952 })
})

test('of a span that a seam crosses, the part nearest its middle is taken', () => {
  const across = cells(3840, 2, 0, 1)
  expect(clearParts({ from: 1000, to: 2800 }, across, 100)).toEqual([
    { from: 1000, to: 1910 },
    { from: 1930, to: 2800 },
  ])
  expect(middlePart({ from: 1000, to: 2800 }, across)).toEqual({ from: 1000, to: 1910 })
  expect(middlePart({ from: 100, to: 200 }, [])).toEqual({ from: 100, to: 200 })
})
