import './alarms.css'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { sessionStore } from '../../data/session.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { sendJson } from '../data/desk-api.ts'
import { openOrder, showDialog } from '../desk-store.ts'
import { registerCommands } from '../keys/commands.ts'
import { tellFailure } from '../shell/tell.ts'
import { useWords } from '../words.ts'
import { type AlarmGroup, groupAlarms } from './alarm-groups.ts'
import { ALARM_WORDS } from './alarm-words.ts'
import { ShelveForm } from './shelve-form.tsx'

const MOMENT = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const shownMoment = (iso: string): string => MOMENT.format(Date.parse(iso))

const act = (id: string, verb: 'ack' | 'unshelve'): Promise<unknown> =>
  sendJson('POST', `/alarms/${encodeURIComponent(id)}/${verb}`, {})

/** To the order of an alarm; without one, to a new order that begins from it. */
const toOrder = ({ id, orderId }: Alarm): void => {
  if (orderId === null) showDialog({ kind: 'new-order', start: { alarmId: id } })
  else openOrder(orderId)
}

const mayHandle = (): boolean => {
  const state = sessionStore.getState()
  return (
    state.state === 'in' &&
    state.session.roles.some((role) => role === 'duty' || role === 'supervisor')
  )
}

/** Standing alarms, the most urgent first, grouped when they come in floods. */
export function AlarmsView(): ReactElement {
  const text = useWords(ALARM_WORDS)
  const alarms = useStore(alarmStore, (state) => state.alarms)
  const [cursor, setCursor] = useState(0)
  const [shelving, setShelving] = useState<Alarm | null>(null)
  const groups = groupAlarms([...(alarms?.values() ?? [])])
  const at = Math.min(cursor, Math.max(0, groups.length - 1))
  const current = useRef<AlarmGroup | undefined>(undefined)
  current.current = groups[at]
  const count = useRef(0)
  count.current = groups.length
  useEffect(() => {
    const first = (): Alarm | undefined => current.current?.alarms[0]
    const handle = (): boolean => first() !== undefined && mayHandle()
    const move = (step: number) => (): void =>
      setCursor((now) =>
        Math.min(Math.max(0, Math.min(now, count.current - 1) + step), count.current - 1),
      )
    const withFirst = (run: (alarm: Alarm) => void) => (): void => {
      const alarm = first()
      if (alarm !== undefined) run(alarm)
    }
    return registerCommands([
      {
        id: 'alarms.down',
        group: 'alarms',
        label: { zh: '下一条告警', en: 'Next alarm' },
        keys: 'j',
        run: move(1),
      },
      {
        id: 'alarms.up',
        group: 'alarms',
        label: { zh: '上一条告警', en: 'Alarm before' },
        keys: 'k',
        run: move(-1),
      },
      {
        id: 'alarms.ack',
        group: 'alarms',
        label: { zh: '确认告警', en: 'Acknowledge' },
        keys: 'a',
        when: handle,
        run: () => void acknowledge(current.current),
      },
      {
        id: 'alarms.shelve',
        group: 'alarms',
        label: { zh: '搁置告警', en: 'Shelve' },
        keys: 'h',
        when: handle,
        run: withFirst(setShelving),
      },
      {
        id: 'alarms.order',
        group: 'alarms',
        label: { zh: '查看或登记工单', en: 'Its order, or a new one' },
        keys: 'o',
        run: withFirst(toOrder),
      },
      {
        id: 'alarms.open',
        group: 'alarms',
        label: { zh: '查看或登记工单', en: 'Its order, or a new one' },
        keys: 'Enter',
        run: withFirst(toOrder),
      },
    ])
  }, [])

  return (
    <main className="alarms" aria-label={text.alarms}>
      <p className="alarms-status quiet" role="status">
        {alarms === null ? text.loading : text.standing(alarms.size)}
        {mayHandle() ? null : ` · ${text.notForYou}`}
        {alarms !== null && groups.length < alarms.size ? ` · ${text.flood}` : null}
      </p>
      {alarms !== null && alarms.size === 0 ? (
        <div className="desk-hint">
          <p>{text.none}</p>
          <p className="quiet">{text.noneWhy}</p>
        </div>
      ) : null}
      <ul className="alarms-list">
        {groups.map((group, index) => (
          <GroupLine
            key={group.key}
            group={group}
            isCurrent={index === at}
            onShelve={setShelving}
          />
        ))}
      </ul>
      {shelving === null ? null : <ShelveForm alarm={shelving} onDone={() => setShelving(null)} />}
    </main>
  )
}

/** Acknowledges all of a group that are not yet, one after the other; what is refused is said and stops the rest. */
async function acknowledge(group: AlarmGroup | undefined): Promise<void> {
  try {
    for (const { id, state } of group?.alarms ?? []) if (state === 'active') await act(id, 'ack')
  } catch (problem) {
    tellFailure(problem)
  }
}

