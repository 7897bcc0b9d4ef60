import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { formatNumber, NO_VALUE } from '../../ui/format.ts'
import { fetchFigures } from './alarm-api.ts'
import { ALARM_WORDS } from './alarm-words.ts'

const AGAIN_MS = 60_000

const percent = (ratio: number): string =>
  formatNumber(ratio * 100, ratio > 0 && ratio < 0.1 ? 1 : 0)

/** How the duty room's alarms do against what one person can follow (EEMUA 191; ACCEPTANCE C10 to C14). */
export function AlarmFiguresLine(): ReactElement {
  const text = useWords(ALARM_WORDS)
  const { data, isError, refetch } = useQuery({
    queryKey: ['alarms', 'figures'],
    queryFn: ({ signal }) => fetchFigures(signal),
    refetchInterval: AGAIN_MS,
  })
  const shares = data?.priorities.shares ?? null
  const figures: readonly (readonly [name: string, value: string | null])[] = [
    [text.day, data === undefined ? null : formatNumber(data.raised, 0)],
    [text.mean, data === undefined ? null : formatNumber(data.per10Min, data.per10Min < 1 ? 2 : 1)],
    [text.last, data === undefined ? null : formatNumber(data.last10Min, 0)],
    [text.floods, data === undefined ? null : `${percent(data.floodRatio)}%`],
    [
      text.split,
      shares === null
        ? null
        : `${[shares.low, shares.medium, shares.high].map((share) => formatNumber(share * 100, 0)).join(' / ')}%`,
    ],
    [text.chattering, data === undefined ? null : formatNumber(data.chattering.length, 0)],
    [text.stale, data === undefined ? null : formatNumber(data.stale.length, 0)],
  ]
  return (
    <section className="alarms-figures" aria-label={text.figures}>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{value ?? NO_VALUE}</dd>
          </div>
        ))}
      </dl>
      {isError ? (
        <p className="quiet" role="status">
          {text.figuresFailed}{' '}
          <button type="button" className="desk-link" onClick={() => void refetch()}>
            {text.again}
          </button>
        </p>
      ) : null}
    </section>
  )
}
