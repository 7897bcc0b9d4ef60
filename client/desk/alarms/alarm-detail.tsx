import { Fragment, type ReactElement, type ReactNode } from 'react'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { LEVELS } from '../../../protocol/indicator/definition.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { toOrder } from './alarm-acts.ts'
import { acknowledge, toggleGroup, unshelve } from './alarm-commands.ts'
import { alarmDesk } from './alarm-desk.ts'
import { AlarmHistory } from './alarm-history.tsx'
import { type AlarmRow, waitingIn } from './alarm-rows.ts'
import { useAlarmNames } from './alarm-values.ts'
import { ALARM_WORDS } from './alarm-words.ts'

type Fact = readonly [name: string, value: ReactNode]

/** What is known of the row under the cursor, what can be done about it, and what happened. */
export function AlarmDetail(props: {
  readonly row: AlarmRow | null
  readonly isOurs: boolean
}): ReactElement {
  const { row, isOurs } = props
  const text = useWords(ALARM_WORDS)
  return (
    <aside className="alarms-detail" aria-label={text.chosen}>
      {row === null ? <p className="quiet">{text.choose}</p> : null}
      {row?.kind === 'alarm' ? <OneAlarm row={row} alarm={row.alarm} isOurs={isOurs} /> : null}
      {row?.kind === 'group' ? <ManyAlarms row={row} isOurs={isOurs} /> : null}
    </aside>
  )
}

function Facts({ facts }: { readonly facts: readonly (Fact | false)[] }): ReactElement {
  return (
    <dl>
      {facts.map((fact) =>
        fact === false ? null : (
          <Fragment key={fact[0]}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1]}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}

const at = (iso: string): ReactElement => (
  <time className="figures" dateTime={iso}>
    {formatExact(Date.parse(iso))}
  </time>
)

function OneAlarm(props: {
  readonly row: AlarmRow
  readonly alarm: Alarm
  readonly isOurs: boolean
}): ReactElement {
  const { row, alarm, isOurs } = props
  const { id, state, level, worstLevel, acknowledged, shelved, orderId, repeats } = alarm
  const text = useWords(ALARM_WORDS)
  const names = useAlarmNames()
  const { facts } = text
  const limit = names.limit(alarm)
  const word = (one: Alarm['level']): string => LEVEL_WORDS[one][names.language]
  return (
    <>
      <h2>
        <LevelMark level={level} /> {names.indicator(alarm.indicator)}
      </h2>
      <Facts
        facts={[
          [facts.place, names.place(alarm.place)],
          [
            facts.value,
            <span key="v" className="figures">
              {names.value(alarm)}
            </span>,
          ],
          limit !== null && [
            facts.limit,
            <span key="l" className="figures">
              {limit}
            </span>,
          ],
          worstLevel !== level && [facts.worst, word(worstLevel)],
          [facts.scenario, names.scenario(alarm.scenario)],
          [facts.since, at(alarm.raisedAt)],
          repeats > 0 && [facts.repeats, text.repeats(repeats)],
          acknowledged !== null && [
            facts.acknowledged,
            <>
              {acknowledged.by} {at(acknowledged.at)}
              {acknowledged.note === '' ? null : <q>{acknowledged.note}</q>}
            </>,
          ],
          shelved !== null && [
            facts.shelved,
            <>
              {shelved.by} <q>{shelved.reason}</q>
            </>,
          ],
          shelved !== null && [facts.until, at(shelved.until)],
          [
            facts.order,
            orderId === null ? (
              <span key="o" className="quiet">
                {text.noOrder}
              </span>
            ) : (
              <span key="o" className="figures">
                {orderId}
              </span>
            ),
          ],
        ]}
      />
      {alarm.simulated ? <p className="alarms-demo">{text.demo}</p> : null}
      <div className="alarms-acts">
        {isOurs && state === 'active' ? (
          <>
            <Act label={text.ack} keys="a" onClick={() => acknowledge(row)} />
            <Act
              label={text.ackNote}
              keys="A"
              onClick={() => alarmDesk.setState({ form: { kind: 'note', id } })}
            />
          </>
        ) : null}
        {isOurs && state !== 'shelved' ? (
          <Act
            label={text.shelve}
            keys="h"
            onClick={() => alarmDesk.setState({ form: { kind: 'shelve', id } })}
          />
        ) : null}
        {isOurs && state === 'shelved' ? (
          <Act label={text.unshelve} keys="H" onClick={() => unshelve(id)} />
        ) : null}
        {isOurs || orderId !== null ? (
          <Act
            label={orderId === null ? text.newOrder : text.openOrder}
            keys="o"
            onClick={() => toOrder(alarm)}
          />
        ) : null}
      </div>
      <AlarmHistory alarm={alarm} />
    </>
  )
}

function Act(props: {
  readonly label: string
  readonly keys: string
  readonly onClick: () => void
}): ReactElement {
  return (
    <button
      type="button"
      className="desk-button"
      aria-label={props.label}
      aria-keyshortcuts={props.keys}
      onClick={props.onClick}
    >
      {props.label} <kbd>{props.keys}</kbd>
    </button>
  )
}

function ManyAlarms(props: {
  readonly row: Extract<AlarmRow, { kind: 'group' }>
  readonly isOurs: boolean
}): ReactElement | null {
  const { row, isOurs } = props
  const { alarms, by } = row.group
  const text = useWords(ALARM_WORDS)
  const names = useAlarmNames()
  const { facts } = text
  const [first] = alarms
  const last = alarms.at(-1)
  if (first === undefined || last === undefined) return null
  const waiting = waitingIn(row).length
  const worst = LEVELS.findLast((level) => alarms.some((alarm) => alarm.level === level))
  return (
    <>
      <h2>
        {worst === undefined ? null : <LevelMark level={worst} />}{' '}
        {by === 'indicator' ? names.indicator(first.indicator) : text.members(alarms.length)}
      </h2>
      <Facts
        facts={[
          by !== 'level' && [facts.scenario, names.scenario(first.scenario)],
          [facts.levels, `${LEVEL_WORDS[first.level][names.language]} × ${alarms.length}`],
          [facts.places, String(new Set(alarms.map(({ place }) => place)).size)],
          [facts.first, at(first.raisedAt)],
          [facts.last, at(last.raisedAt)],
        ]}
      />
      <div className="alarms-acts">
        {isOurs && waiting > 0 ? (
          <Act label={text.ackAll(waiting)} keys="a" onClick={() => acknowledge(row)} />
        ) : null}
        <Act
          label={row.isOpen ? text.collapse : text.expand}
          keys="Enter"
          onClick={() => toggleGroup(row.key)}
        />
      </div>
    </>
  )
}
