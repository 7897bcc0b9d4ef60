import { randomUUID } from 'node:crypto'
import ICAL from 'ical.js'
import type { RosterRow } from '../../protocol/duty/roster.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'
import type { ParsedRoster, RosterProblem } from './roster-csv.ts'

const DAY_MS = 86_400_000
/** Repeating turns are written out from a month back to a year ahead. */
const BACK_MS = 31 * DAY_MS
const AHEAD_MS = 366 * DAY_MS
const MOST_TURNS = 20_000
/** A rule that repeats every second since 1970 must not keep the server busy. */
const MOST_STEPS = 50_000
const LONGEST_TURN_MS = 31 * DAY_MS
/** A floating time has no zone: it is the district's. Asia/Shanghai has had no summer time since 1991. */
const SHANGHAI_MS = 8 * 3_600_000

/** Epoch ms of a calendar time; zones that the file does not define are taken by their well-known offset. */
function momentOf(time: ICAL.Time): number {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second)
  const zone = time.zone
  if (zone === ICAL.Timezone.utcTimezone) return wall
  if (zone === ICAL.Timezone.localTimezone || zone === null) return wall - SHANGHAI_MS
  return wall - time.utcOffset() * 1_000
}

/** `岗位:姓名` (also with `|` or `-`) in the title; the post alone is told by the event's category. */
function whoOf(event: ICAL.Event): { post: string; name: string } | null {
  const [first = '', ...rest] = event.summary.split(/[::|]|\s[-–]\s/).map((part) => part.trim())
  const name = rest.join(' ').trim()
  if (first !== '' && name !== '') return { post: first, name }
  const category: unknown = event.component.getFirstPropertyValue('categories')
  return typeof category === 'string' && category !== '' && first !== ''
    ? { post: category, name: first }
    : null
}

const isCancelled = (event: ICAL.Event): boolean =>
  event.component.getFirstPropertyValue('status') === 'CANCELLED'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * A roster from a calendar (RFC 5545): one turn an event, named `post: person`; recurrence rules, exceptions, moved
 * occurrences and time zones are honoured.
 *
 * @throws AppError MALFORMED when it is no calendar
 */
export function parseRosterIcal(file: string, source: string, nowMs: number): ParsedRoster {
  const calendar = readCalendar(file)
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  const rows: RosterRow[] = []
  const problems: RosterProblem[] = []
  const [fromMs, toMs] = [nowMs - BACK_MS, nowMs + AHEAD_MS]

  const take = (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void => {
    const at = event.uid
    const who = whoOf(event)
    const [startMs, endMs] = [momentOf(start), momentOf(end)]
    if (who === null) problems.push({ at, field: 'SUMMARY', reason: 'missing' })
    else if (endMs <= startMs) problems.push({ at, field: 'DTEND', reason: 'ends-before-start' })
    else if (endMs - startMs > LONGEST_TURN_MS) {
      problems.push({ at, field: 'DTEND', reason: 'too-long' })
    } else {
      rows.push({
        id: randomUUID(),
        ...who,
        phone: text(event.component.getFirstPropertyValue('contact')),
        account: null,
        startsAt: toIso(startMs),
        endsAt: toIso(endMs),
        note: event.description ?? '',
        source: `${source}#${event.uid}`,
        insteadOf: null,
      })
    }
  }

  const events = calendar
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component))
  const moved = events.filter((event) => event.isRecurrenceException())
  for (const event of events) {
    if (event.isRecurrenceException() || isCancelled(event)) continue
    for (const exception of moved) if (exception.uid === event.uid) event.relateException(exception)
    if (!event.isRecurring()) {
      take(event, event.startDate, event.endDate)
      continue
    }
    const times = event.iterator()
    let steps = 0
    for (let next = times.next(); next; next = times.next()) {
      steps++
      const turn = event.getOccurrenceDetails(next)
      const startMs = momentOf(turn.startDate)
      if (startMs > toMs) break
      if (startMs >= fromMs && !isCancelled(turn.item))
        take(turn.item, turn.startDate, turn.endDate)
      if (rows.length >= MOST_TURNS || steps >= MOST_STEPS) {
        problems.push({ at: event.uid, field: 'RRULE', reason: 'too-many' })
        return { rows, problems }
      }
    }
  }
  return { rows, problems }
}

function readCalendar(file: string): ICAL.Component {
  try {
    const calendar = new ICAL.Component(ICAL.parse(file))
    if (calendar.name === 'vcalendar') return calendar
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('MALFORMED', { detail: { reason }, cause })
  }
  throw new AppError('MALFORMED', { detail: { reason: 'not a calendar' } })
}
