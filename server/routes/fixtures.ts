import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ASSET_TYPES, readAssetText } from '../../data-fixtures/assets/assets.ts'
import { BOUNDARY_SOURCE, GEO_NAMES, isGeoName, readGeoText } from '../../data-fixtures/geo/geo.ts'
import { AppError } from '../../protocol/error/codes.ts'

type Body = { readonly text: string; readonly etag: string }

const bodyOf = (text: string): Body => ({
  text,
  etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`,
})

/**
 * Files do not change while the server runs: each is read once.
 *
 * @param names what may be kept; for other names, which callers can make up without end, nothing is
 */
function remember(
  read: (name: string) => string,
  names: { has(name: string): boolean },
): (name: string) => Body {
  const kept = new Map<string, Body>()
  return (name) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const body = bodyOf(read(name))
    if (names.has(name)) kept.set(name, body)
    return body
  }
}

const tableText = (type: string): string =>
  `{"type":"${type}","simulated":true,"rows":${readAssetText(type).trim()}}`

const Name = Type.String({ pattern: '^[a-z0-9-]{1,60}$' })
const config = { permit: 'indicators.read' } as const

export type FixtureRoutesOptions = {
  /** The deployment's own approval number for its map; null: it has none. */
  readonly mapApproval: string | null
  /** Whether there are tiles of the site's own to ask for (`/map/tiles`). */
  readonly hasTiles: boolean
}

/** The fixtures over HTTP: geometry of the district (示意) and the asset tables that map layers bind. */
export const fixtureRoutes: FastifyPluginAsyncTypebox<FixtureRoutesOptions> = async (
  app,
  { mapApproval, hasTiles },
) => {
  const assets = remember(tableText, ASSET_TYPES)
  const geo = remember((name) => (isGeoName(name) ? readGeoText(name) : ''), new Set(GEO_NAMES))

  const send = (
    request: FastifyRequest,
    reply: FastifyReply,
    { text, etag }: Body,
    type: string,
  ): FastifyReply => {
    reply.header('etag', etag).header('cache-control', 'private, max-age=300')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply
      .type(type)
      .serializer((payload: unknown) => String(payload))
      .send(text)
  }

  app.get(
    '/assets/:type',
    { config, schema: { params: Type.Object({ type: Name }) } },
    (request, reply) =>
      send(request, reply, assets(request.params.type), 'application/json; charset=utf-8'),
  )

  app.get(
    '/geo',
    {
      config,
      schema: {
        response: {
          200: Type.Object({
            boundarySource: Type.String(),
            approval: Type.Union([Type.String(), Type.Null()]),
            tiles: Type.Boolean(),
          }),
        },
      },
    },
    () => ({ boundarySource: BOUNDARY_SOURCE, approval: mapApproval, tiles: hasTiles }),
  )

  app.get(
    '/geo/:name',
    { config, schema: { params: Type.Object({ name: Name }) } },
    (request, reply) => {
      const { name } = request.params
      if (!isGeoName(name)) throw new AppError('NOT_FOUND', { detail: { geo: name } })
      return send(request, reply, geo(name), 'application/geo+json; charset=utf-8')
    },
  )
}
