import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { WallSightSchema, type WallSights } from '../../protocol/wall/sight-file.ts'

export type WallSightRoutesOptions = { readonly sights: WallSights }

/** How large a wall is and from where it is read, as the deployment's file has it; null: nobody measured it. */
export const wallSightRoutes: FastifyPluginAsyncTypebox<WallSightRoutesOptions> = async (
  app,
  { sights },
) => {
  app.get(
    '/walls/:id/sight',
    {
      config: { permit: 'walls.read' },
      schema: {
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
        response: {
          200: Type.Object({
            wall: Type.String(),
            sight: Type.Union([WallSightSchema, Type.Null()]),
          }),
        },
      },
    },
    async ({ params: { id } }) => ({
      wall: id,
      sight: Object.hasOwn(sights, id) ? (sights[id] ?? null) : null,
    }),
  )
}
