/** The server's refusal as `application/problem+json` told it; code `UNREACHABLE` when no answer came. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(`${status} ${code}`)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.detail = detail
  }
}

export type ApiRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export type ApiReply = {
  readonly status: number
  readonly body: unknown
  readonly etag: string | null
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * One request to our own origin, cookies included.
 *
 * @throws ApiProblem for every answer outside 2xx and 304, and when none came
 */
export async function callApi(path: string, request: ApiRequest = {}): Promise<ApiReply> {
  const { method = 'GET', body, headers = {}, signal } = request
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiProblem(0, 'UNREACHABLE')
  }
  const parsed = await readJson(response)
  if (response.ok || response.status === 304) {
    return { status: response.status, body: parsed, etag: response.headers.get('etag') }
  }
  const problem = isRecord(parsed) ? parsed : {}
  const code = typeof problem['code'] === 'string' ? problem['code'] : `HTTP_${response.status}`
  throw new ApiProblem(response.status, code, problem)
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
