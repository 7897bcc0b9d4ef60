import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify'
import { AppError } from '../protocol/error/codes.ts'
import type { CatalogSource } from '../scenarios/loaded.ts'
import type { CommitFeed } from './commit.ts'
import type { Config } from './config.ts'
import type { Identity } from './identity/identity.ts'
import { compression } from './plugins/compression.ts'
import { errorReplies, replyWithProblem } from './plugins/error-replies.ts'
import { metrics } from './plugins/metrics.ts'
import { openapi } from './plugins/openapi.ts'
import { rateLimits } from './plugins/rate-limits.ts'
import { securityHeaders } from './plugins/security-headers.ts'
import { sessionPlugin } from './plugins/session.ts'
import { staticClient } from './plugins/static-client.ts'
import { validatorCompiler } from './plugins/validation.ts'
import { accountRoutes } from './routes/accounts.ts'
import { healthRoutes } from './routes/health.ts'
import { screenRoutes } from './routes/screens.ts'
import { sessionRoutes } from './routes/session.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { wallPresetRoutes } from './routes/wall-presets.ts'
import { wallRoutes } from './routes/walls.ts'
import type { Store } from './store/store.ts'
import type { Walls } from './walls/walls.ts'

export type AppDeps = {
  readonly config: Pick<Config, 'profile' | 'trustProxy' | 'logLevel'>
  readonly version: string
  readonly store: Store
  readonly catalog: CatalogSource
  readonly identity: Identity
  readonly walls: Walls
  readonly commits?: CommitFeed
  /** Routes of the other parts, registered under `/api/v1` as they are. */
  readonly api?: FastifyPluginAsync
  /** Open311, whose addresses are the standard's own; registered under `/open311/v2`. */
  readonly open311?: FastifyPluginAsync
  /** Folder of the built client. */
  readonly clientDir: string
  readonly gauges?: () => Readonly<Record<string, number>>
  readonly totals?: () => Readonly<Record<string, number>>
  readonly facts?: () => Readonly<Record<string, unknown>>
}

/** Bodies other than readings; the readings route sets its own limit. */
const BODY_LIMIT_BYTES = 1_048_576
const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Names in the query that would reach into an object's prototype are refused before anything reads them (S19). */
function refusePoison(query: unknown): void {
  if (typeof query !== 'object' || query === null) return
  const found = Object.keys(query).find((key) =>
    key.split(/[.[\]]/).some((part) => POISON.has(part)),
  )
  if (found !== undefined) throw new AppError('MALFORMED', { detail: { query: found } })
}

async function notReadyBecause({ store, catalog }: AppDeps): Promise<string[]> {
  const reasons: string[] = []
  await store.ping().catch((error: unknown) => {
    reasons.push(`storage: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (catalog.current().catalog.indicators.length === 0) reasons.push('catalog: no indicators')
  return reasons
}

/** The HTTP side of the server: plugins in order, then routes. Not listening yet; tests use it as is. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, identity, walls, catalog } = deps
  const hasDepartment = (code: string) => catalog.current().departmentByCode.has(code)
  const app = Fastify({
    logger: { level: config.logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => replyWithProblem(error, request, reply),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    refusePoison(request.query)
  })
  await app.register(errorReplies)
  await app.register(securityHeaders)
  await app.register(sessionPlugin, { authenticate: identity.authenticate })
  await app.register(rateLimits)
  await app.register(compression)
  await app.register(openapi, { version: deps.version })
  await app.register(metrics, {
    ...(deps.commits === undefined ? {} : { commits: deps.commits }),
    ...(deps.gauges === undefined ? {} : { gauges: deps.gauges }),
    ...(deps.totals === undefined ? {} : { totals: deps.totals }),
  })
  await app.register(healthRoutes, {
    notReadyBecause: () => notReadyBecause(deps),
    facts: () => ({ profile: config.profile, ...deps.facts?.() }),
  })
  await app.register(
    async (api) => {
      await api.register(sessionRoutes, { identity })
      await api.register(accountRoutes, { accounts: identity.accounts })
      await api.register(tokenRoutes, { identity, hasDepartment })
      await api.register(screenRoutes, { identity, walls, confirmLocal: config.profile === 'demo' })
      await api.register(wallRoutes, { walls })
      await api.register(wallPresetRoutes, { walls })
      if (deps.api !== undefined) await api.register(deps.api)
    },
    { prefix: '/api/v1' },
  )
  if (deps.open311 !== undefined) await app.register(deps.open311, { prefix: '/open311/v2' })
  await app.register(staticClient, { dir: deps.clientDir })
  return app
}
