import { expect, test } from 'vitest'
import { parseLocalTime, serialTime } from './local-times.ts'

const NINE = Date.UTC(2024, 5, 7, 1)

test('a time is read as people here write it, and with an offset by its offset', () => {
  for (const text of [
    '2024-06-07 09:00',
    '2024-06-07T09:00:00',
    '2024/6/7 9:00:00',
    '2024.06.07 09:00',
    '2024年6月7日 9:00',
    '2024年6月7日 9时00分',
    '2024-06-07T09:00:00+08:00',
    '2024-06-07T01:00:00Z',
    String(NINE),
  ]) {
    expect([text, parseLocalTime(text)]).toEqual([text, NINE])
  }
  expect(parseLocalTime('2024-06-07')).toBe(NINE - 9 * 3_600_000)
})

test('a day that no calendar has names no moment', () => {
  for (const text of [
    '2024-02-30 08:00',
    '2023-02-29',
    '2024-13-01',
    '2024-06-07 24:00',
    '6/7/2024',
    'soon',
    '',
  ]) {
    expect([text, parseLocalTime(text)]).toEqual([text, null])
  }
  expect(parseLocalTime('2024-02-29')).not.toBeNull()
})

test('a spreadsheet counts days from 1900 with a day too many, or from 1904', () => {
  expect(serialTime(45450.375, false)).toBe(NINE)
  expect(serialTime(43988.375, true)).toBe(NINE)
  expect(serialTime(59, false)).toBe(Date.UTC(1900, 1, 28) - 8 * 3_600_000)
  expect(serialTime(61, false)).toBe(Date.UTC(1900, 2, 1) - 8 * 3_600_000)
  for (const serial of [60, 60.5, 0, -1, 2_958_466, Number.NaN]) {
    expect(serialTime(serial, false)).toBeNull()
  }
  expect(serialTime(NINE, false)).toBe(NINE)
})
