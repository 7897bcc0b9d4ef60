import type { FastifyPluginAsync } from 'fastify'

export type HealthRoutesOptions = {
  /** What keeps the server from serving, one readable line each; empty = ready. */
  readonly notReadyBecause: () => Promise<readonly string[]>
  /** Facts for an operator's glance, e.g. progress of the history's backfill. */
  readonly facts: () => Readonly<Record<string, unknown>>
}

/** `/healthz`: the process lives. `/readyz`: it can serve; 503 with the reasons otherwise. */
export const healthRoutes: FastifyPluginAsync<HealthRoutesOptions> = async (
  app,
  { notReadyBecause, facts },
) => {
  const config = { permit: 'public' } as const

  app.get('/healthz', { config }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', uptimeS: process.uptime() }),
  )

  app.get('/readyz', { config }, async (_request, reply) => {
    const reasons = await notReadyBecause()
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(
        reasons.length === 0
          ? { status: 'ready', ...facts() }
          : { status: 'not ready', reasons, ...facts() },
      )
  })
}
