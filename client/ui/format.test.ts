import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatAge,
  formatDelta,
  formatMoment,
  formatNumber,
  formatScaled,
  formatValue,
  localTime,
  scaleFor,
  startOfDayMs,
  startOfMonthMs,
} from './format.ts'

test('a number has thousands separators and exactly its precision', () => {
  expect(formatNumber(99605208, 0)).toBe('99,605,208')
  expect(formatNumber(1234.5, 2)).toBe('1,234.50')
  expect(formatNumber(-1234567.891, 1)).toBe('-1,234,567.9')
  expect(formatNumber(999, 0)).toBe('999')
})

test('a value that rounds to zero is not negative, and a missing one is not zero', () => {
  expect(formatNumber(-0.004, 2)).toBe('0.00')
  expect(formatValue(0, 0)).toBe('0')
  expect(formatValue(null, 0)).toBe('—')
})

test('a number too large for digits is written with a power of ten', () => {
  expect(formatNumber(1e308, 0)).toBe('1.00×10^308')
})

test('the digits of a formatted number are those of the number', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e14, max: 1e14, noNaN: true }), fc.nat({ max: 4 }), (n, p) => {
      const back = Number(formatNumber(n, p).replaceAll(',', ''))
      expect(Math.abs(back - n)).toBeLessThanOrEqual(0.5 * 10 ** -p + Math.abs(n) * 1e-12)
    }),
  )
})

test('counted things turn to 万 from a hundred thousand and to 亿 from a thousand million', () => {
  expect(scaleFor(99_999, '件', 0)).toEqual({ divisor: 1, unit: '件', precision: 0 })
  expect(formatScaled(123_456, scaleFor(123_456, '件', 0))).toBe('12.3')
  expect(scaleFor(123_456, '件', 0).unit).toBe('万件')
  expect(scaleFor(2e9, '元', 0)).toEqual({ divisor: 1e8, unit: '亿元', precision: 2 })
  expect(scaleFor(250_000, '万元', 1)).toEqual({ divisor: 1e4, unit: '亿元', precision: 2 })
})

test('measured quantities are never written in 万', () => {
  for (const unit of ['μg/m³', '%', '分钟', '℃', 'mm', '']) {
    expect(scaleFor(1e8, unit, 1).divisor).toBe(1)
  }
})

test('the screen tells time in Shanghai wherever the machine stands', () => {
  const at = Date.parse('2026-11-25T16:30:05Z')
  expect(localTime(at)).toEqual({
    year: 2026,
    month: 11,
    day: 26,
    hour: 0,
    minute: 30,
    second: 5,
    weekday: 3,
  })
  expect(startOfDayMs(at)).toBe(Date.parse('2026-11-25T16:00:00Z'))
  expect(startOfMonthMs(2026, 12 - 11)).toBe(Date.parse('2025-12-31T16:00:00Z'))
})

test('a moment shows its day only when it is not today', () => {
  const now = Date.parse('2026-11-25T08:00:00Z')
  expect(formatMoment(now - 60_000, now)).toBe('15:59')
  expect(formatMoment(now - 86_400_000, now)).toBe('11-24 16:00')
  expect(formatMoment(Date.parse('2025-01-02T00:00:00Z'), now)).toBe('2025-01-02')
})

test('an age is told in its largest whole unit', () => {
  expect(formatAge(3_000)).toBe('刚刚')
  expect(formatAge(185_000)).toBe('3 分钟前')
  expect(formatAge(7_300_000)).toBe('2 小时前')
  expect(formatAge(5 * 86_400_000, 'en')).toBe('5 d ago')
})

test('a difference carries its sign, and none when it rounds to nothing', () => {
  expect(formatDelta(3, 0)).toBe('+3')
  expect(formatDelta(-0.25, 1)).toBe('-0.3')
  expect(formatDelta(0.01, 1)).toBe('0.0')
})
