import {
  getLunarDate,
  getSolarDateFromLunar,
  getSolarTermDate,
  isWorkday as isWorkdayElsewhere,
} from 'chinese-days'
import { expect, test } from 'vitest'
import {
  addTime,
  CHINA_CALENDAR,
  datesBetween,
  isWorkday,
  type TimeKind,
  timeBetween,
  type WorkCalendar,
} from './calendar.ts'
import { readCalendar } from './calendar-file.ts'
import { HOLIDAY_YEARS } from './holidays.ts'

const HOUR = 3_600_000
const noon = (date: string): number => Date.parse(`${date}T12:00:00+08:00`)
const at = (local: string): number => Date.parse(`${local}+08:00`)
const local = (ms: number): string => new Date(ms + 8 * HOUR).toISOString().slice(0, 16)
const worked = (calendar: WorkCalendar, date: string): boolean => isWorkday(calendar, noon(date))
const calendarOf = (file: unknown): WorkCalendar => {
  const read = readCalendar(file)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.calendar
}

test('[ORD-e] every day of 2024, 2025 and 2026 is worked or off as an independent list has it', () => {
  const days = datesBetween('2024-01-01', '2026-12-31')
  expect(days).toHaveLength(1_096)
  for (const day of days)
    expect([day, worked(CHINA_CALENDAR, day)]).toEqual([day, isWorkdayElsewhere(day)])
  const announced = Object.keys(HOLIDAY_YEARS).filter(
    (year) => HOLIDAY_YEARS[year]?.basis === 'announced',
  )
  expect(announced).toEqual(['2024', '2025', '2026'])
})

test('[ORD-e] 2027 is marked as expected: the days of the regulation, and a weekend’s made up on the next workdays', () => {
  expect(HOLIDAY_YEARS['2027']?.basis).toBe('expected')
  // Spring Festival from its eve to the third day, Dragon Boat, Mid-Autumn by the moon; Qingming by the sun.
  const newYear = getSolarDateFromLunar('2027-01-01').date
  const start = Date.parse(`${newYear}T00:00:00Z`)
  const spring = [-1, 0, 1, 2].map((n) =>
    new Date(start + n * 24 * HOUR).toISOString().slice(0, 10),
  )
  const statutory = [
    '2027-01-01',
    ...spring,
    getSolarTermDate(2027, 4, 'pure_brightness'),
    '2027-05-01',
    '2027-05-02',
    getSolarDateFromLunar('2027-05-05').date,
    getSolarDateFromLunar('2027-08-15').date,
    '2027-10-01',
    '2027-10-02',
    '2027-10-03',
  ]
  expect(new Set(statutory).size).toBe(13)
  const isWeekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay())
  const off = new Set(statutory)
  for (const date of statutory.filter(isWeekend)) {
    let day = date
    while (off.has(day) || isWeekend(day)) {
      day = new Date(Date.parse(day) + 24 * HOUR).toISOString().slice(0, 10)
    }
    off.add(day)
  }
  for (const day of datesBetween('2027-01-01', '2027-12-31')) {
    expect([day, worked(CHINA_CALENDAR, day)]).toEqual([day, !isWeekend(day) && !off.has(day)])
  }
  expect(getLunarDate(newYear)).toMatchObject({ lunarMon: 1, lunarDay: 1 })
})

test('[ORD-e] working deadlines of 2027 step over its holidays', () => {
  const due = (from: string, hours: number): string =>
    local(addTime('working', CHINA_CALENDAR, at(from), hours * HOUR))
  expect(due('2027-02-04T17:00', 2)).toBe('2027-02-11T09:00')
  expect(due('2027-09-30T17:00', 8)).toBe('2027-10-06T17:00')
  expect(due('2027-06-08T17:00', 2)).toBe('2027-06-10T09:00')
})

test('a district’s own calendar adds to the country’s or stands alone', () => {
  const own = calendarOf({
    name: 'own',
    hours: [['09:00', '17:00']],
    off: ['2026-10-10', ['2026-12-30', '2026-12-31']],
    work: ['2026-10-05'],
  })
  // A made-up workday taken back, a holiday that is worked, days off of its own, the country's otherwise.
  expect(['2026-10-10', '2026-12-31', '2026-10-01'].map((day) => worked(own, day))).toEqual([
    false,
    false,
    false,
  ])
  expect(worked(own, '2026-10-05')).toBe(true)
  expect(timeBetween('working', own, at('2026-10-05T00:00'), at('2026-10-06T00:00'))).toBe(8 * HOUR)
  const weekdays = calendarOf({ name: 'weekdays', base: 'none' })
  expect(['2026-10-01', '2026-10-10'].map((day) => worked(weekdays, day))).toEqual([true, false])
})

test('a calendar that cannot be used says where and why', () => {
  const problems = (file: unknown): readonly string[] => {
    const read = readCalendar(file)
    return 'problems' in read ? read.problems : []
  }
  expect(problems({ name: 'x', hours: [['12:00', '08:00']] })).toEqual([
    expect.stringMatching(/^\/hours\/0: /),
  ])
  expect(
    problems({
      name: 'x',
      hours: [
        ['08:00', '12:00'],
        ['11:00', '15:00'],
      ],
    }),
  ).toHaveLength(1)
  expect(problems({ name: 'x', off: ['2026-02-30'] })).toEqual([
    expect.stringMatching(/^\/off\/0: /),
  ])
  expect(problems({ name: 'x', off: [['2026-03-02', '2026-03-01']] })).toHaveLength(1)
  expect(problems({ name: 'x', holidays: [] }).join()).toMatch(/holidays/)
  expect(problems({}).join()).toMatch(/name/)
  expect(problems([])).not.toEqual([])
})

test('every score can be worked out again under another calendar from the same intervals', () => {
  const weekdays = calendarOf({ name: 'weekdays', base: 'none' })
  const spans = [
    { fromMs: at('2026-09-30T08:00'), toMs: at('2026-10-01T12:00') },
    { fromMs: at('2026-10-08T08:00'), toMs: at('2026-10-10T18:00') },
  ]
  const used = (calendar: WorkCalendar, kind: TimeKind): number =>
    spans.reduce((sum, { fromMs, toMs }) => sum + timeBetween(kind, calendar, fromMs, toMs), 0)
  expect(used(CHINA_CALENDAR, 'working')).toBe((8 + 8 * 3) * HOUR)
  expect(used(weekdays, 'working')).toBe((8 + 4 + 8 * 2) * HOUR)
  expect(used(weekdays, 'continuous')).toBe(used(CHINA_CALENDAR, 'continuous'))
})
