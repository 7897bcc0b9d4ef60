import type { Alarm, AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { CHATTER_RAISES } from '../../protocol/alarm/evaluate.ts'
import { LEVELS, type Level } from '../../protocol/indicator/definition.ts'
import { levelRank, worseLevel } from '../../protocol/indicator/threshold.ts'
import { toIso } from '../../protocol/time.ts'

/** The span that alarm rates are told for (EEMUA 191, IEC 62682). */
const RATE_WINDOW_MS = 10 * 60_000
export const SUMMARY_MS = 24 * 3_600_000
/** More alarms than this within `RATE_WINDOW_MS` are a flood (告警洪泛). */
const FLOOD_ABOVE = 10
/** Rows that a flood is shown in. */
export const MOST_ROWS = 10

/** Standing alarms that belong together, in one row of the list. */
export type AlarmGroup = {
  readonly by: 'indicator' | 'scenario' | 'category'
  readonly key: string
  readonly count: number
  readonly worst: Level
  readonly levels: Readonly<Record<Level, number>>
  /** The newest of its worst ones. */
  readonly newest: string
}

export type AlarmSummary = {
  readonly at: string
  /** Raised within the last 24 h, repeats of a chattering alarm not counted. */
  readonly raised: number
  /** Mean over the 24 h; one is very likely acceptable for one operator. */
  readonly per10Min: number
  readonly last10Min: number
  readonly rates: readonly { readonly at: string; readonly raised: number }[]
  /** Share of the 24 h's ten-minute spans that were a flood, 0..1. */
  readonly floodRatio: number
  readonly flood: boolean
  /** At most ten rows; the worst level leads and is never left out. */
  readonly groups: readonly AlarmGroup[]
  readonly chattering: readonly Alarm[]
  /** Standing for more than 24 h, with who took it on and why it still stands. */
  readonly stale: readonly {
    readonly alarm: Alarm
    readonly owner: string | null
    readonly reason: string | null
  }[]
  /** Raised in the 24 h by priority, with shares 0..1; null when none was. Aim: about 80 / 15 / 5. */
  readonly priorities: {
    readonly low: number
    readonly medium: number
    readonly high: number
    readonly shares: { readonly low: number; readonly medium: number; readonly high: number } | null
  }
}

/** Alarm figures of the duty room (ACCEPTANCE C10 to C15). Pure. */
export function summarizeAlarms(
  events: readonly AlarmEvent[],
  standing: readonly Alarm[],
  nowMs: number,
): AlarmSummary {
  const raised = events.filter(({ kind }) => kind === 'raised')
  const spans = SUMMARY_MS / RATE_WINDOW_MS
  const counts = Array.from({ length: spans }, () => 0)
  for (const { at } of raised) {
    const span = Math.floor((Date.parse(at) - (nowMs - SUMMARY_MS)) / RATE_WINDOW_MS)
    if (span >= 0) counts[Math.min(span, spans - 1)] = (counts[Math.min(span, spans - 1)] ?? 0) + 1
  }
  const last10Min = counts[spans - 1] ?? 0
  return {
    at: toIso(nowMs),
    raised: raised.length,
    per10Min: raised.length / spans,
    last10Min,
    rates: counts.map((count, i) => ({
      at: toIso(nowMs - SUMMARY_MS + i * RATE_WINDOW_MS),
      raised: count,
    })),
    floodRatio: counts.filter((count) => count > FLOOD_ABOVE).length / spans,
    flood: last10Min > FLOOD_ABOVE,
    groups: groupAlarms(standing),
    chattering: standing.filter(({ repeats }) => repeats >= CHATTER_RAISES - 1),
    stale: standing
      .filter(({ raisedAt }) => nowMs - Date.parse(raisedAt) > SUMMARY_MS)
      .map((alarm) => ({
        alarm,
        owner: alarm.acknowledged?.by ?? alarm.shelved?.by ?? null,
        reason: alarm.shelved?.reason ?? alarm.acknowledged?.note ?? null,
      })),
    priorities: priorities(raised),
  }
}

function priorities(raised: readonly AlarmEvent[]): AlarmSummary['priorities'] {
  const count = (wanted: readonly Level[]): number =>
    raised.filter(({ alarm }) => wanted.includes(alarm.level)).length
  const [low, medium, high] = [count(['blue', 'yellow']), count(['orange']), count(['red'])]
  const total = raised.length
  const shares =
    total === 0 ? null : { low: low / total, medium: medium / total, high: high / total }
  return { low, medium, high, shares }
}

/** Groups as finely as ten rows allow: by indicator, else by scenario, else by category. */
export function groupAlarms(standing: readonly Alarm[]): readonly AlarmGroup[] {
  const byIndicator = groupBy(standing, 'indicator')
  if (byIndicator.length <= MOST_ROWS) return byIndicator
  const byScenario = groupBy(standing, 'scenario')
  return byScenario.length <= MOST_ROWS ? byScenario : groupBy(standing, 'category')
}

function groupBy(alarms: readonly Alarm[], by: AlarmGroup['by']): AlarmGroup[] {
  const groups = new Map<string, Alarm[]>()
  for (const alarm of alarms) {
    const group = groups.get(alarm[by])
    if (group === undefined) groups.set(alarm[by], [alarm])
    else group.push(alarm)
  }
  return [...groups]
    .flatMap(([key, members]) => groupOf(by, key, members))
    .sort((a, b) => levelRank(b.worst) - levelRank(a.worst) || b.count - a.count)
}

function groupOf(by: AlarmGroup['by'], key: string, members: readonly Alarm[]): AlarmGroup[] {
  const levels = { blue: 0, yellow: 0, orange: 0, red: 0 }
  let worst: Level | null = null
  for (const { level } of members) {
    levels[level]++
    worst = worseLevel(worst, level)
  }
  const newest = members.findLast(({ level }) => level === worst)
  if (newest === undefined) return []
  const found = LEVELS.find((level) => level === worst) ?? newest.level
  return [{ by, key, count: members.length, worst: found, levels, newest: newest.id }]
}
