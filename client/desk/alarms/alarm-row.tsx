import { memo, type ReactElement } from 'react'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import type { Level } from '../../../protocol/indicator/definition.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatMoment } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { spanText, tickText } from '../order/span-text.ts'
import { moveTo } from './alarm-commands.ts'
import type { AlarmVerb } from './alarm-desk.ts'
import type { AlarmGroup } from './alarm-groups.ts'
import type { AlarmRow } from './alarm-rows.ts'
import { useAlarmNames } from './alarm-values.ts'
import { ALARM_WORDS } from './alarm-words.ts'

const MINUTE_MS = 60_000

export const alarmDomId = (key: string): string => `alarm-${key.replaceAll(' ', '_')}`

export type AlarmLineProps = {
  readonly row: AlarmRow
  /** Server time, to the minute; to the second for a shelved one, whose time runs out. */
  readonly nowMs: number
  readonly isCurrent: boolean
  readonly pending: AlarmVerb | null
  readonly isSure: boolean
}

/** One line of the list: an alarm, or alarms of a kind (PROTOCOL §10: `data-alarm`). */
export const AlarmLine = memo(function AlarmLine(props: AlarmLineProps): ReactElement | null {
  const { row, isCurrent, pending } = props
  const common = {
    id: alarmDomId(row.key),
    className: 'alarms-line',
    'aria-selected': isCurrent,
    onClick: () => moveTo(row),
  } as const
  if (row.kind === 'group') {
    const [first] = row.group.alarms
    if (first === undefined) return null
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: an item of a tree with aria-activedescendant
      <div
        {...common}
        role="treeitem"
        aria-level={1}
        aria-expanded={row.isOpen}
        data-group={row.group.alarms.length}
        data-state={first.state}
        data-level={first.level}
        data-sure={props.isSure || undefined}
      >
        <GroupFacts group={row.group} first={first} nowMs={props.nowMs} isOpen={row.isOpen} />
      </div>
    )
  }
  const { alarm } = row
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: an item of a tree with aria-activedescendant
    <div
      {...common}
      role="treeitem"
      aria-level={row.within === null ? 1 : 2}
      aria-busy={pending !== null || undefined}
      data-alarm={alarm.id}
      data-state={alarm.state}
      data-level={alarm.level}
      data-within={row.within === null ? undefined : ''}
    >
      <AlarmFacts alarm={alarm} nowMs={props.nowMs} pending={pending} />
    </div>
  )
})

function LevelCell(props: { readonly level: Level; readonly pulse: boolean }): ReactElement {
  const { language } = useAlarmNames()
  return (
    <span className="alarms-level">
      <LevelMark level={props.level} pulse={props.pulse} />
      <span>{LEVEL_WORDS[props.level][language]}</span>
    </span>
  )
}

function AlarmFacts(props: {
  readonly alarm: Alarm
  readonly nowMs: number
  readonly pending: AlarmVerb | null
}): ReactElement {
  const { alarm, nowMs, pending } = props
  const { level, state, raisedAt, acknowledged, shelved, repeats, orderId, simulated } = alarm
  const text = useWords(ALARM_WORDS)
  const names = useAlarmNames()
  const limit = names.limit(alarm)
  const raisedMs = Date.parse(raisedAt)
  return (
    <>
      <LevelCell level={level} pulse={level === 'red' && state === 'active'} />
      <span className="alarms-name">
        <span>{names.indicator(alarm.indicator)}</span>
        <span className="quiet">{names.place(alarm.place)}</span>
      </span>
      <span className="alarms-number">
        <span className="figures">{names.value(alarm)}</span>
        {limit === null ? null : <span className="quiet figures">{text.limit(limit)}</span>}
      </span>
      <span className="alarms-since">
        <time className="figures" dateTime={raisedAt}>
          {formatMoment(raisedMs, nowMs)}
        </time>
        <span className="quiet figures">
          {nowMs - raisedMs < MINUTE_MS
            ? text.justNow
            : text.age(spanText(nowMs - raisedMs, names.language))}
        </span>
      </span>
      <span className="alarms-state">
        <span>
          {pending !== null
            ? text.pending[pending]
            : state === 'shelved' && shelved !== null
              ? text.shelved(shelved.by)
              : acknowledged !== null
                ? text.acknowledged(acknowledged.by)
                : text.unacknowledged}
        </span>
        <span className="quiet alarms-marks">
          {shelved === null ? null : (
            <span className="figures">
              {text.left(tickText(Math.max(0, Date.parse(shelved.until) - nowMs), names.language))}
            </span>
          )}
          {orderId === null ? null : <span>{text.ordered}</span>}
          {repeats > 0 ? <span className="figures">{text.repeats(repeats)}</span> : null}
          {simulated ? <span className="alarms-demo">{text.demo}</span> : null}
        </span>
      </span>
    </>
  )
}

function GroupFacts(props: {
  readonly group: AlarmGroup
  readonly first: Alarm
  readonly nowMs: number
  readonly isOpen: boolean
}): ReactElement {
  const { group, first, nowMs } = props
  const { alarms, by } = group
  const text = useWords(ALARM_WORDS)
  const names = useAlarmNames()
  const head = {
    indicator: names.indicator(first.indicator),
    scenario: names.scenario(first.scenario),
  }
  const name = by === 'level' ? text.allOfLevel : by === 'scenario' ? head.scenario : head.indicator
  return (
    <>
      <LevelCell level={first.level} pulse={first.level === 'red' && first.state === 'active'} />
      <span className="alarms-name">
        <span>
          <span className="alarms-fold" aria-hidden="true">
            {props.isOpen ? '▾' : '▸'}
          </span>
          {name}
        </span>
        {by === 'indicator' ? <span className="quiet">{head.scenario}</span> : null}
      </span>
      <span className="alarms-number">
        <strong className="figures">{text.members(alarms.length)}</strong>
      </span>
      <span className="alarms-since">
        <time className="figures" dateTime={first.raisedAt}>
          {formatMoment(Date.parse(first.raisedAt), nowMs)}
        </time>
      </span>
      <span className="alarms-state">
        <span>
          {first.state === 'active'
            ? text.waiting(alarms.length)
            : text.sections[first.state === 'shelved' ? 'shelved' : 'standing']}
        </span>
        {alarms.some(({ simulated }) => simulated) ? (
          <span className="quiet alarms-marks">
            <span className="alarms-demo">{text.demo}</span>
          </span>
        ) : null}
      </span>
    </>
  )
}
