import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { CHINA_CALENDAR, datesBetween, type WorkCalendar } from './calendar.ts'

const DateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** One date, or the first and the last of several. */
const Days = Type.Union([DateText, Type.Tuple([DateText, DateText])])
const Clock = Type.String({ pattern: '^([01]\\d|2[0-4]):[0-5]\\d$' })

/**
 * A district's own working time, as its file holds it (`calendar.json` in the deployment's folder). Dates are local,
 * `YYYY-MM-DD`; times of the local day `HH:MM`.
 */
export const CalendarFile = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    /** `china`: the country's holidays, to which `off` and `work` are added. `none`: weekdays alone. */
    base: Type.Enum(['china', 'none'], { default: 'china' }),
    /** Left out: 08:00 to 12:00 and 14:00 to 18:00. */
    hours: Type.Optional(Type.Array(Type.Tuple([Clock, Clock]), { minItems: 1, maxItems: 12 })),
    /** Weekdays that are off; takes a made-up workday of the base back as well. */
    off: Type.Optional(Type.Array(Days, { maxItems: 1_000 })),
    /** Days that are worked though they are a weekend or a holiday of the base. */
    work: Type.Optional(Type.Array(Days, { maxItems: 1_000 })),
  },
  { additionalProperties: false },
)
export type CalendarFile = Static<typeof CalendarFile>

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const isDate = (text: string): boolean =>
  new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

const spansOf = (days: CalendarFile['off']): (readonly [string, string])[] =>
  (days ?? []).map((one) => (typeof one === 'string' ? [one, one] : [one[0], one[1]]))

/** What the schema cannot say. */
function doubtsAbout({ hours, off, work }: CalendarFile): string[] {
  const problems: string[] = []
  let before = 0
  for (const [i, [from, to]] of (hours ?? []).entries()) {
    const [start, end] = [minutesOf(from), minutesOf(to)]
    if (start < before || end <= start || end > 1_440) {
      problems.push(`/hours/${i}: ${from} to ${to} is no part of the day after the ones before it`)
    }
    before = end
  }
  for (const [field, days] of [['off', off] as const, ['work', work] as const]) {
    for (const [i, [from, to]] of spansOf(days).entries()) {
      const isSpan = isDate(from) && isDate(to) && from <= to && to.slice(0, 4) <= '2200'
      if (!isSpan) problems.push(`/${field}/${i}: ${from} to ${to} are no dates in their order`)
    }
  }
  return problems
}

/**
 * A district's calendar from its file.
 *
 * @returns one line for each value that cannot be used instead, when there is one
 */
export function readCalendar(
  given: unknown,
): { readonly calendar: WorkCalendar } | { readonly problems: readonly string[] } {
  const file = Value.Default(CalendarFile, Value.Clone(given))
  if (!Value.Check(CalendarFile, file)) {
    const problems = [...Value.Errors(CalendarFile, file)].map(
      ({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath}: ${message}`,
    )
    return { problems: [...new Set(problems)] }
  }
  const problems = doubtsAbout(file)
  if (problems.length > 0) return { problems }
  const base =
    file.base === 'china' ? CHINA_CALENDAR : { off: new Set<string>(), work: new Set<string>() }
  const [off, work] = [file.off, file.work].map((days) =>
    spansOf(days).flatMap(([from, to]) => datesBetween(from, to)),
  ) as [string[], string[]]
  return {
    calendar: {
      name: file.name,
      hours:
        (file.hours ?? []).length === 0
          ? CHINA_CALENDAR.hours
          : (file.hours ?? []).map(([from, to]) => [minutesOf(from), minutesOf(to)] as const),
      off: new Set([...[...base.off].filter((day) => !work.includes(day)), ...off]),
      work: new Set([...[...base.work].filter((day) => !off.includes(day)), ...work]),
    },
  }
}
