import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import { MOST_ROUTING_ROWS, RoutingRow } from '../../protocol/order/routing.ts'
import type { Routing } from '../orders/routing.ts'

const Version = Type.Integer({ minimum: 0, maximum: 999_999_999 })
const Table = Type.Object({
  /** The version that was looked at. */
  version: Version,
  rows: Type.Array(RoutingRow, { maxItems: MOST_ROUTING_ROWS }),
})
const Question = Type.Object({
  type: Type.String({ maxLength: 100 }),
  town: Type.Optional(Type.String({ maxLength: 50 })),
  severity: Type.Optional(Type.Enum([1, 2, 3, 4])),
})

/** HTTP entry for the table that says which department takes an order. Translates; decides nothing. */
export const routingRoutes: FastifyPluginAsyncTypebox<{ routing: Routing }> = async (
  app,
  { routing },
) => {
  app.get(
    '/routing',
    {
      config: { permit: 'routing.read' },
      schema: { querystring: Type.Object({ version: Type.Optional(Version) }) },
    },
    ({ query }) =>
      query.version === undefined
        ? Promise.resolve(routing.current())
        : routing.version(query.version),
  )

  app.get(
    '/routing/versions',
    {
      config: { permit: 'routing.read' },
      schema: {
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
        }),
      },
    },
    async ({ query }) => ({ versions: await routing.versions(query.limit ?? 100) }),
  )

  app.put(
    '/routing',
    { config: { permit: 'routing.edit' }, schema: { body: Table } },
    ({ body, principal }) => {
      if (principal === null) throw new AppError('UNAUTHENTICATED')
      return routing.replace(body.rows, body.version, principal.name)
    },
  )

  app.get('/routing/coverage', { config: { permit: 'routing.read' } }, async () =>
    routing.coverage(),
  )

  app.post(
    '/routing/explain',
    { config: { permit: 'routing.read' }, schema: { body: Question } },
    async ({ body }) => routing.explain(body),
  )
}
