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

type Days = { readonly off: ReadonlySet<number>; readonly work: ReadonlySet<number> }

/** A calendar's dates as day numbers: deadlines step over many days, and dates are slow to write. */
const DAYS = new WeakMap<WorkCalendar, Days>()

function daysOf(calendar: WorkCalendar): Days {
  const known = DAYS.get(calendar)
  if (known !== undefined) return known
  const numbers = (dates: ReadonlySet<string>): Set<number> => new Set([...dates].map(dayOf))
  const days = { off: numbers(calendar.off), work: numbers(calendar.work) }
  DAYS.set(calendar, days)
  return days
}

/** @returns whether a local day, counted from 1970-01-01 (a Thursday), is worked */
function isWorked({ off, work }: Days, day: number): boolean {
  if (work.has(day)) return true
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday !== 0 && weekday !== 6 && !off.has(day)
}

/** @returns whether the local day that holds the moment is a working day */
export const isWorkday = (calendar: WorkCalendar, atMs: number): boolean =>
  isWorked(daysOf(calendar), Math.floor((atMs + SHANGHAI_MS) / DAY_MS))

/** The working spans of a local day that is worked, epoch ms. */
const spansOf = ({ hours }: WorkCalendar, day: number): (readonly [number, number])[] => {
  const startMs = day * DAY_MS - SHANGHAI_MS
  return hours.map(([from, to]) => [startMs + from * MINUTE_MS, startMs + to * MINUTE_MS])
}

/** What of a local day lies in [fromMs, toMs) and is worked, ms. */
const workedOn = (calendar: WorkCalendar, day: number, fromMs: number, toMs: number): number =>
  spansOf(calendar, day).reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, toMs) - Math.max(start, fromMs)),
    0,
  )

/** Working time of a whole day that is worked, ms. */
const dayMs = ({ hours }: WorkCalendar): number =>
  hours.reduce((sum, [from, to]) => sum + (to - from) * MINUTE_MS, 0)

/** Time of that kind that passes in [fromMs, toMs), ms. */
export function timeBetween(
  kind: TimeKind,
  calendar: WorkCalendar,
  fromMs: number,
  toMs: number,
): number {
  if (toMs <= fromMs) return 0
  if (kind === 'continuous') return toMs - fromMs
  const days = daysOf(calendar)
  const whole = dayMs(calendar)
  const firstDay = Math.floor((fromMs + SHANGHAI_MS) / DAY_MS)
  const lastDay = Math.floor((toMs + SHANGHAI_MS) / DAY_MS)
  let sum = 0
  for (let day = firstDay; day <= lastDay; day++) {
    if (!isWorked(days, day)) continue
    const isCut = day === firstDay || day === lastDay
    sum += isCut ? workedOn(calendar, day, fromMs, toMs) : whole
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
  const days = daysOf(calendar)
  const first = Math.floor((fromMs + SHANGHAI_MS) / DAY_MS)
  for (let day = first; day < first + MOST_DAYS; day++) {
    if (!isWorked(days, day)) continue
    for (const [start, end] of spansOf(calendar, day)) {
      const from = Math.max(start, fromMs)
      if (from >= end) continue
      if (end - from >= left) return from + left
      left -= end - from
    }
  }
  throw new RangeError(`the calendar ${calendar.name} has no working time left`)
}
