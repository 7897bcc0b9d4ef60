import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { type AlarmGroup, groupAlarms, lineForEach } from './alarm-groups.ts'

/** More alarms than this within ten minutes are a flood (告警洪泛; EEMUA 191). */
const FLOOD_ABOVE = 10
const FLOOD_MS = 10 * 60_000
/** Standing for longer is listed apart (ACCEPTANCE C14). */
const STALE_MS = 24 * 3_600_000
/** More lines than this are drawn together also without a flood. */
const LIST_ABOVE = 40

/** Whether lines are drawn together: in a flood, always, never. */
export type Grouping = 'auto' | 'on' | 'off'

export type AlarmRow =
  | {
      readonly kind: 'alarm'
      readonly key: string
      readonly alarm: Alarm
      /** The open group that it stands in; null: a line of its own. */
      readonly within: string | null
    }
  | {
      readonly kind: 'group'
      readonly key: string
      readonly group: AlarmGroup
      readonly isOpen: boolean
    }

export const SECTIONS = ['standing', 'stale', 'shelved'] as const
export type AlarmSection = {
  readonly name: (typeof SECTIONS)[number]
  /** Alarms in it, drawn one by one or not. */
  readonly count: number
  readonly rows: readonly AlarmRow[]
}

export function isFlood(alarms: Iterable<Alarm>, nowMs: number): boolean {
  let raised = 0
  for (const { raisedAt } of alarms) if (nowMs - Date.parse(raisedAt) <= FLOOD_MS) raised++
  return raised > FLOOD_ABOVE
}

export type RowsAsked = {
  /** Server time. */
  readonly nowMs: number
  readonly grouping: Grouping
  /** Groups that are open, by key. */
  readonly expanded: ReadonlySet<string>
}

/** What the list shows, from top to bottom; sections without alarms are left out. Pure. */
export function sectionsOf(alarms: Iterable<Alarm>, asked: RowsAsked): AlarmSection[] {
  const all = [...alarms]
  const parts: Record<AlarmSection['name'], Alarm[]> = { standing: [], stale: [], shelved: [] }
  for (const alarm of all) {
    const isStale = asked.nowMs - Date.parse(alarm.raisedAt) > STALE_MS
    const part = alarm.state === 'shelved' ? 'shelved' : isStale ? 'stale' : 'standing'
    parts[part].push(alarm)
  }
  const flood = isFlood(all, asked.nowMs)
  return SECTIONS.flatMap((name) => {
    const own = parts[name]
    const { grouping } = asked
    const together =
      grouping === 'on' ||
      (grouping === 'auto' && (own.length > LIST_ABOVE || (flood && name === 'standing')))
    const groups = together ? groupAlarms(own) : lineForEach(own)
    const rows = groups.flatMap((group) => rowsOf(name, group, asked.expanded))
    return own.length === 0 ? [] : [{ name, count: own.length, rows }]
  })
}

function rowsOf(section: string, group: AlarmGroup, expanded: ReadonlySet<string>): AlarmRow[] {
  const [only, ...others] = group.alarms
  if (only !== undefined && others.length === 0) {
    return [{ kind: 'alarm', key: only.id, alarm: only, within: null }]
  }
  const key = `${section} ${group.key}`
  const isOpen = expanded.has(key)
  const members = isOpen ? group.alarms : []
  return [
    { kind: 'group', key, group, isOpen },
    ...members.map((alarm): AlarmRow => ({ kind: 'alarm', key: alarm.id, alarm, within: key })),
  ]
}

export const alarmsOf = (row: AlarmRow): readonly Alarm[] =>
  row.kind === 'alarm' ? [row.alarm] : row.group.alarms

/** Those of a row that wait for somebody. */
export const waitingIn = (row: AlarmRow): Alarm[] =>
  alarmsOf(row).filter(({ state }) => state === 'active')

/**
 * The row under the cursor. An alarm that was drawn into a group meanwhile is found there; one that is gone leaves the
 * cursor nowhere, so that no key hits the alarm that moved into its place.
 */
export function rowAt(rows: readonly AlarmRow[], cursor: string | null): AlarmRow | null {
  if (cursor === null) return null
  return (
    rows.find(({ key }) => key === cursor) ??
    rows.find((row) => alarmsOf(row).some(({ id }) => id === cursor)) ??
    null
  )
}

/** The next row below (or else above) that waits for somebody, other than `row`; null: there is none. */
export function nextWaiting(rows: readonly AlarmRow[], row: AlarmRow): AlarmRow | null {
  const at = rows.indexOf(row)
  const others = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))]
  const isOther = (one: AlarmRow): boolean => one.kind !== 'alarm' || one.within !== row.key
  return others.find((one) => isOther(one) && waitingIn(one).length > 0) ?? null
}
