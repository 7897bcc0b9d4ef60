import { expect, test } from 'vitest'
import { parsePart, partText, wallSize } from './wall-part.ts'

test('the address names a part of the wall, and everything else is the whole wall', () => {
  expect(parsePart('1,0/2,1')).toEqual({ col: 1, row: 0, cols: 2, rows: 1 })
  for (const text of [null, '', '0,0/1,1', '2,0/2,1', '0,1/2,1', '0,0/0,0', '1/2', '0,0/99,1'])
    expect([text, parsePart(text)]).toEqual([text, null])
})

test('a part is written as it is read', () => {
  expect(partText({ col: 3, row: 1, cols: 4, rows: 2 })).toBe('3,1/4,2')
})

test('two browsers of 3840 × 2160 side by side are one wall of 7680 × 2160', () => {
  const screen = { width: 3840, height: 2160 }
  expect(wallSize(parsePart('1,0/2,1'), screen)).toEqual({ width: 7680, height: 2160 })
  expect(wallSize(null, screen)).toEqual(screen)
})
