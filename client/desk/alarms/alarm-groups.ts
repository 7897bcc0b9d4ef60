import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { LEVELS } from '../../../protocol/indicator/definition.ts'

/** Alarms of one indicator and level that stand in one line; a single alarm is a group of one. */
export type AlarmGroup = { readonly key: string; readonly alarms: readonly Alarm[] }

/** More lines than this are a flood, and are drawn together (ACCEPTANCE C11). */
export const MOST_LINES = 10

const STATES = ['active', 'acknowledged', 'shelved', 'cleared']

/** What needs somebody first: not acknowledged, then the worse level, then the older. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
    (a.raisedAt < b.raisedAt ? -1 : a.raisedAt > b.raisedAt ? 1 : a.id < b.id ? -1 : 1)
  )
}

const gather = (
  alarms: readonly Alarm[],
  keyOf: (alarm: Alarm) => string,
): Map<string, Alarm[]> => {
  const groups = new Map<string, Alarm[]>()
  for (const alarm of alarms) {
    const key = keyOf(alarm)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [alarm])
    else group.push(alarm)
  }
  return groups
}

/** Ever coarser: one line each, an indicator and level, a scenario and level, a level. */
const GRAINS: readonly ((alarm: Alarm) => string)[] = [
  ({ id }) => id,
  ({ state, indicator, level }) => `${state} ${indicator} ${level}`,
  ({ state, scenario, level }) => `${state} ${scenario} ${level}`,
  ({ state, level }) => `${state} ${level}`,
]

/**
 * Lines for the alarms, none lost: as fine as still gives at most ten. An unacknowledged red never shares a line with
 * another level, and while there are at most ten of them each has its own.
 */
export function groupAlarms(alarms: readonly Alarm[]): AlarmGroup[] {
  const sorted = alarms.toSorted(byUrgency)
  const red = sorted.filter(({ state, level }) => state === 'active' && level === 'red')
  const rest = sorted.filter((alarm) => !red.includes(alarm))
  const finest = (part: readonly Alarm[], most: number): AlarmGroup[] => {
    for (const grain of GRAINS) {
      const groups = gather(part, grain)
      if (groups.size <= most || grain === GRAINS.at(-1)) {
        return [...groups].map(([key, own]) => ({ key, alarms: own }))
      }
    }
    return []
  }
  const urgent = finest(red, MOST_LINES)
  return [...urgent, ...finest(rest, Math.max(2, MOST_LINES - urgent.length))]
}
