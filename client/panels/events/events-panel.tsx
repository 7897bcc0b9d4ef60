import type { ReactElement } from 'react'
import type { EventRow, EventsChart } from '../../charts/model.ts'
import { formatMoment, startOfDayMs } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { screenNowMs } from '../../ui/screen-clock.ts'
import { rowsThatFit, useRoom } from '../use-room.ts'

type EventsPanelProps = { readonly chart: EventsChart; readonly language: 'zh' | 'en' }

const SOURCE_WORDS: Record<EventRow['source'], readonly [zh: string, en: string]> = {
  alarm: ['告警', 'alarm'],
  order: ['工单', 'order'],
  change: ['数值', 'value'],
}

/** What happened, newest first: a time line with its thread, or a dense list (事件流). */
export function EventsPanel({ chart, language }: EventsPanelProps): ReactElement {
  const [ref, room] = useRoom<HTMLDivElement>()
  const timeline = chart.style === 'timeline'
  const rows = chart.rows.slice(0, rowsThatFit(room.height, timeline ? 54 : 31, chart.rows.length))
  const nowMs = screenNowMs()
  const today = rows.every((row) => row.atMs >= startOfDayMs(nowMs))
  return (
    <div
      ref={ref}
      className={`events events-${timeline ? 'timeline' : 'list'}${today ? ' is-today' : ''}`}
    >
      <ol>
        {rows.map((row) => (
          <li
            key={row.id}
            className={`event event-${row.source}`}
            data-alarm={row.source === 'alarm' ? row.id.slice('alarm '.length) : undefined}
          >
            <time dateTime={new Date(row.atMs).toISOString()}>{formatMoment(row.atMs, nowMs)}</time>
            <span className="event-mark">
              {row.level === null ? (
                <span className="event-dot" />
              ) : (
                <>
                  <LevelMark level={row.level} />
                  <span className="for-readers">{LEVEL_WORDS[row.level][language]}</span>
                </>
              )}
            </span>
            <span className="event-title" title={row.title}>
              {row.title}
            </span>
            <span className="event-amount">{row.amount}</span>
            <span className="event-detail" title={row.detail}>
              {timeline ? `${SOURCE_WORDS[row.source][language === 'zh' ? 0 : 1]} · ` : ''}
              {row.detail}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
