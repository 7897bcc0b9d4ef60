import { useEffect, useState } from 'react'

/** `idle`: nothing was asked; `asking` keeps showing the last answer. */
export type Answer<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'asking'; readonly last: T | null }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed' }

const QUIET_MS = 250

/**
 * Asks while somebody types: a moment after the question last changed, and never shows an answer to an older one.
 *
 * @param question null: nothing to ask
 */
export function useAnswer<T>(
  question: string | null,
  ask: (question: string, signal: AbortSignal) => Promise<T>,
): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'idle' })
  useEffect(() => {
    if (question === null) {
      setAnswer({ state: 'idle' })
      return undefined
    }
    setAnswer((before) => ({
      state: 'asking',
      last:
        before.state === 'there' ? before.value : before.state === 'asking' ? before.last : null,
    }))
    const abort = new AbortController()
    const timer = setTimeout(() => {
      ask(question, abort.signal).then(
        (value) => {
          if (!abort.signal.aborted) setAnswer({ state: 'there', value })
        },
        () => {
          if (!abort.signal.aborted) setAnswer({ state: 'failed' })
        },
      )
    }, QUIET_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [question, ask])
  return answer
}
