import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bodies by content type, for the published contract only: what the route reads by itself. */
    readonly takes?: Readonly<Record<string, { readonly schema: object }>>
  }
}

export type OpenapiOptions = { readonly version: string }

/** Writes tuples the way OpenAPI 3.1 has them (JSON Schema 2020-12: `prefixItems`), all the way down. */
function modernTuples(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(modernTuples)
  if (typeof node !== 'object' || node === null) return node
  const { items, additionalItems, ...rest } = node as Record<string, unknown>
  const copy = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, modernTuples(value)]),
  )
  if (Array.isArray(items)) {
    return { ...copy, prefixItems: items.map(modernTuples), items: additionalItems ?? false }
  }
  return items === undefined ? copy : { ...copy, items: modernTuples(items) }
}

/** OpenAPI 3.1 at `/api/v1/openapi.json`, made from the schemas that validate. Register before the routes. */
export const openapi = fp<OpenapiOptions>(
  async (app, { version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '宁治慧 Ningzhihui',
          version,
          description:
            'Indicator feeds, alarms, work orders and walls of a city-operations command center.',
        },
        components: {
          securitySchemes: {
            session: { type: 'apiKey', in: 'cookie', name: 'nzh_session' },
            screen: { type: 'apiKey', in: 'cookie', name: 'nzh_screen' },
            bearer: { type: 'http', scheme: 'bearer' },
          },
        },
      },
      transform: ({ schema, url, route }) => {
        const permit = route.config?.permit
        const hidden = !url.startsWith('/api/') && !/^\/(healthz|readyz|metrics|open311)/.test(url)
        const security =
          permit === 'public' ? [] : [{ session: [] }, { bearer: [] }, { screen: [] }]
        const takes = route.config?.takes
        const body = takes === undefined ? {} : { body: { content: takes } }
        return { schema: { ...schema, ...body, hide: hidden, security }, url }
      },
    })
    app.after(() => {
      app.get('/api/v1/openapi.json', { config: { permit: 'public' } }, async () =>
        modernTuples(app.swagger()),
      )
    })
  },
  { name: 'openapi', dependencies: ['session'] },
)
