const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))$/
const EPOCH = /^-?\d{1,16}$/

/** Farthest moment an ECMAScript date can hold, in ms from the epoch. */
const FARTHEST_MS = 8.64e15

const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate()

/**
 * Reads a moment as the public contract allows it: ISO 8601 with an offset, or epoch milliseconds as a
 * number or as its decimal text (a CSV cell).
 *
 * @returns epoch milliseconds; null when it is neither, also when the offset is missing, because a local
 *   time without its zone names no moment
 */
export function parseTime(input: unknown): number | null {
  if (typeof input === 'number') return wholeMs(input)
  if (typeof input !== 'string' || input.length > 40) return null
  if (EPOCH.test(input)) return wholeMs(Number(input))
  return parseIso(input)
}

const wholeMs = (ms: number): number | null =>
  Number.isFinite(ms) && Math.abs(ms) <= FARTHEST_MS ? Math.trunc(ms) : null

function parseIso(text: string): number | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const part = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hour, minute, second] = [part(4), part(5), part(6)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  // 60 is a leap second; it reads as the first moment of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return null
  if (part(10) > 23 || part(11) > 59) return null
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offsetMin = (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11))
  const utcMs = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  // Date.UTC takes years 0..99 for 1900..1999; no reading is that old.
  return year < 100 ? null : utcMs - offsetMin * 60_000
}

/** @returns ISO 8601 in UTC, as every answer and event writes times */
export const toIso = (ms: number): string => new Date(ms).toISOString()

/** @returns the same for a moment that may not exist */
export const toIsoOrNull = (ms: number | null): string | null => (ms === null ? null : toIso(ms))
