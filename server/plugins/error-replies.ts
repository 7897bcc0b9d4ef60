import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError, ERROR_CODES, type ErrorCode } from '../../protocol/error/codes.ts'

/** RFC 9457 body; whatever else explains the failure stands beside these members. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: string
  readonly messageZh: string
  readonly retry: boolean
  readonly requestId: string
}

const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'type',
  'title',
  'status',
  'code',
  'messageZh',
  'retry',
  'requestId',
  'detail',
  'instance',
])

/** One sentence out of the plain members of an error's detail; undefined when there is nothing to say. */
function sentence(detail: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof detail['detail'] === 'string') return detail['detail']
  const plain = Object.entries(detail).filter(([, value]) => typeof value !== 'object')
  return plain.length === 0 ? undefined : plain.map(([key, value]) => `${key}: ${value}`).join('; ')
}

/** @returns the answer's body for a known failure. `detail`'s members become members of the problem (RFC 9457 §3.2). */
export function problemOf(error: AppError, requestId: string): Problem {
  const { status, retry, zh, en } = ERROR_CODES[error.code]
  const explained = sentence(error.detail)
  const extra = Object.entries(error.detail).filter(([key]) => !OWN_MEMBERS.has(key))
  return {
    ...Object.fromEntries(extra),
    type: `urn:ningzhihui:error:${error.code}`,
    title: en,
    status,
    code: error.code,
    ...(explained === undefined ? {} : { detail: explained }),
    messageZh: zh,
    retry,
    requestId,
  }
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'MALFORMED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA',
  429: 'TOO_MANY',
  503: 'NOT_READY',
}

/** Turns what the framework throws about a request into a known failure; null = a defect of ours. */
export function knownFailure(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (!(error instanceof Error)) return null
  const { statusCode, validation, validationContext } = error as Partial<FastifyError>
  if (validation !== undefined) {
    return new AppError('MALFORMED', {
      detail: { detail: error.message, in: validationContext ?? 'request' },
      cause: error,
    })
  }
  const code = statusCode === undefined ? undefined : BY_STATUS[statusCode]
  if (code !== undefined)
    return new AppError(code, { detail: { detail: error.message }, cause: error })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError('MALFORMED', { detail: { detail: error.message }, cause: error })
  }
  return null
}

/** Answers a failed request. Unknown errors are logged whole and told as INTERNAL, without their text. */
export function replyWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const known = knownFailure(error)
  if (known === null) request.log.error({ err: error, requestId: request.id }, 'request failed')
  const failure = known ?? new AppError('INTERNAL', { cause: error })
  const problem = problemOf(failure, request.id)
  const retryAfterS = failure.detail['retryAfterS']
  if (typeof retryAfterS === 'number') reply.header('retry-after', String(Math.ceil(retryAfterS)))
  return reply
    .code(problem.status)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem)
}

const NO_PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>宁治慧</title>
<p>没有这个页面。<a href="/">返回首页</a></p><p>There is no such page. <a href="/">Home</a></p></html>`
const MAX_PATH = 200

/** People get a page, programs a problem. */
function replyNotFound(request: FastifyRequest, reply: FastifyReply) {
  const isPage = request.method === 'GET' && !/^\/(api|open311)\b/.test(request.url)
  if (isPage && (request.headers.accept ?? '').includes('text/html')) {
    return reply.code(404).type('text/html; charset=utf-8').send(NO_PAGE)
  }
  const path = request.url.slice(0, MAX_PATH)
  return replyWithProblem(new AppError('NOT_FOUND', { detail: { path } }), request, reply)
}

/** The one place where failures become answers: RFC 9457 with a stable code (PROTOCOL, conventions). */
export const errorReplies = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply))
    app.setNotFoundHandler(replyNotFound)
  },
  { name: 'error-replies' },
)
