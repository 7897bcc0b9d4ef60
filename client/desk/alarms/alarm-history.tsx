import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { Alarm, AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { fetchHistory } from './alarm-api.ts'
import { type AlarmNames, useAlarmNames } from './alarm-values.ts'
import { ALARM_WORDS } from './alarm-words.ts'

/** What happened to an alarm, the newest first; asked for again whenever it changes. */
export function AlarmHistory({ alarm }: { readonly alarm: Alarm }): ReactElement {
  const { id, changedAt } = alarm
  const text = useWords(ALARM_WORDS)
  const names = useAlarmNames()
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: ['alarms', 'history', id, changedAt],
    queryFn: ({ signal }) => fetchHistory(id, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
  })
  return (
    <section className="alarms-history" aria-label={text.history}>
      <h3>{text.history}</h3>
      {isPending ? <p className="quiet">{text.historyLoading}</p> : null}
      {isError ? (
        <p className="quiet" role="status">
          {text.historyFailed}{' '}
          <button type="button" className="desk-link" onClick={() => void refetch()}>
            {text.again}
          </button>
        </p>
      ) : null}
      <ol>
        {data?.toReversed().map((event) => (
          <li key={`${event.at} ${event.kind} ${event.alarm.level}`}>
            <time className="figures quiet" dateTime={event.at}>
              {formatExact(Date.parse(event.at))}
            </time>
            <span>{textOf(event, text, names)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function textOf(
  { kind, by, alarm }: AlarmEvent,
  text: typeof ALARM_WORDS.zh | typeof ALARM_WORDS.en,
  names: AlarmNames,
): string {
  const level = LEVEL_WORDS[alarm.level][names.language]
  const who = by === 'system' ? text.system : by
  const said = {
    raised: `${level} ${names.value(alarm)}`,
    level: `${level} ${names.value(alarm)}`,
    repeated: `${level} ${names.value(alarm)}`,
    acknowledged: [who, alarm.acknowledged?.note ?? ''].join(' '),
    shelved: [who, alarm.shelved?.reason ?? ''].join(' '),
    unshelved: who,
    ordered: [who, alarm.orderId ?? ''].join(' '),
    released: '',
    cleared: names.value(alarm),
  }[kind]
  return `${text.kinds[kind]} ${said}`.trim()
}
