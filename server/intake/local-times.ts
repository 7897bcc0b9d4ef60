import { parseTime } from '../../protocol/time.ts'

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const LOCAL =
  /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ]\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?)?分?)?$/

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate()

/**
 * A moment as people here write it: ISO 8601 with an offset, epoch milliseconds, or local time (Asia/Shanghai) such as
 * `2024-06-07 09:00`, `2024/6/7 9:05:00`, `2024年6月7日`; a day alone is its beginning.
 *
 * @returns epoch ms; null when it names no moment, as 30 February does
 */
export function parseLocalTime(text: string): number | null {
  const trimmed = text.trim()
  const match = LOCAL.exec(trimmed)
  if (match === null) return parseTime(trimmed)
  const part = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  return Date.UTC(year, month - 1, day, hour, minute, second) - SHANGHAI_MS
}

/** The day that spreadsheets number 0: for the usual count, so that day 61 is 1 March 1900. */
const SINCE_1900_MS = Date.UTC(1899, 11, 30)
const SINCE_1904_MS = Date.UTC(1904, 0, 1)
/** 31 December 9999, the last day a spreadsheet knows. */
const LAST_SERIAL = 2_958_466
/** 29 February 1900: a day that spreadsheets have and the calendar has not. */
const NO_DAY = 60
/** Anything from here on counts milliseconds (1973). */
const FIRST_EPOCH_MS = 1e11

/** A number in a column of times: days since the spreadsheet's first day, as local time; or epoch milliseconds. */
export function serialTime(serial: number, since1904: boolean): number | null {
  if (serial >= FIRST_EPOCH_MS) return parseTime(serial)
  if (!(serial > 0) || serial >= LAST_SERIAL) return null
  if (since1904) return SINCE_1904_MS + Math.round(serial * 86_400) * 1_000 - SHANGHAI_MS
  const day = Math.floor(serial)
  if (day === NO_DAY) return null
  const shift = day < NO_DAY ? DAY_MS : 0
  return SINCE_1900_MS + shift + Math.round(serial * 86_400) * 1_000 - SHANGHAI_MS
}
