import { ApiProblem, callApi, isRecord } from './api.ts'

/** How the server is, for a person who looks at the entry page. */
export type Health = {
  readonly state: 'up' | 'not-ready' | 'down'
  /** `demo` or `production`, when the server tells. */
  readonly profile: string | null
  readonly build: string | null
  /** Why it is not ready, in the server's words. */
  readonly reason: string | null
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Never throws: an unreachable server is an answer too. */
export async function loadHealth(): Promise<Health> {
  try {
    const [, ready] = await Promise.all([callApi('/healthz'), readiness()])
    return {
      state: ready.ok ? 'up' : 'not-ready',
      profile: text(ready.facts['profile']),
      build: text(ready.facts['build']),
      reason: ready.reason,
    }
  } catch {
    return { state: 'down', profile: null, build: null, reason: null }
  }
}

type Readiness = {
  readonly ok: boolean
  readonly reason: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

async function readiness(): Promise<Readiness> {
  try {
    const { body } = await callApi('/readyz')
    return { ok: true, reason: null, facts: isRecord(body) ? body : {} }
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status === 0) throw problem
    const { reasons } = problem.detail
    const reason = Array.isArray(reasons) ? reasons.join('; ') : problem.code
    return { ok: false, reason, facts: problem.detail }
  }
}
