import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { LEVELS } from '../../../protocol/indicator/definition.ts'

/** What the alarms of one line have in common, from a line each to the coarsest. */
export type Grain = 'alarm' | 'indicator' | 'scenario' | 'level'

/** Alarms that stand in one line: of one state and level always. A single alarm is a group of one. */
export type AlarmGroup = {
  readonly key: string
  readonly by: Grain
  readonly alarms: readonly Alarm[]
}

/** A flood is shown in at most so many lines (ACCEPTANCE C11). */
export const MOST_LINES = 10
/** Lines that a flood of red leaves to the others, if they need them. */
const LEFT_TO_OTHERS = 4

const STATES = ['active', 'acknowledged', 'shelved', 'cleared']

/** What needs somebody first: not acknowledged, then the worse level, then the older. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
    (a.raisedAt < b.raisedAt ? -1 : a.raisedAt > b.raisedAt ? 1 : a.id < b.id ? -1 : 1)
  )
}

const KEYS: Readonly<Record<Grain, (alarm: Alarm) => string>> = {
  alarm: ({ id }) => id,
  indicator: ({ state, scenario, indicator, level }) =>
    `${state} ${level} ${scenario} ${indicator}`,
  scenario: ({ state, scenario, level }) => `${state} ${level} ${scenario}`,
  level: ({ state, level }) => `${state} ${level}`,
}
const GRAINS: readonly Grain[] = ['alarm', 'indicator', 'scenario', 'level']

/** Groups by a grain; groups and their alarms stay in the order of `sorted`. */
function gather(sorted: readonly Alarm[], by: Grain): AlarmGroup[] {
  const groups = new Map<string, Alarm[]>()
  for (const alarm of sorted) {
    const key = KEYS[by](alarm)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [alarm])
    else group.push(alarm)
  }
  return [...groups].map(([key, alarms]) => ({ key, by, alarms }))
}

/** As fine as fits in `most` lines; the coarsest when nothing does. */
function finest(sorted: readonly Alarm[], most: number): AlarmGroup[] {
  for (const grain of GRAINS) {
    const groups = gather(sorted, grain)
    if (groups.length <= most) return groups
  }
  return gather(sorted, 'level')
}

/** A line for each, the most urgent first. */
export const lineForEach = (alarms: readonly Alarm[]): AlarmGroup[] =>
  gather(alarms.toSorted(byUrgency), 'alarm')

/**
 * At most ten lines for alarms that are not shelved, none lost. No line holds two levels, so that red never hides among
 * others; unacknowledged reds have a line each as long as there is room beside the rest.
 */
export function groupAlarms(alarms: readonly Alarm[]): AlarmGroup[] {
  const sorted = alarms.toSorted(byUrgency)
  const isUrgent = ({ state, level }: Alarm): boolean => state === 'active' && level === 'red'
  const rest = sorted.filter((alarm) => !isUrgent(alarm))
  const needed = Math.max(
    gather(rest, 'level').length,
    Math.min(LEFT_TO_OTHERS, gather(rest, 'indicator').length),
  )
  const urgent = finest(sorted.filter(isUrgent), MOST_LINES - needed)
  return [...urgent, ...finest(rest, MOST_LINES - urgent.length)]
}
