import { useRef, useState } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { newId } from '../../data/new-id.ts'
import { attempt, type Outcome } from './attempt.ts'
import type { SentAct } from './emergency-api.ts'

export type EmergencyActing = {
  readonly busy: boolean
  /** What became of the last attempt; null: none yet, it was done, or it was put aside. */
  readonly outcome: Outcome | null
  /** @returns whether it was done */
  readonly send: (act: SentAct, seen: Emergency) => Promise<boolean>
  readonly forget: () => void
}

/**
 * Carries out acts one after another. Pressed twice while it is under way, an act is one; sent again after no answer came, it
 * keeps its number: it is done once.
 */
export function useActing(): EmergencyActing {
  const [busy, setBusy] = useState(0)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const underWay = useRef(new Set<string>())
  const unanswered = useRef(new Map<string, string>())
  const line = useRef<Promise<unknown>>(Promise.resolve())

  const send = async (act: SentAct, seen: Emergency): Promise<boolean> => {
    const what = JSON.stringify([seen.id, act])
    if (underWay.current.has(what)) return false
    underWay.current.add(what)
    setBusy((n) => n + 1)
    const before = unanswered.current.get(what)
    const actionId = before ?? newId()
    const trying = line.current.then(() => attempt(act, seen, actionId, before !== undefined))
    line.current = trying
    const result = await trying
    underWay.current.delete(what)
    if (result.state === 'unanswered') unanswered.current.set(what, actionId)
    else unanswered.current.delete(what)
    setBusy((n) => n - 1)
    setOutcome(result.state === 'done' ? null : result)
    return result.state === 'done'
  }
  return { busy: busy > 0, outcome, send, forget: () => setOutcome(null) }
}
