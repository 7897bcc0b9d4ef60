import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { formatSince } from '../../i18n/clock.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { formatElapsed } from '../../ui/emergency-course.ts'
import { useNow } from '../use-now.ts'

/** How long it has gone on, and when the next report is due. */
export function HowLong({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const nowMs = useNow(1_000)
  const { openedAt, openedBy, plan, nextReportAt, reports, related } = emergency
  const leftMs = Date.parse(nextReportAt) - nowMs
  const last = reports.at(-1)
  return (
    <div className="how-long">
      <dl className="how-long-numbers">
        <div>
          <dt data-zone="scan">{text.elapsed}</dt>
          <dd className="how-long-number" data-elapsed>
            {formatElapsed(nowMs - Date.parse(openedAt))}
          </dd>
        </div>
        <div data-overdue={leftMs < 0}>
          <dt data-zone="scan">{leftMs < 0 ? text.reportOverdue : text.nextReport}</dt>
          <dd className="how-long-number">{formatElapsed(Math.abs(leftMs))}</dd>
        </div>
      </dl>
      <p className="emergency-note">
        {text.since(formatSince(openedAt, nowMs) ?? '—')} ·{' '}
        {openedBy.startsWith('rule:') ? text.openedByRule : text.openedBy(openedBy)} ·{' '}
        {last === undefined ? text.noReport : text.lastReport(formatSince(last.at, nowMs) ?? '—')}
      </p>
      <p className="emergency-note">
        {text.plan} {language === 'zh' ? plan.name_zh : plan.name_en}
        {plan.basis === null ? null : ` · ${text.basis(plan.basis)}`}
        {related.length === 0 ? null : ` · ${text.related(related.length)}`}
      </p>
      {last === undefined ? null : <p className="last-report">{last.text}</p>}
    </div>
  )
}
