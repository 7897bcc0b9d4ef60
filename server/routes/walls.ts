import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { WallCommandBody } from '../walls/command.ts'
import type { Walls } from '../walls/walls.ts'

export type WallRoutesOptions = { readonly walls: Walls }

const WallParams = Type.Object({ id: Type.String({ maxLength: 100 }) })

/** The walls and rooms (PROTOCOL §9): what they show, and telling a wall what to show. */
export const wallRoutes: FastifyPluginAsyncTypebox<WallRoutesOptions> = async (app, { walls }) => {
  app.get('/walls', { config: { permit: 'walls.read' } }, async () => ({
    walls: walls.list().map(({ wall, seq, commands, screens }) => ({
      id: wall,
      seq,
      commands,
      screens: screens.map(({ lastSeenAtMs, ...screen }) => ({
        ...screen,
        lastSeen: new Date(lastSeenAtMs).toISOString(),
      })),
    })),
    nextCursor: null,
  }))

  app.post(
    '/walls/:id/command',
    { config: { permit: 'walls.command' }, schema: { params: WallParams, body: WallCommandBody } },
    async (request) => {
      const { wall, seq, commands } = await walls.command(request.params.id, request.body)
      return { wall, seq, commands }
    },
  )

  app.get('/rooms', { config: { permit: 'walls.read' } }, async () => ({
    rooms: [{ id: 'main', name_zh: '会商室', name_en: 'Consultation room', wall: 'main' }],
    nextCursor: null,
  }))
}
