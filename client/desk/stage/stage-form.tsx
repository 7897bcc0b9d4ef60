import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactElement, useState } from 'react'
import type { Stage } from '../../../protocol/stage/stages.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage, useText } from '../../i18n/text.ts'
import { getJson, sendJson } from '../data/desk-api.ts'
import { deskNowMs } from '../data/link-store.ts'
import { failureText } from '../shell/tell.ts'
import { STAGE_WORDS } from './stage-words.ts'

/** Hours for which a stage may be set; the server's own limit is a day. */
const HOURS = [1, 2, 4, 8, 12]
const HOUR_MS = 3_600_000

async function fetchStages(signal: AbortSignal): Promise<readonly Stage[]> {
  const body = await getJson('/stages', signal)
  if (!isRecord(body) || !Array.isArray(body['stages'])) throw new ApiProblem(502, 'INTERNAL')
  // The server is of our own build: beyond the outline its word is taken.
  return body['stages'] as readonly Stage[]
}

/** Sets the stage by hand until a moment, or gives it back to the criteria; both with a reason. */
export function StageForm({ isSet }: { readonly isSet: boolean }): ReactElement {
  const words = useWords(STAGE_WORDS)
  const text = useText()
  const language = useLanguage()
  const stages = useQuery({ queryKey: ['stages'], queryFn: ({ signal }) => fetchStages(signal) })
  const [stage, setStage] = useState(2)
  const [hours, setHours] = useState(2)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const isSaid = reason.trim() !== ''
  const send = async (path: string, body: object): Promise<void> => {
    setFailure(null)
    try {
      await sendJson('POST', path, body)
      setReason('')
    } catch (problem) {
      setFailure(failureText(problem))
    }
  }
  const set = (event: FormEvent): void => {
    event.preventDefault()
    const until = new Date(deskNowMs() + hours * HOUR_MS).toISOString()
    if (isSaid) void send('/stage/override', { stage, reason, until })
  }
  if (stages.isError) return <p role="alert">{words.failed}</p>
  if (stages.data === undefined) return <p className="quiet">{words.loading}</p>
  return (
    <form className="stage-form" aria-label={words.setByHand} onSubmit={set}>
      <label>
        {words.stage}
        <select value={stage} onChange={(event) => setStage(Number(event.currentTarget.value))}>
          {stages.data.map((each) => (
            <option key={each.stage} value={each.stage}>
              {text.stage.name(each.stage, nameOf(each, language))}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.hours}
        <select value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
          {HOURS.map((n) => (
            <option key={n} value={n}>
              {words.hour(n)}
            </option>
          ))}
        </select>
      </label>
      <label className="stage-reason">
        {words.reason}
        <input
          value={reason}
          maxLength={1_000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="desk-button" disabled={!isSaid}>
        {words.set}
      </button>
      {isSet ? (
        <button
          type="button"
          className="desk-button"
          disabled={!isSaid}
          onClick={() => void send('/stage/release', { reason })}
        >
          {words.release}
        </button>
      ) : null}
      {failure === null ? null : <p role="alert">{failure}</p>}
    </form>
  )
}
