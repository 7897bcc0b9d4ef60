import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { toIso, toIsoOrNull } from '../../protocol/time.ts'
import { WallCommandBody } from '../walls/command.ts'
import type { Walls } from '../walls/walls.ts'

export type WallRoutesOptions = { readonly walls: Walls; readonly nowMs?: () => number }

const WallParams = Type.Object({ id: Type.String({ maxLength: 100 }) })

/** The walls and rooms (PROTOCOL §9): what they show, telling a wall what to show, and what happened at it. */
export const wallRoutes: FastifyPluginAsyncTypebox<WallRoutesOptions> = async (
  app,
  { walls, nowMs = Date.now },
) => {
  app.get('/walls', { config: { permit: 'walls.read' } }, async () => ({
    serverTime: toIso(nowMs()),
    walls: walls.list().map(({ wall, seq, commands, at, tour, screens }) => ({
      id: wall,
      seq,
      commands,
      commandedAt: at,
      tour,
      screens: screens.map(({ lastSeenAtMs, sinceMs, ...screen }) => ({
        ...screen,
        lastSeen: toIso(lastSeenAtMs),
        since: toIsoOrNull(sinceMs),
      })),
    })),
    nextCursor: null,
  }))

  app.post(
    '/walls/:id/command',
    { config: { permit: 'walls.command' }, schema: { params: WallParams, body: WallCommandBody } },
    async (request) => {
      const by = request.principal?.name ?? ''
      const state = await walls.command(request.params.id, request.body, by)
      const { wall, seq, commands, at } = state
      return { wall, seq, commands, commandedAt: at }
    },
  )

  app.get('/rooms', { config: { permit: 'walls.read' } }, async () => ({
    rooms: [{ id: 'main', name_zh: '会商室', name_en: 'Consultation room', wall: 'main' }],
    nextCursor: null,
  }))
}
