import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { ApiProblem } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatMoment } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { showAlarm } from '../alarms/alarm-desk.ts'
import { useAlarmNames } from '../alarms/alarm-values.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { deskNowMs } from '../data/link-store.ts'
import { fetchAlarm } from './context-api.ts'
import { ContextPart } from './context-part.tsx'
import { CONTEXT_WORDS } from './context-words.ts'

/** The alarm that opened the order: how it began, how it stands now. */
export function AlarmBehindIt({ id }: { readonly id: string }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const names = useAlarmNames()
  const live = useStore(alarmStore, (state) => state.alarms?.get(id))
  const query = useQuery({
    queryKey: ['alarms', 'behind', id, live?.changedAt ?? null],
    queryFn: ({ signal }) => fetchAlarm(id, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
  })
  if (query.error instanceof ApiProblem && query.error.status === 404) {
    return (
      <section aria-label={text.alarm}>
        <h3>{text.alarm}</h3>
        <p className="quiet">{text.alarmGone}</p>
      </section>
    )
  }
  return (
    <ContextPart title={text.alarm} query={query}>
      {({ now, raised }) => {
        const alarm = live ?? now
        const word = LEVEL_WORDS[alarm.level][names.language]
        const moment = (iso: string): string => formatMoment(Date.parse(iso), deskNowMs())
        const isCleared = alarm.state === 'cleared'
        return (
          <div className="context-alarm" data-state={alarm.state}>
            <p>
              {isCleared ? null : <LevelMark level={alarm.level} />} {isCleared ? '' : word}{' '}
              {names.indicator(alarm.indicator)}{' '}
              <span className="quiet">{names.place(alarm.place)}</span>
            </p>
            <dl className="context-figures">
              <div>
                <dt>{text.valueThen}</dt>
                <dd className="figures">
                  {names.value(raised ?? { indicator: alarm.indicator, value: null })}
                </dd>
              </div>
              <div>
                <dt>{text.valueNow}</dt>
                <dd className="figures">{isCleared ? '—' : names.value(alarm)}</dd>
              </div>
              <div>
                <dt>{text.since}</dt>
                <dd className="figures">{moment(alarm.raisedAt)}</dd>
              </div>
            </dl>
            <p className="quiet">
              {isCleared && alarm.clearedAt !== null
                ? text.alarmCleared(moment(alarm.clearedAt))
                : text.alarmStates[alarm.state]}
              {alarm.simulated ? ` · ${text.qualities.simulated}` : ''}{' '}
              {isCleared ? null : (
                <button type="button" className="desk-link" onClick={() => showAlarm(id)}>
                  {text.showAlarm}
                </button>
              )}
            </p>
          </div>
        )
      }}
    </ContextPart>
  )
}
