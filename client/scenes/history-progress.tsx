import { type ReactElement, useEffect, useState } from 'react'
import { fetchHistoryProgress, type HistoryProgress } from '../data/history-fetch.ts'
import { useText } from '../i18n/text.ts'

const ASK_EVERY_MS = 3_000

/** While the past is still being filled in: how far it is. Nothing once it is whole. */
export function HistoryProgressNote(): ReactElement | null {
  const text = useText()
  const progress = useHistoryProgress()
  if (progress === null || progress.finished) return null
  const sharePct = Math.floor(progress.shareRatio * 100)
  return (
    <span className="history-progress" role="status" title={text.historyFillingWhy}>
      {text.historyFilling} <span className="figures">{sharePct}%</span>
    </span>
  )
}

function useHistoryProgress(): HistoryProgress | null {
  const [progress, setProgress] = useState<HistoryProgress | null>(null)
  useEffect(() => {
    const ended = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      // A server that does not answer is told by the link's own mark; the question is simply put again.
      const now = await fetchHistoryProgress(ended.signal).catch(() => null)
      if (ended.signal.aborted) return
      setProgress(now)
      if (now?.finished !== true) timer = setTimeout(ask, ASK_EVERY_MS)
    }
    void ask()
    return () => {
      ended.abort()
      clearTimeout(timer)
    }
  }, [])
  return progress
}
