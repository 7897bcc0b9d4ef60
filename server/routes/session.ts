import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import { type Authenticated, SESSION_COOKIE } from '../identity/authenticate.ts'
import type { Identity } from '../identity/identity.ts'
import { ABSOLUTE_MS } from '../identity/sessions.ts'

export type SessionRoutesOptions = { readonly identity: Identity }

const Secret = Type.String({ minLength: 1, maxLength: 200 })
const LoginBody = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 100 }),
  password: Secret,
})
const PasswordBody = Type.Object({ current: Secret, next: Secret })

/** How our cookies are set: never readable by scripts, never sent along from other sites. */
export const cookieOptions = (request: FastifyRequest, maxAgeMs: number) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: Math.floor(maxAgeMs / 1_000),
  }) as const

const viewOf = ({ principal, csrf, mustChangePassword }: Authenticated) => ({
  user: principal.name,
  kind: principal.kind,
  roles: principal.roles,
  department: principal.department,
  wall: principal.wall,
  csrf,
  mustChangePassword,
})

/** Signing in and out (PROTOCOL §1). */
export const sessionRoutes: FastifyPluginAsyncTypebox<SessionRoutesOptions> = async (
  app,
  { identity: { accounts, sessions, lockout, rightsChanged } },
) => {
  const open = async (request: FastifyRequest, reply: FastifyReply, username: string) => {
    const account = await accounts.active(username)
    if (account === null) throw new AppError('BAD_CREDENTIALS')
    const previous = request.authenticated
    if (previous?.proof === 'session') await sessions.close(previous.proofHash)
    const { value, csrf } = await sessions.open(username)
    reply.setCookie(SESSION_COOKIE, value, cookieOptions(request, ABSOLUTE_MS))
    return {
      user: username,
      kind: 'user',
      roles: account.roles,
      department: account.department,
      wall: null,
      csrf,
      mustChangePassword: await accounts.mustChange(username),
    }
  }

  app.post(
    '/session',
    {
      config: { permit: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } },
      schema: { body: LoginBody },
    },
    async (request, reply) => {
      const { username, password } = request.body
      lockout.check(username, request.ip)
      const account = await accounts.verify(username, password)
      if (account === null) {
        lockout.failed(username, request.ip)
        throw new AppError('BAD_CREDENTIALS')
      }
      lockout.succeeded(username, request.ip)
      return open(request, reply, account.username)
    },
  )

  app.get('/session', { config: { permit: 'session' } }, async (request) => {
    if (request.authenticated === null) throw new AppError('UNAUTHENTICATED')
    return viewOf(request.authenticated)
  })

  app.delete('/session', { config: { permit: 'session' } }, async (request, reply) => {
    if (request.authenticated?.proof === 'session') {
      await sessions.close(request.authenticated.proofHash)
      rightsChanged()
    }
    reply.clearCookie(SESSION_COOKIE, { path: '/' })
    return reply.code(204).send()
  })

  app.put(
    '/session/password',
    { config: { permit: 'session' }, schema: { body: PasswordBody } },
    async (request, reply) => {
      const { principal } = request
      if (principal?.kind !== 'user') throw new AppError('FORBIDDEN')
      lockout.check(principal.name, request.ip)
      try {
        await accounts.changeOwnPassword(principal.name, request.body.current, request.body.next)
      } catch (error) {
        if (error instanceof AppError && error.code === 'BAD_CREDENTIALS') {
          lockout.failed(principal.name, request.ip)
        }
        throw error
      }
      return open(request, reply, principal.name)
    },
  )
}
