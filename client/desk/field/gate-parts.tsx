import './field.css'
import { type ReactElement, useEffect } from 'react'
import { PageFrame } from '../../app/page-frame.tsx'
import { keptAccount } from '../../data/kept-account.ts'
import { useWords } from '../../i18n/part-words.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import { findSession } from './start-field.ts'

const LOOK_AGAIN_MS = 5_000

/** Nobody can be let in: the server is away, and nobody's orders are kept here. */
export function NoLink({ again }: { readonly again: () => void }): ReactElement {
  const text = useWords(OFFLINE_WORDS)
  useEffect(() => {
    const timer = setInterval(() => void findSession(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <PageFrame>
      <main className="page-main desk-gate" role="alert">
        <h1>{text.noLink}</h1>
        <p className="lead">{text.noLinkWhy}</p>
        <button type="button" className="field-button" onClick={again}>
          {text.retry}
        </button>
      </main>
    </PageFrame>
  )
}

/** A session ended over work that waits on this device: who has to come back for it. */
export function UnsentHere(): ReactElement | null {
  const text = useWords(OFFLINE_WORDS)
  const account = keptAccount()
  if (account === null || account.waiting === 0) return null
  return (
    <p className="lead" role="status">
      {text.unsentHere(account.user, account.waiting)}
    </p>
  )
}
