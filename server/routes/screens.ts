import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import { isLoopbackHost } from '../config.ts'
import { SCREEN_COOKIE } from '../identity/authenticate.ts'
import type { Identity } from '../identity/identity.ts'
import type { Walls } from '../walls/walls.ts'
import { cookieOptions } from './session.ts'

export type ScreenRoutesOptions = {
  readonly identity: Identity
  readonly walls: Pick<Walls, 'state' | 'seats'>
  /** The demo profile: a screen on this very machine needs nobody to type its code. */
  readonly confirmLocal: boolean
}

/** Browsers cut longer ages; a screen that is switched on at least yearly keeps its enrolment. */
const SCREEN_COOKIE_MS = 400 * 86_400_000

const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) })
const BeginBody = Type.Object({ wall: Type.String({ minLength: 1, maxLength: 100 }) })
const ClaimBody = Type.Object({ pollToken: Type.String({ minLength: 1, maxLength: 100 }) })
const PairBody = Type.Object({
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
})

/** A browser on the machine itself: not through a proxy, and not by another site's name for this address. */
function isLocal(request: FastifyRequest): boolean {
  const remote = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const forwarded =
    request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  return isLoopbackHost(remote) && !forwarded && isLoopbackHost(host)
}

/** Enrolling a wall screen by pairing code, and ending it (PROTOCOL §1). */
export const screenRoutes: FastifyPluginAsyncTypebox<ScreenRoutesOptions> = async (
  app,
  { identity: { screens, rightsChanged }, walls, confirmLocal },
) => {
  app.post(
    '/screens',
    {
      config: { permit: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { body: BeginBody },
    },
    async (request, reply) => {
      const { wall } = request.body
      if (walls.state(wall) === null) throw new AppError('NOT_FOUND', { detail: { wall } })
      const pairing = screens.begin(wall)
      if (confirmLocal && isLocal(request)) screens.confirm(pairing.code, 'demo', '本机大屏')
      return reply.code(201).header('cache-control', 'no-store').send(pairing)
    },
  )

  app.post(
    '/screens/:id/claim',
    {
      config: { permit: 'public', rateLimit: { max: 600, timeWindow: '1 minute' } },
      schema: { params: IdParams, body: ClaimBody },
    },
    async (request, reply) => {
      const claimed = await screens.claim(request.params.id, request.body.pollToken)
      if (claimed === null) return reply.code(202).send({ state: 'pending' })
      reply.setCookie(SCREEN_COOKIE, claimed.value, cookieOptions(request, SCREEN_COOKIE_MS))
      return reply.code(200).send({ state: 'enrolled', screen: claimed.screen })
    },
  )

  app.post(
    '/screens/pair',
    {
      config: { permit: 'screens.enrol', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { body: PairBody },
    },
    async (request) => {
      const by = request.principal?.name
      if (by === undefined) throw new AppError('UNAUTHENTICATED')
      return screens.confirm(request.body.code, by, request.body.name)
    },
  )

  app.get('/screens', { config: { permit: 'walls.read' } }, async () => ({
    screens: await screens.list(),
    nextCursor: null,
  }))

  app.delete(
    '/screens/:id',
    { config: { permit: 'screens.revoke' }, schema: { params: IdParams } },
    async (request, reply) => {
      await screens.revoke(request.params.id)
      walls.seats.forget(`screen:${request.params.id}`)
      rightsChanged()
      return reply.code(204).send()
    },
  )
}
