const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
type Part = (typeof PARTS)[number]
const HOUR_MS = 3_600_000

/** A moment by the clock on a wall: month 1 to 12. */
export type WallTime = Readonly<Record<Part, number>>

const asUtc = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

/** @returns whether the calendar has such a moment */
const exists = (time: WallTime): boolean => {
  const date = new Date(asUtc(time))
  return (
    date.getUTCFullYear() === time.year &&
    date.getUTCMonth() + 1 === time.month &&
    date.getUTCDate() === time.day &&
    date.getUTCHours() === time.hour &&
    date.getUTCMinutes() === time.minute
  )
}

/**
 * Reads the wall clock of a zone, with its summer time, by the platform's zone data.
 *
 * @returns epoch ms of a wall time; null for one that no calendar has. The hour that is skipped in spring reads as the
 *   hour after it; of the hour that comes twice in autumn the first is meant
 */
export function zoneClock(zone: string): (time: WallTime) => number | null {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const known = new Map<number, number>()
  const offsetMs = (atMs: number): number => {
    // Offsets change on the hour.
    const hour = Math.floor(atMs / HOUR_MS)
    const found = known.get(hour)
    if (found !== undefined) return found
    const shown = new Map(
      format.formatToParts(hour * HOUR_MS).map(({ type, value }) => [type, value]),
    )
    const [year = 0, month = 0, day = 0, h = 0, minute = 0, second = 0] = PARTS.map((part) =>
      Number(shown.get(part)),
    )
    const offset = asUtc({ year, month, day, hour: h, minute, second }) - hour * HOUR_MS
    known.set(hour, offset)
    return offset
  }
  return (time) => {
    if (!exists(time)) return null
    const wall = asUtc(time)
    const before = wall - offsetMs(wall - 24 * HOUR_MS)
    const after = wall - offsetMs(wall + 24 * HOUR_MS)
    // The earlier of the two that shows this wall time; in the skipped hour neither does.
    const fits = [before, after].sort((a, b) => a - b).find((at) => at + offsetMs(at) === wall)
    return fits ?? before
  }
}
