import { ApiProblem, callApi, isRecord } from './api.ts'
import { setKnown } from './known.ts'

/** A pairing under way: the code people type, and the secret this screen asks with. */
export type Pairing = {
  readonly id: string
  readonly code: string
  readonly pollToken: string
}

/** @throws ApiProblem `NOT_FOUND` when there is no such wall, `TOO_MANY`, `UNREACHABLE` … */
export async function beginPairing(wall: string): Promise<Pairing> {
  const { body } = await callApi('/api/v1/screens', { method: 'POST', body: { wall } })
  if (isRecord(body)) {
    const { id, code, pollToken } = body
    if (typeof id === 'string' && typeof code === 'string' && typeof pollToken === 'string') {
      return { id, code, pollToken }
    }
  }
  throw new ApiProblem(502, 'INTERNAL')
}

/**
 * Asks whether somebody has confirmed the code; the answer that says so brings this screen's cookie.
 *
 * @throws ApiProblem `NOT_FOUND` when the code has expired
 */
export async function claimPairing({ id, pollToken }: Pairing): Promise<'pending' | 'enrolled'> {
  const { status } = await callApi(`/api/v1/screens/${encodeURIComponent(id)}/claim`, {
    method: 'POST',
    body: { pollToken },
  })
  if (status !== 200) return 'pending'
  setKnown(true)
  return 'enrolled'
}
