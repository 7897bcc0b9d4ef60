import type { ReactElement, ReactNode } from 'react'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { useWords } from '../../i18n/part-words.ts'
import { SHELL_WORDS } from './shell-words.ts'

/** A part of the desk whose failure costs no other part. `of` names what it shows: another one is tried anew. */
export function Fenced(props: { readonly of: string; readonly children: ReactNode }): ReactElement {
  const text = useWords(SHELL_WORDS)
  return (
    <ErrorBoundary
      resetKey={props.of}
      fallback={(retry) => (
        <div className="desk-hint" role="alert">
          <p>{text.broken}</p>
          <button type="button" className="desk-button" onClick={retry}>
            {text.again}
          </button>
        </div>
      )}
    >
      {props.children}
    </ErrorBoundary>
  )
}
