import { timingSafeEqual } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { mayDo, type Permit } from '../../protocol/access/permit.ts'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { type Authenticated, SCREEN_COOKIE, SESSION_COOKIE } from '../identity/authenticate.ts'

/** Who may call a route: a permit of `protocol/access`, anyone signed in, or everybody. */
export type RoutePermit = Permit | 'session' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Required on every route; registration fails without it. */
    permit?: RoutePermit
  }
  interface FastifyRequest {
    /** Who asks; null when nobody is signed in. */
    principal: Principal | null
    /** How they proved it, and what their session needs. */
    authenticated: Authenticated | null
  }
}

export type SessionPluginOptions = {
  readonly authenticate: (credentials: {
    readonly authorization: string | null
    readonly session: string | null
    readonly screen: string | null
  }) => Promise<Authenticated | null>
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function checkWrite(request: FastifyRequest, { proof, csrf }: Authenticated): void {
  if (proof === 'bearer') return
  if (proof === 'screen')
    throw new AppError('FORBIDDEN', { detail: { reason: 'a screen only reads' } })
  const sent = request.headers['x-csrf-token']
  if (csrf === null || typeof sent !== 'string' || !sameText(sent, csrf))
    throw new AppError('BAD_CSRF')
}

function checkPermit(authenticated: Authenticated | null, permit: Exclude<RoutePermit, 'public'>) {
  if (authenticated === null) throw new AppError('UNAUTHENTICATED')
  if (permit === 'session') return
  if (authenticated.mustChangePassword) {
    throw new AppError('FORBIDDEN', {
      detail: { reason: 'change the first password before anything else' },
    })
  }
  if (!mayDo(authenticated.principal, permit))
    throw new AppError('FORBIDDEN', { detail: { permit } })
}

/**
 * Finds out who asks and whether they may: the one place for identity, permits and CSRF over HTTP.
 * A route that declares no `config.permit` is refused when it is registered, so that a forgotten one fails closed.
 */
export const sessionPlugin = fp<SessionPluginOptions>(
  async (app, { authenticate }) => {
    await app.register(cookie)
    app.decorateRequest('principal', null)
    app.decorateRequest('authenticated', null)

    app.addHook('onRoute', (route) => {
      if (route.config?.permit === undefined) {
        throw new Error(`route ${String(route.method)} ${route.url} declares no permit`)
      }
    })

    app.addHook('onRequest', async (request) => {
      if (request.is404) return
      request.authenticated = await authenticate({
        authorization: request.headers.authorization ?? null,
        session: request.cookies[SESSION_COOKIE] ?? null,
        screen: request.cookies[SCREEN_COOKIE] ?? null,
      })
      request.principal = request.authenticated?.principal ?? null
    })

    // After the rate limits, which count refused requests too, and before any of the body is read.
    app.addHook('preParsing', async (request) => {
      const { permit } = request.routeOptions.config
      if (request.is404 || permit === 'public') return
      if (permit === undefined) throw new AppError('FORBIDDEN', { detail: { reason: 'no permit' } })
      checkPermit(request.authenticated, permit)
      if (request.authenticated !== null && !READS.has(request.method)) {
        checkWrite(request, request.authenticated)
      }
    })
  },
  { name: 'session', dependencies: ['error-replies'] },
)
