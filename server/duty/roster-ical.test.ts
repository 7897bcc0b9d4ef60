import { expect, test } from 'vitest'
import { parseRosterIcal } from './roster-ical.ts'

const NOW = Date.UTC(2026, 10, 26, 2)
const calendar = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//roster//', ...events, 'END:VCALENDAR'].join(
    '\r\n',
  )
const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:u1', ...lines, 'END:VEVENT'].join('\r\n')
const turns = (file: string): string[] =>
  parseRosterIcal(file, 'file:a.ics', NOW).rows.map(
    ({ post, name, startsAt, endsAt }) => `${post} ${name} ${startsAt} ${endsAt}`,
  )

const SHANGHAI = [
  'BEGIN:VTIMEZONE',
  'TZID:Asia/Shanghai',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0800',
  'TZOFFSETTO:+0800',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n')

test('times in UTC, with a zone of the file, and without any zone are the same moment', () => {
  const at = '值班员 王 2026-11-26T00:00:00.000Z 2026-11-26T12:00:00.000Z'
  expect(
    turns(
      calendar(event('SUMMARY:值班员:王', 'DTSTART:20261126T000000Z', 'DTEND:20261126T120000Z')),
    ),
  ).toEqual([at])
  expect(
    turns(
      calendar(
        SHANGHAI,
        event(
          'SUMMARY:值班员:王',
          'DTSTART;TZID=Asia/Shanghai:20261126T080000',
          'DTEND;TZID=Asia/Shanghai:20261126T200000',
        ),
      ),
    ),
  ).toEqual([at])
  expect(
    turns(calendar(event('SUMMARY:值班员 - 王', 'DTSTART:20261126T080000', 'DURATION:PT12H'))),
  ).toEqual([at])
})

test('a rule repeats a turn, without the days that are excepted, with those that were moved', () => {
  const file = calendar(
    event(
      'SUMMARY:值班长:周',
      'DTSTART:20261124T000000Z',
      'DTEND:20261124T120000Z',
      'RRULE:FREQ=DAILY;COUNT=4',
      'EXDATE:20261125T000000Z',
    ),
    event(
      'RECURRENCE-ID:20261126T000000Z',
      'SUMMARY:值班长:吴',
      'DTSTART:20261126T020000Z',
      'DTEND:20261126T120000Z',
    ),
  )
  expect(turns(file)).toEqual([
    '值班长 周 2026-11-24T00:00:00.000Z 2026-11-24T12:00:00.000Z',
    '值班长 吴 2026-11-26T02:00:00.000Z 2026-11-26T12:00:00.000Z',
    '值班长 周 2026-11-27T00:00:00.000Z 2026-11-27T12:00:00.000Z',
  ])
})

test('an endless rule is written out a year ahead, and one that repeats every second is cut', () => {
  const daily = event(
    'SUMMARY:值班员:王',
    'DTSTART:20200101T000000Z',
    'DTEND:20200101T080000Z',
    'RRULE:FREQ=DAILY',
  )
  const { rows, problems } = parseRosterIcal(calendar(daily), 'f', NOW)
  expect(rows.length).toBeGreaterThan(390)
  expect(rows.length).toBeLessThan(400)
  expect(problems).toEqual([])
  const hostile = calendar(daily.replace('FREQ=DAILY', 'FREQ=SECONDLY'))
  expect(parseRosterIcal(hostile, 'f', NOW).problems).toEqual([
    { at: 'u1', field: 'RRULE', reason: 'too-many' },
  ])
})

test('an event that names no person or ends before it begins is named; a cancelled one is no turn', () => {
  const times = ['DTSTART:20261126T000000Z', 'DTEND:20261126T120000Z']
  const { rows, problems } = parseRosterIcal(
    calendar(
      event('SUMMARY:会议', ...times),
      event('SUMMARY:值班员:王', 'DTSTART:20261126T000000Z', 'DTEND:20261125T000000Z'),
      event('SUMMARY:值班员:王', 'STATUS:CANCELLED', ...times),
      event('SUMMARY:李', 'CATEGORIES:值班员', ...times),
    ),
    'f',
    NOW,
  )
  expect(problems.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
    'SUMMARY missing',
    'DTEND ends-before-start',
  ])
  expect(rows.map(({ post, name }) => `${post} ${name}`)).toEqual(['值班员 李'])
})

test.each(['BEGIN:VCALENDAR', 'BEGIN:VCARD\r\nEND:VCARD'])('%j is no calendar', (file) => {
  expect(() => parseRosterIcal(file, 'f', NOW)).toThrow(/MALFORMED/)
})
