import type { ReactElement } from 'react'
import type { FunnelChart } from '../../charts/model.ts'
import { formatNumber, formatScaled } from '../../ui/format.ts'
import { useRoom } from '../use-room.ts'

/** Height of a stage, in units, from which its name stands above its bar rather than beside it. */
const STACKED = 42

type FunnelPanelProps = { readonly chart: FunnelChart; readonly language: 'zh' | 'en' }

/** Share of the stage before, in percent; null when either is missing, the one before is 0, or it is no part of it. */
export function reachedPct(before: number | null, here: number | null): number | null {
  if (before === null || here === null || before <= 0) return null
  const share = (here / before) * 100
  return share <= 100 ? share : null
}

/** Stages in order (漏斗): a bar for how many, and between two the share that went on. */
export function FunnelPanel({ chart, language }: FunnelPanelProps): ReactElement {
  const { stages } = chart
  const most = stages.reduce((max, stage) => Math.max(max, Math.abs(stage.value ?? 0)), 0)
  const word = language === 'zh' ? '上一步的' : 'of the step before'
  const [ref, room] = useRoom<HTMLOListElement>()
  const stacked = room.height / Math.max(1, stages.length) >= STACKED
  return (
    <ol ref={ref} className={stacked ? 'funnel is-stacked' : 'funnel'}>
      {stages.map((stage, i) => {
        const share = i === 0 ? null : reachedPct(stages[i - 1]?.value ?? null, stage.value)
        const width = most === 0 || stage.value === null ? 0 : Math.abs(stage.value) / most
        const color = stage.level === null ? undefined : `var(--level-${stage.level})`
        return (
          <li key={stage.id}>
            <span className="funnel-name" title={stage.name}>
              {stage.name}
            </span>
            <span className="funnel-track" aria-hidden="true">
              <span
                className="funnel-bar"
                style={{
                  width: `${width * 100}%`,
                  opacity: 1 - (0.55 * i) / Math.max(1, stages.length - 1),
                  background: color,
                }}
              />
            </span>
            <span className="funnel-value" style={{ color }}>
              {formatScaled(stage.value, stage.scale)}
              <span className="funnel-unit"> {stage.scale.unit}</span>
            </span>
            <span className="funnel-share" title={word}>
              {share === null ? '' : `${formatNumber(share, share >= 99.95 ? 0 : 1)}%`}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
