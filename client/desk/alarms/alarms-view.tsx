import './alarms.css'
import { type ReactElement, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { linkStore } from '../data/link-store.ts'
import { useDeskNow } from '../shell/use-desk-now.ts'
import { moveTo, registerAlarmCommands } from './alarm-commands.ts'
import { alarmDesk, mayHandle, resetAlarmDesk } from './alarm-desk.ts'
import { AlarmDetail } from './alarm-detail.tsx'
import { AlarmFiguresLine } from './alarm-figures.tsx'
import { MOST_LINES } from './alarm-groups.ts'
import { AlarmLine, alarmDomId } from './alarm-row.tsx'
import { type AlarmSection, isFlood, rowAt, sectionsOf, waitingIn } from './alarm-rows.ts'
import { ALARM_WORDS } from './alarm-words.ts'
import { NoteForm } from './note-form.tsx'
import { ShelveForm } from './shelve-form.tsx'

const MINUTE_MS = 60_000

/** Standing alarms (告警): the most urgent first, drawn together in a flood, with what can be done about each. */
export function AlarmsView(): ReactElement {
  const text = useWords(ALARM_WORDS)
  const alarms = useStore(alarmStore, (state) => state.alarms)
  const { grouping, expanded, cursor, form } = useStore(alarmDesk)
  const offsetMs = useStore(linkStore, (state) => state.offsetMs)
  useStore(sessionStore)
  const nowMs = useDeskNow(offsetMs)
  const minuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  const sections = useMemo(
    () => sectionsOf(alarms?.values() ?? [], { nowMs: minuteMs, grouping, expanded }),
    [alarms, minuteMs, grouping, expanded],
  )
  const rows = useMemo(() => sections.flatMap((section) => section.rows), [sections])
  useEffect(registerAlarmCommands, [])
  useEffect(() => resetAlarmDesk, [])
  useEffect(() => {
    alarmDesk.setState({ rows })
    // The cursor begins at the first alarm; afterwards only a person moves it.
    if (rows.length === 0) alarmDesk.setState({ cursor: null, cursorAt: 0, sure: null })
    else if (alarmDesk.getState().cursor === null) moveTo(rows[0])
  }, [rows])
  const isOurs = mayHandle()
  const close = (): void => alarmDesk.setState({ form: null })

  return (
    <main className="alarms" aria-label={text.alarms}>
      <div className="alarms-main">
        <AlarmFiguresLine />
        <Notices isOurs={isOurs} flood={isFlood(alarms?.values() ?? [], minuteMs)} />
        {alarms === null || rows.length === 0 ? (
          <NoAlarms isRead={alarms !== null} />
        ) : (
          <AlarmList sections={sections} nowMs={nowMs} minuteMs={minuteMs} />
        )}
      </div>
      <AlarmDetail row={rowAt(rows, cursor)} isOurs={isOurs} />
      {form?.kind === 'shelve' ? <ShelveForm key={form.id} id={form.id} onDone={close} /> : null}
      {form?.kind === 'note' ? <NoteForm key={form.id} id={form.id} onDone={close} /> : null}
    </main>
  )
}

/** What holds for the whole list: the link, the flood, who may act, and how far a big act is. */
function Notices(props: { readonly isOurs: boolean; readonly flood: boolean }): ReactElement {
  const text = useWords(ALARM_WORDS)
  const link = useStore(linkStore, (state) => state.link)
  const alarms = useStore(alarmStore, (state) => state.alarms)
  const { batch, sure, rows, grouping } = useStore(alarmDesk)
  const asked = sure === null ? null : rowAt(rows, sure)
  const isTogether = rows.some(({ kind }) => kind === 'group')
  const isCut = link.state === 'lost' || link.state === 'refused'
  const turn = (): void => alarmDesk.setState({ grouping: isTogether ? 'off' : 'on' })
  return (
    <div className="alarms-notices" role="status">
      {isCut && alarms !== null ? <p className="alarms-cut">{text.offline}</p> : null}
      {props.isOurs ? null : <p className="quiet">{text.notForYou}</p>}
      {props.flood && grouping !== 'off' ? <p>{text.flood}</p> : null}
      {asked === null ? null : <p className="alarms-sure">{text.sure(waitingIn(asked).length)}</p>}
      {batch === null ? null : batch.problem === null ? (
        <p>
          {text.progress(batch.done, batch.total)}{' '}
          <progress max={batch.total} value={batch.done} aria-label={text.ack} />
        </p>
      ) : (
        <p role="alert">
          {text.broken(batch.total - batch.done, batch.problem)}{' '}
          <button
            type="button"
            className="desk-link"
            onClick={() => alarmDesk.setState({ batch: null })}
          >
            {text.dismiss}
          </button>
        </p>
      )}
      {isTogether || (alarms?.size ?? 0) > MOST_LINES ? (
        <button type="button" className="desk-link alarms-turn" onClick={turn}>
          {isTogether ? text.oneByOne : text.together} <kbd>v</kbd>
        </button>
      ) : null}
    </div>
  )
}

/** Why there is nothing to see. */
function NoAlarms({ isRead }: { readonly isRead: boolean }): ReactElement {
  const text = useWords(ALARM_WORDS)
  const link = useStore(linkStore, (state) => state.link)
  return (
    <div className="desk-hint" role="status">
      {isRead ? (
        <>
          <p>{text.none}</p>
          <p className="quiet">{text.noneWhy}</p>
        </>
      ) : (
        <p>
          {link.state === 'refused'
            ? text.refused
            : link.state === 'lost'
              ? text.unreachable
              : text.loading}
        </p>
      )}
    </div>
  )
}

function AlarmList(props: {
  readonly sections: readonly AlarmSection[]
  readonly nowMs: number
  readonly minuteMs: number
}): ReactElement {
  const { sections, nowMs, minuteMs } = props
  const text = useWords(ALARM_WORDS)
  const { cursor, pending, sure } = useStore(alarmDesk)
  const list = useRef<HTMLDivElement>(null)
  const key = rowAt(
    sections.flatMap(({ rows }) => rows),
    cursor,
  )?.key
  useEffect(() => {
    if (key === undefined) return
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [key])
  return (
    <div
      ref={list}
      className="alarms-list"
      role="tree"
      tabIndex={0}
      aria-label={text.alarms}
      aria-activedescendant={key === undefined ? undefined : alarmDomId(key)}
    >
      {sections.map(({ name, count, rows }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of tree items is no fieldset
        <div key={name} role="group" aria-label={`${text.sections[name]} ${text.count(count)}`}>
          <div className="alarms-section" aria-hidden="true">
            {text.sections[name]} <span className="figures">{text.count(count)}</span>
          </div>
          {rows.map((row) => (
            <AlarmLine
              key={row.key}
              row={row}
              nowMs={name === 'shelved' ? nowMs : minuteMs}
              isCurrent={row.key === key}
              isSure={row.key === sure}
              pending={row.kind === 'alarm' ? (pending.get(row.alarm.id) ?? null) : null}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
