import { type ApiReply, type ApiRequest, callApi } from '../../data/api.ts'
import { sessionStore } from '../../data/session.ts'

const API = '/api/v1'

/** Reads `/api/v1<path>`. @throws ApiProblem */
export async function getJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const { body } = await callApi(`${API}${path}`, signal === undefined ? {} : { signal })
  return body
}

/** Changes something at `/api/v1<path>` in the name of whoever is signed in. @throws ApiProblem */
export function sendJson(
  method: NonNullable<ApiRequest['method']>,
  path: string,
  body?: unknown,
): Promise<ApiReply> {
  return callApi(`${API}${path}`, {
    method,
    headers: csrfHeader(),
    ...(body === undefined ? {} : { body }),
  })
}

/** What a state-changing request made with the cookie has to carry. */
export function csrfHeader(): Readonly<Record<string, string>> {
  const state = sessionStore.getState()
  return state.state === 'in' ? { 'x-csrf-token': state.session.csrf } : {}
}
