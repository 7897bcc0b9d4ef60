import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import { MAX_TILE_ZOOM } from '../../protocol/geo/tile-set.ts'
import { toIso } from '../../protocol/time.ts'
import type { Tiles } from '../tiles/tiles.ts'

const Whole = Type.String({ pattern: '^(0|[1-9][0-9]{0,6})$' })
const config = { permit: 'indicators.read' } as const
/** Screens keep a tile for an hour; a stale one is asked for again at once. */
const FRESH = 'private, max-age=3600'

export type MapTileRoutesOptions = {
  /** null: the deployment has no tiles of its own. */
  readonly tiles: Tiles | null
}

/** The site's own map tiles, through this server: screens need no way to their host, and no key reaches them. */
export const mapTileRoutes: FastifyPluginAsyncTypebox<MapTileRoutesOptions> = async (
  app,
  { tiles },
) => {
  const set = (): Tiles => {
    if (tiles === null) throw new AppError('TILES_NOT_SET')
    return tiles
  }

  app.get('/map/tiles', { config }, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return set().describe()
  })

  app.get(
    '/map/tiles/:z/:x/:y',
    {
      config,
      schema: {
        params: Type.Object({ z: Whole, x: Whole, y: Whole }),
        querystring: Type.Object({ ask: Type.Optional(Type.Literal('source')) }),
      },
    },
    async (request, reply) => {
      const source = set()
      const [z, x, y] = [request.params.z, request.params.x, request.params.y].map(Number) as [
        number,
        number,
        number,
      ]
      if (z > MAX_TILE_ZOOM || x >= 2 ** z || y >= 2 ** z)
        throw new AppError('TILE_MISSING', { detail: { z, x, y } })
      const { type, body, atMs, isStale } = await source.tile(
        { z, x, y },
        request.query.ask === 'source',
      )
      if (isStale) reply.header('x-tile-stale-since', toIso(atMs))
      return reply
        .header('cache-control', isStale || request.query.ask === 'source' ? 'no-store' : FRESH)
        .type(type)
        .send(body)
    },
  )
}
