import { useRef, useState } from 'react'
import { ApiProblem } from '../../data/api.ts'
import { newId } from '../../data/new-id.ts'
import { useWords } from '../../i18n/part-words.ts'
import { applyEmergency } from '../../stores/emergencies.ts'
import { showEmergency } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { isOpenEnded } from './attempt.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { openEmergency } from './emergency-api.ts'
import type { bodyOf } from './opening.ts'

type Body = ReturnType<typeof bodyOf>

/** Two presses open it; a number stays with what was sent until that is changed. */
export function useOpening(body: Body) {
  const text = useWords(CONDUCT_WORDS)
  const what = JSON.stringify(body)
  const [sureOf, setSureOf] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const sent = useRef({ what: '', actionId: '' })
  const isSending = useRef(false)
  const isSure = body !== null && sureOf === what
  const send = async (opening: NonNullable<Body>): Promise<void> => {
    if (isSending.current) return
    isSending.current = true
    setBusy(true)
    setFailure(null)
    if (sent.current.what !== what) sent.current = { what, actionId: newId() }
    try {
      const { actionId } = sent.current
      const emergency = await openEmergency({ ...opening, actionId })
      applyEmergency(emergency)
      showEmergency(emergency.id)
    } catch (problem) {
      const isOpen = problem instanceof ApiProblem && isOpenEnded(problem)
      const why = failureText(problem)
      setFailure(isOpen ? text.unanswered(why) : why)
    } finally {
      isSending.current = false
      setBusy(false)
    }
  }
  const press = (): void => {
    if (body === null) return
    if (!isSure) setSureOf(what)
    else void send(body)
  }
  return { isSure, busy, failure, press }
}
