import { expect, test } from 'vitest'
import { createFlow, expectedBytes } from './flow.ts'

test('[R8] bodies enter until the memory set aside for them is full, and again when others have left', () => {
  const flow = createFlow(100)
  expect([flow.enter(60), flow.enter(40), flow.enter(1)]).toEqual([true, true, false])
  flow.leave(60)
  expect(flow.enter(60)).toBe(true)
  flow.leave(60)
  flow.leave(40)
  expect(flow.enter(1_000)).toBe(true)
})

test('a body is counted by its length, more when it is packed, and somehow when it tells none', () => {
  const bytes = (headers: Record<string, string>): number => expectedBytes(headers)
  expect(bytes({ 'content-length': '500' })).toBe(500)
  expect(bytes({ 'content-length': '500', 'content-encoding': 'gzip' })).toBe(5_000)
  expect(bytes({ 'content-length': '99999999999' })).toBe(64 * 1024 * 1024)
  expect(bytes({})).toBe(8 * 1024 * 1024)
  expect(bytes({ 'content-length': 'many' })).toBe(8 * 1024 * 1024)
})
