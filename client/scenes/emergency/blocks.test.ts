import { expect, test } from 'vitest'
import { BLOCKS, blocksIn } from './blocks.ts'

test('at every number of columns each block stands once', () => {
  for (const columns of [1, 2, 3, 4, 5, 6, 8]) {
    const placed = blocksIn(columns)
    expect(placed).toHaveLength(columns)
    expect(placed.flat().sort()).toEqual([...BLOCKS].sort())
  }
})
