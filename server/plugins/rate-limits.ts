import rateLimit from '@fastify/rate-limit'
import fp from 'fastify-plugin'
import { AppError } from '../../protocol/error/codes.ts'

/** Requests a minute of one address that has not said who it is; far above what pages need. */
const ANONYMOUS_PER_MINUTE = 3_000
/** Addresses remembered. */
const CACHE = 10_000

/**
 * Limits callers who have not said who they are, by address. Feeds, screens and signed-in people are never cut
 * off by it: their limits are those of what they ask for. A route may set its own (`config.rateLimit`), which
 * then counts for everybody.
 */
export const rateLimits = fp(
  async (app) => {
    await app.register(rateLimit, {
      global: true,
      max: ANONYMOUS_PER_MINUTE,
      timeWindow: '1 minute',
      cache: CACHE,
      allowList: (request) =>
        request.principal !== null && request.routeOptions.config.rateLimit === undefined,
      errorResponseBuilder: (_request, { ttl }) =>
        new AppError('TOO_MANY', { detail: { retryAfterS: Math.ceil(ttl / 1_000) } }),
    })
  },
  { name: 'rate-limits', dependencies: ['session'] },
)
