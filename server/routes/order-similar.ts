import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { audienceOf } from '../../protocol/access/audience.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Similar } from '../orders/similar.ts'

const Draft = Type.Object({
  type: Type.Optional(Type.String({ maxLength: 100 })),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  address: Type.Optional(Type.String({ maxLength: 500 })),
  /** WGS 84 `[lon, lat]`. */
  position: Type.Optional(
    Type.Tuple([
      Type.Number({ minimum: -180, maximum: 180 }),
      Type.Number({ minimum: -90, maximum: 90 }),
    ]),
  ),
  place: Type.Optional(Type.String({ maxLength: 120 })),
})

/** HTTP entry for likely duplicates. Translates; decides nothing. */
export const orderSimilarRoutes: FastifyPluginAsyncTypebox<{ similar: Similar }> = async (
  app,
  { similar },
) => {
  app.post(
    '/orders/similar',
    { config: { permit: 'orders.read' }, schema: { body: Draft } },
    ({ body, principal }) => {
      if (principal === null) throw new AppError('UNAUTHENTICATED')
      return similar.ofDraft(body, audienceOf(principal))
    },
  )

  app.get(
    '/orders/:id/similar',
    {
      config: { permit: 'orders.read' },
      schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) },
    },
    ({ params, principal }) => {
      if (principal === null) throw new AppError('UNAUTHENTICATED')
      return similar.ofOrder(params.id, audienceOf(principal))
    },
  )
}
