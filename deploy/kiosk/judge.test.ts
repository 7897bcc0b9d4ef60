import { expect, test } from 'vitest'
import { BLANK_MS, backOffMs, judge } from './judge.mjs'

const OPENED = 1_000_000
const answer = (atMs: number, over: object = {}) => ({
  atMs,
  kind: 'answer' as const,
  ready: false,
  says: false,
  error: false,
  ...over,
})
const silent = (atMs: number) => ({ atMs, kind: 'silent' as const })

test('a page that draws its data, or says what it waits for, is left alone', () => {
  expect(judge([], OPENED)).toBe('leave')
  expect(judge([answer(OPENED + 900_000, { ready: true })], OPENED)).toBe('leave')
  expect(judge([answer(OPENED + 900_000, { says: true })], OPENED)).toBe('leave')
})

test('one answer that does not come is waited for, a second one is a page that hangs', () => {
  const well = answer(OPENED + 1_000, { ready: true })
  expect(judge([well, silent(OPENED + 4_000)], OPENED)).toBe('leave')
  expect(judge([well, silent(OPENED + 4_000), silent(OPENED + 11_000)], OPENED)).toBe('replace')
})

test('a page that is blank for long is replaced, and the browser’s own error page is asked again', () => {
  expect(judge([answer(OPENED + BLANK_MS)], OPENED)).toBe('leave')
  expect(judge([answer(OPENED + BLANK_MS + 1)], OPENED)).toBe('replace')
  const well = answer(OPENED + BLANK_MS, { ready: true })
  expect(judge([well, answer(OPENED + 2 * BLANK_MS)], OPENED)).toBe('leave')
  expect(judge([well, answer(OPENED + 2 * BLANK_MS + 1)], OPENED)).toBe('replace')
  expect(judge([answer(OPENED + 10, { error: true })], OPENED)).toBe('load')
})

test('the first try comes at once, later ones ever slower, never slower than every fifteen seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map(backOffMs)).toEqual([
    0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ])
})
