import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import type { WallPicture } from '../../protocol/stream/events.ts'
import { PictureBody } from '../walls/command.ts'
import type { Walls } from '../walls/walls.ts'

export type WallPresetRoutesOptions = { readonly walls: Walls }

const Id = Type.String({ minLength: 1, maxLength: 100 })
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const WallParams = Type.Object({ id: Id })
const PresetParams = Type.Object({ id: Id, preset: Id })
const Version = Type.Integer({ minimum: 1 })
const SaveBody = Type.Object(
  { name: Name, picture: Type.Optional(PictureBody) },
  { additionalProperties: false },
)
const ChangeBody = Type.Object(
  {
    /** The version that the caller was looking at. */
    version: Version,
    name: Type.Optional(Name),
    /** `now`: as the wall stands. */
    picture: Type.Optional(Type.Union([Type.Literal('now'), PictureBody])),
  },
  { additionalProperties: false },
)
const RecallBody = Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false })
const LogQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  cursor: Type.Optional(Type.String({ maxLength: 120 })),
})

function afterOf(cursor: string | undefined): { after?: { atMs: number; id: string } } {
  if (cursor === undefined) return {}
  const [, ms, id] = /^(\d{1,16})\.(.+)$/.exec(cursor) ?? []
  if (ms === undefined || id === undefined) {
    throw new AppError('MALFORMED', { detail: { field: 'cursor' } })
  }
  return { after: { atMs: Number(ms), id } }
}

/** Presets of a wall (预案画面): saved, changed as a new version, recalled; and the wall's log. */
export const wallPresetRoutes: FastifyPluginAsyncTypebox<WallPresetRoutesOptions> = async (
  app,
  { walls },
) => {
  const { presets, log } = walls
  const exists = (wall: string): void => {
    if (walls.state(wall) === null) throw new AppError('NOT_FOUND', { detail: { wall } })
  }
  const nameOf = (request: { principal?: { name: string } | null }): string =>
    request.principal?.name ?? ''
  const note = (kind: 'saved' | 'removed', wall: string, by: string, what: object) =>
    log.add({ wall, kind, by, atMs: Date.now(), what: { ...what } })
  const read = { permit: 'walls.read' } as const
  const edit = { permit: 'walls.presets' } as const

  app.get(
    '/walls/:id/presets',
    { config: read, schema: { params: WallParams } },
    async (request) => {
      exists(request.params.id)
      return { presets: await presets.list(request.params.id), nextCursor: null }
    },
  )

  app.post(
    '/walls/:id/presets',
    { config: edit, schema: { params: WallParams, body: SaveBody } },
    async (request, reply) => {
      const { id } = request.params
      // The schema gives mutable tuples where the type says the same in other words.
      const picture = (request.body.picture as WallPicture | undefined) ?? walls.picture(id)
      exists(id)
      walls.checkPicture(picture)
      const by = nameOf(request)
      const preset = await presets.create(id, request.body.name.trim(), picture, by)
      await note('saved', id, by, { preset: preset.id, name: preset.name, version: 1 })
      return reply.code(201).send(preset)
    },
  )

  app.put(
    '/walls/:id/presets/:preset',
    { config: edit, schema: { params: PresetParams, body: ChangeBody } },
    async (request) => {
      const { id, preset } = request.params
      const { version, name, picture: asked } = request.body
      const picture = asked === 'now' ? walls.picture(id) : (asked as WallPicture | undefined)
      if (picture !== undefined) walls.checkPicture(picture)
      const by = nameOf(request)
      const saved = await presets.update(
        id,
        preset,
        {
          version,
          ...(name === undefined ? {} : { name: name.trim() }),
          ...(picture === undefined ? {} : { picture }),
        },
        by,
      )
      await note('saved', id, by, { preset, name: saved.name, version: saved.version })
      return saved
    },
  )

  app.get(
    '/walls/:id/presets/:preset/versions',
    { config: read, schema: { params: PresetParams } },
    async (request) => ({
      versions: await presets.versions(request.params.id, request.params.preset),
      nextCursor: null,
    }),
  )

  app.delete(
    '/walls/:id/presets/:preset',
    { config: edit, schema: { params: PresetParams } },
    async (request, reply) => {
      const { id, preset } = request.params
      const { name, version } = await presets.remove(id, preset)
      await note('removed', id, nameOf(request), { preset, name, version })
      return reply.code(204).send()
    },
  )

  app.post(
    '/walls/:id/presets/:preset/recall',
    { config: { permit: 'walls.command' }, schema: { params: PresetParams, body: RecallBody } },
    async (request) => {
      const { id, preset } = request.params
      const state = await walls.recall(id, preset, request.body.version, nameOf(request))
      const { wall, seq, commands, at } = state
      return { wall, seq, commands, commandedAt: at }
    },
  )

  app.get(
    '/walls/:id/log',
    { config: read, schema: { params: WallParams, querystring: LogQuery } },
    async (request) => {
      const { limit = 100, cursor } = request.query
      exists(request.params.id)
      const found = await log.list({
        wall: request.params.id,
        limit: limit + 1,
        ...afterOf(cursor),
      })
      const entries = found.slice(0, limit)
      const last = entries.at(-1)
      const more = found.length > limit && last !== undefined
      return { entries, nextCursor: more ? `${Date.parse(last.at)}.${last.id}` : null }
    },
  )
}
