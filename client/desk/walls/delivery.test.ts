import { expect, test } from 'vitest'
import { byPlace, CONFIRM_MS, deliveryOf } from './delivery.ts'

const NOW = Date.UTC(2026, 10, 26, 8)
const wall = { seq: 4, commandedAt: new Date(NOW - 1_000).toISOString() }
const screen = { state: 'here', applied: 4, link: 'live' } as const

test('a command has arrived when the screen says so over a living link', () => {
  expect(deliveryOf(screen, wall, NOW)).toBe('delivered')
  expect(deliveryOf({ ...screen, link: 'lost' }, wall, NOW)).toBe('waiting')
  expect(deliveryOf({ ...screen, applied: 3 }, wall, NOW)).toBe('waiting')
})

test('a screen that has not answered five seconds after a command is unconfirmed', () => {
  const behind = { ...screen, applied: 3 }
  const late = NOW - 1_000 + CONFIRM_MS
  expect(deliveryOf(behind, wall, late)).toBe('waiting')
  expect(deliveryOf(behind, wall, late + 1)).toBe('unconfirmed')
})

test('a screen that is lost or silent has confirmed nothing, whatever it said before', () => {
  expect(deliveryOf({ ...screen, state: 'lost' }, wall, NOW)).toBe('lost')
  expect(deliveryOf({ ...screen, state: 'silent' }, wall, NOW)).toBe('silent')
})

test('parts stand in the order of the wall, row by row', () => {
  const parts = ['1,1/2,2', null, '0,1/2,2', '1,0/2,2', '0,0/2,2']
  const sorted = parts.map((part) => ({ part, name: 's' })).sort(byPlace)
  expect(sorted.map(({ part }) => part)).toEqual([null, '0,0/2,2', '1,0/2,2', '0,1/2,2', '1,1/2,2'])
})
