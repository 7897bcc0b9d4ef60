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
    const [alive, ready] = await Promise.all([callApi('/healthz'), readiness()])
    const about = isRecord(alive.body) ? alive.body : {}
    return {
      state: ready.ok ? 'up' : 'not-ready',
      profile: text(about['profile']),
      build: text(about['build']),
      reason: ready.reason,
    }
  } catch {
    return { state: 'down', profile: null, build: null, reason: null }
  }
}

async function readiness(): Promise<{ readonly ok: boolean; readonly reason: string | null }> {
  try {
    await callApi('/readyz')
    return { ok: true, reason: null }
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status === 0) throw problem
    return { ok: false, reason: text(problem.detail['reason']) ?? text(problem.detail['detail']) }
  }
}
