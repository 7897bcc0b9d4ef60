import { createStore } from 'zustand/vanilla'
import { ApiProblem, callApi, isRecord } from './api.ts'
import { forgetAccount, type KeptAccount } from './kept-account.ts'
import { isKnown, setKnown } from './known.ts'

/** Who is signed in on this browser. */
type Session = {
  readonly user: string
  readonly roles: readonly string[]
  readonly department: string | null
  /** Sent as `x-csrf-token` with every change; empty: the server has not confirmed who this is. */
  readonly csrf: string
}

export type SessionState =
  | { readonly state: 'unknown' }
  | { readonly state: 'out' }
  | { readonly state: 'in'; readonly session: Session }

export const sessionStore = createStore<SessionState>(() => ({ state: 'unknown' }))

function parseSession(body: unknown): Session | null {
  if (!isRecord(body)) return null
  const { user, roles, department, csrf } = body
  if (typeof user !== 'string' || typeof csrf !== 'string' || !Array.isArray(roles)) return null
  return {
    user,
    roles: roles.filter((role) => typeof role === 'string'),
    department: typeof department === 'string' ? department : null,
    csrf,
  }
}

const adopt = (session: Session | null): void =>
  sessionStore.setState(session === null ? { state: 'out' } : { state: 'in', session }, true)

/** Asks the server who we are. An unreachable server leaves the answer unknown. */
export async function loadSession(): Promise<void> {
  if (!isKnown()) {
    adopt(null)
    return
  }
  try {
    const { body } = await callApi('/api/v1/session')
    adopt(parseSession(body))
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status > 0 && problem.status < 500) adopt(null)
  }
}

/** Lets in whoever worked here last, on what is kept of his orders; nothing can be sent until the server knows him. */
export const adoptKept = ({ user, roles, department }: KeptAccount): void =>
  adopt({ user, roles, department, csrf: '' })

/** @throws ApiProblem `BAD_CREDENTIALS`, `LOCKED_OUT`, `UNREACHABLE` … */
export async function signIn(username: string, password: string): Promise<void> {
  const { body } = await callApi('/api/v1/session', {
    method: 'POST',
    body: { username, password },
  })
  const session = parseSession(body)
  if (session === null) throw new ApiProblem(502, 'INTERNAL')
  setKnown(true)
  adopt(session)
}

export async function signOut(): Promise<void> {
  const current = sessionStore.getState()
  if (current.state !== 'in') return
  await callApi('/api/v1/session', {
    method: 'DELETE',
    headers: { 'x-csrf-token': current.session.csrf },
  })
  await forgetAccount(current.session.user)
  adopt(null)
}
