import { HOLIDAY_YEARS } from './holidays.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Asia/Shanghai has had no summer time since 1991: a fixed offset. */
const SHANGHAI_MS = 8 * 3_600_000
/** More days than any limit can take; beyond it a calendar has no working time at all. */
const MOST_DAYS = 4_000

/** When a district works. Dates are local, `YYYY-MM-DD`. */
export type WorkCalendar = {
  readonly name: string
  /** Minutes of the local day, in order and apart from each other. */
  readonly hours: readonly (readonly [fromMinute: number, toMinute: number])[]
  /** Weekdays that are off. */
  readonly off: ReadonlySet<string>
  /** Saturdays and Sundays that are worked. */
  readonly work: ReadonlySet<string>
}

/** Continuous time never stops; working time runs in the calendar's hours only. */
export type TimeKind = 'continuous' | 'working'

const localDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
/** Day number of a date, counted in local days from 1970-01-01. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS

/** @returns every date from the first to the last, both included */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  for (let day = dayOf(from); day <= dayOf(to); day++) dates.push(localDate(day))
  return dates
}

const YEARS = Object.values(HOLIDAY_YEARS)

/** The country's holidays and made-up workdays with office hours 8 to 12 and 14 to 18: eight hours a day. */
export const CHINA_CALENDAR: WorkCalendar = {
  name: 'china',
  hours: [
    [8 * 60, 12 * 60],
    [14 * 60, 18 * 60],
  ],
  off: new Set(YEARS.flatMap(({ off }) => off.flatMap(([from, to]) => datesBetween(from, to)))),
  work: new Set(YEARS.flatMap(({ work }) => work)),
}

/** @returns whether a local day, counted from 1970-01-01 (a Thursday), is worked */
function isWorked(calendar: WorkCalendar, day: number): boolean {
  const date = localDate(day)
  if (calendar.work.has(date)) return true
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday !== 0 && weekday !== 6 && !calendar.off.has(date)
}

/** @returns whether the local day that holds the moment is a working day */
export const isWorkday = (calendar: WorkCalendar, atMs: number): boolean =>
  isWorked(calendar, Math.floor((atMs + SHANGHAI_MS) / DAY_MS))

/** The working spans of a local day, epoch ms. */
function* spansOf(calendar: WorkCalendar, day: number): Generator<readonly [number, number]> {
  if (!isWorked(calendar, day)) return
  const startMs = day * DAY_MS - SHANGHAI_MS
  for (const [from, to] of calendar.hours) {
    yield [startMs + from * MINUTE_MS, startMs + to * MINUTE_MS]
  }
}

/** Time of that kind that passes in [fromMs, toMs), ms. */
export function timeBetween(
  kind: TimeKind,
  calendar: WorkCalendar,
  fromMs: number,
  toMs: number,
): number {
  if (toMs <= fromMs) return 0
  if (kind === 'continuous') return toMs - fromMs
  const lastDay = Math.floor((toMs + SHANGHAI_MS) / DAY_MS)
  let sum = 0
  for (let day = Math.floor((fromMs + SHANGHAI_MS) / DAY_MS); day <= lastDay; day++) {
    for (const [start, end] of spansOf(calendar, day)) {
      sum += Math.max(0, Math.min(end, toMs) - Math.max(start, fromMs))
    }
  }
  return sum
}

/**
 * The first moment at which `ms` of that kind of time have passed since `fromMs`.
 *
 * @throws RangeError when the calendar has no such time within ten years
 */
export function addTime(
  kind: TimeKind,
  calendar: WorkCalendar,
  fromMs: number,
  ms: number,
): number {
  if (kind === 'continuous' || ms <= 0) return fromMs + Math.max(0, ms)
  let left = ms
  const first = Math.floor((fromMs + SHANGHAI_MS) / DAY_MS)
  for (let day = first; day < first + MOST_DAYS; day++) {
    for (const [start, end] of spansOf(calendar, day)) {
      const from = Math.max(start, fromMs)
      if (from >= end) continue
      if (end - from >= left) return from + left
      left -= end - from
    }
  }
  throw new RangeError(`the calendar ${calendar.name} has no working time left`)
}
