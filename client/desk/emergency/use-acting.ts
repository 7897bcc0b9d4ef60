import { useRef, useState } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { newId } from '../../data/new-id.ts'
import { attempt, type Outcome } from './attempt.ts'
import type { SentAct } from './emergency-api.ts'

export type EmergencyActing = {
  readonly busy: boolean
  /** What became of the last attempt; null: none yet, or it was put aside. */
  readonly outcome: Outcome | null
  /** @returns whether it was done */
  readonly send: (act: SentAct, seen: Emergency) => Promise<boolean>
  readonly forget: () => void
}

/** Carries out acts one at a time. The same act, sent again after no answer came, keeps its number: it is done once. */
export function useActing(): EmergencyActing {
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const last = useRef<{ readonly what: string; readonly actionId: string } | null>(null)
  // Two key presses within one frame are one act.
  const isSending = useRef(false)

  const send = async (act: SentAct, seen: Emergency): Promise<boolean> => {
    if (isSending.current) return false
    isSending.current = true
    setBusy(true)
    setOutcome(null)
    const what = JSON.stringify([seen.id, act])
    const isRetry = last.current?.what === what
    const actionId = isRetry && last.current !== null ? last.current.actionId : newId()
    const result = await attempt(act, seen, actionId, isRetry)
    last.current = result.state === 'unanswered' ? { what, actionId } : null
    isSending.current = false
    setBusy(false)
    setOutcome(result.state === 'done' ? null : result)
    return result.state === 'done'
  }
  return { busy, outcome, send, forget: () => setOutcome(null) }
}