function GroupLine(props: {
  readonly group: AlarmGroup
  readonly isCurrent: boolean
  readonly onShelve: (alarm: Alarm) => void
}): ReactElement | null {
  const { group, isCurrent, onShelve } = props
  const text = useWords(ALARM_WORDS)
  const [open, setOpen] = useState(false)
  const [first] = group.alarms
  if (first === undefined) return null
  const waiting = group.alarms.filter(({ state }) => state === 'active').length
  if (group.alarms.length === 1) {
    return <AlarmLine alarm={first} isCurrent={isCurrent} onShelve={onShelve} />
  }
  return (
    <li className="alarms-group" aria-current={isCurrent || undefined}>
      <div className="alarms-line">
        <AlarmName alarm={first} />
        <span className="figures">{text.grouped(group.alarms.length)}</span>
        <span className="alarms-acts">
          {waiting > 0 && mayHandle() ? (
            <button type="button" className="desk-button" onClick={() => void acknowledge(group)}>
              {text.ackAll(waiting)}
            </button>
          ) : null}
          <button
            type="button"
            className="desk-button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? text.collapse : text.expand}
          </button>
        </span>
      </div>
      {open ? (
        <ul>
          {group.alarms.map((alarm) => (
            <AlarmLine key={alarm.id} alarm={alarm} isCurrent={false} onShelve={onShelve} />
          ))}
        </ul>
      ) : null}
    </li>
  )
}

function AlarmName({ alarm }: { readonly alarm: Alarm }): ReactElement {
  const language = useLanguage()
  const { indicators, places, towns } = useStore(catalogStore)
  const definition = indicators.get(alarm.indicator)
  const place = places.get(alarm.place) ?? towns.get(alarm.place)
  return (
    <span className="alarms-name">
      <LevelMark level={alarm.level} pulse={alarm.level === 'red' && alarm.state === 'active'} />
      <strong>{LEVEL_WORDS[alarm.level][language]}</strong>
      <span>{definition === undefined ? alarm.indicator : nameOf(definition, language)}</span>
      <span className="quiet">{place === undefined ? alarm.place : nameOf(place, language)}</span>
    </span>
  )
}

function AlarmLine(props: {
  readonly alarm: Alarm
  readonly isCurrent: boolean
  readonly onShelve: (alarm: Alarm) => void
}): ReactElement {
  const { alarm, isCurrent, onShelve } = props
  const { id, state, value, limit, raisedAt, acknowledged, shelved, repeats, orderId } = alarm
  const text = useWords(ALARM_WORDS)
  const language = useLanguage()
  const definition = useStore(catalogStore, ({ indicators }) => indicators.get(alarm.indicator))
  const unit =
    definition === undefined ? '' : language === 'zh' ? definition.unit : definition.unit_en
  const isOurs = mayHandle()
  return (
    <li
      className="alarms-line"
      data-alarm={id}
      data-state={state}
      aria-current={isCurrent || undefined}
    >
      <AlarmName alarm={alarm} />
      <span className="figures">
        {value === null ? '—' : `${value.toFixed(definition?.precision ?? 1)} ${unit}`}
        {limit === null ? null : <small className="quiet"> {text.limit(String(limit))}</small>}
      </span>
      <span className="quiet">
        {text.since(shownMoment(raisedAt))}
        {repeats > 0 ? ` · ${text.repeats(repeats)}` : null}
        {state === 'active' ? ` · ${text.unacknowledged}` : null}
        {state === 'acknowledged' && acknowledged !== null
          ? ` · ${text.acknowledged(acknowledged.by)}`
          : null}
        {shelved === null ? null : ` · ${text.shelved(shelved.by, shownMoment(shelved.until))}`}
        {alarm.simulated ? ` · ${text.demo}` : null}
      </span>
      <span className="alarms-acts">
        {state === 'active' && isOurs ? (
          <button
            type="button"
            className="desk-button"
            onClick={() => void act(id, 'ack').catch(tellFailure)}
          >
            {text.ack}
          </button>
        ) : null}
        {isOurs && state !== 'shelved' ? (
          <button type="button" className="desk-button" onClick={() => onShelve(alarm)}>
            {text.shelve}
          </button>
        ) : null}
        {isOurs && state === 'shelved' ? (
          <button
            type="button"
            className="desk-button"
            onClick={() => void act(id, 'unshelve').catch(tellFailure)}
          >
            {text.unshelve}
          </button>
        ) : null}
        <button type="button" className="desk-button" onClick={() => toOrder(alarm)}>
          {orderId === null ? text.newOrder : text.openOrder}
        </button>
      </span>
    </li>
  )
}
