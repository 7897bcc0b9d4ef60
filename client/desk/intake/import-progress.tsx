import { Loader } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { type ImportIssue, type ImportJob, isOver, reportUrl } from './import-api.ts'
import type { ImportProgress } from './import-store.ts'
import { IMPORT_WORDS } from './import-words.ts'
import { problemText } from './problem-text.ts'

/** How an import stands. */
export function ImportProgressView({
  progress,
}: {
  readonly progress: ImportProgress
}): ReactElement | null {
  const text = useWords(IMPORT_WORDS)
  const language = useLanguage()
  if (progress.state === 'none') return null
  if (progress.state === 'uploading') {
    return (
      <p role="status">
        <Loader size="xs" aria-hidden /> {text.file(progress.fileName)} · {text.uploading}
      </p>
    )
  }
  if (progress.state === 'refused') {
    return (
      <p className="intake-failure" role="alert">
        {text.file(progress.fileName)} · {text.refused(problemText(progress.problem, language))}
      </p>
    )
  }
  const { job, issues, lost } = progress
  const { failure } = job
  return (
    <>
      <p role="status">
        {!isOver(job) && <Loader size="xs" aria-hidden />} {text.file(job.fileName)}
        {job.dryRun ? ` · ${text.trial}` : ''} · {text.states[job.state]}
      </p>
      <Counts job={job} />
      {lost && <p role="status">{text.lost}</p>}
      {failure !== null && (
        <p className="intake-failure" role="alert">
          {text.stopped(language === 'zh' ? failure.messageZh : failure.message, failure.line)}
        </p>
      )}
      {job.ignoredColumns.length > 0 && (
        <p className="intake-quiet">{text.ignored(job.ignoredColumns.join('、'))}</p>
      )}
      {issues !== null && issues.length > 0 && <Issues job={job} issues={issues} />}
    </>
  )
}

function Counts({ job }: { readonly job: ImportJob }): ReactElement {
  const text = useWords(IMPORT_WORDS)
  return (
    <dl className="intake-counts">
      {(['rows', 'accepted', 'duplicates', 'rejected'] as const).map((name) => (
        <div key={name}>
          <dt>{text[name]}</dt>
          <dd className="figures" data-count={name}>
            {job[name]}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Issues({
  job,
  issues,
}: {
  readonly job: ImportJob
  readonly issues: readonly ImportIssue[]
}): ReactElement {
  const text = useWords(IMPORT_WORDS)
  const language = useLanguage()
  const all = job.rejected + job.duplicatesInFile
  return (
    <>
      <p>
        <a className="intake-link" href={reportUrl(job.id)} download>
          {text.report}
        </a>
      </p>
      {all > issues.length && <p className="intake-quiet">{text.more(issues.length, all)}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <section className="intake-scroll" tabIndex={0} aria-label={text.issues}>
        <table className="intake-report">
          <thead>
            <tr>
              <th scope="col">{text.line}</th>
              <th scope="col">{text.column}</th>
              <th scope="col">{text.reason}</th>
              <th scope="col">{text.content}</th>
            </tr>
          </thead>
          <tbody>
            {issues.map((issue) => (
              <tr key={`${issue.line}-${issue.code}`}>
                <td className="figures">{issue.line}</td>
                <td>{issue.column ?? ''}</td>
                <td>
                  {language === 'zh' ? issue.messageZh : issue.message}
                  {issue.why === '' ? '' : ` (${issue.why})`} <code>{issue.code}</code>
                </td>
                <td>{issue.row}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
