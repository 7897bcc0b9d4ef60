import { expect, test } from 'vitest'
import { afterTile, NOTHING_ASKED, type TileOutcome } from './tile-health.ts'

const after = (...outcomes: TileOutcome[]) => outcomes.reduce(afterTile, NOTHING_ASKED).verdict

test('until a tile has come, the shipped ground stays', () => {
  expect(after()).toBe('waiting')
  expect(after('failed')).toBe('waiting')
  expect(after('failed', 'fresh')).toBe('shown')
})

test('a single lost tile is a hole, two in a row are a source that is gone', () => {
  expect(after('fresh', 'failed')).toBe('shown')
  expect(after('fresh', 'failed', 'fresh', 'failed')).toBe('shown')
  expect(after('fresh', 'failed', 'missing', 'failed')).toBe('failed')
})

test('what is gone stays gone until it is started anew, so that the ground does not flicker', () => {
  expect(after('failed', 'failed', 'fresh', 'fresh')).toBe('failed')
})

test('kept tiles are said to be kept, also beside fresh ones', () => {
  expect(after('stale')).toBe('stale')
  expect(after('fresh', 'stale', 'fresh')).toBe('stale')
})

test('a source that ends at the border is no source that fails', () => {
  const beyond = Array.from({ length: 60 }, () => 'missing' as const)
  expect(after(...beyond)).toBe('waiting')
  expect(after(...beyond, 'fresh', ...beyond)).toBe('shown')
})
