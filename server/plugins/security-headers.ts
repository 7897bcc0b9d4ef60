import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

const YEAR_S = 31_536_000

/**
 * What a page of ours may do (S16): own scripts and workers only, no inline script, no eval, framed by ourselves
 * only. Works over plain HTTP too: nothing is upgraded, and strict transport security is told on HTTPS alone.
 */
export const securityHeaders = fp(
  async (app) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          workerSrc: ["'self'"],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          imgSrc: ["'self'", 'data:', 'blob:'],
          // ECharts' tooltips set inline styles.
          styleSrc: ["'self'", "'unsafe-inline'"],
          fontSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'self'"],
        },
      },
      hsts: false,
      // Browsers ignore these over plain HTTP and complain on the console of every wall.
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      referrerPolicy: { policy: 'same-origin' },
    })
    app.addHook('onSend', async (request, reply) => {
      if (request.protocol === 'https') {
        reply.header('strict-transport-security', `max-age=${YEAR_S}`)
      }
    })
  },
  { name: 'security-headers' },
)
