import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Principal } from '../../protocol/access/role.ts'
import type { Emergency, EmergencyAct } from '../../protocol/emergency/emergency.ts'
import { isHis, ownerOf } from '../../protocol/emergency/owner.ts'
import { FORCE_STATES, type Plan } from '../../protocol/emergency/plan.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Conduct } from '../emergency/conduct.ts'
import type { Emergencies, KeptEmergency } from '../emergency/emergencies.ts'
import { createNearby } from '../emergency/nearby.ts'

const closed = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Text = Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' })
/** WGS 84 `[lon, lat]`. */
const Position = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -85, maximum: 85 }),
])
const People = Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 }))
const Leader = Type.Optional(Type.String({ maxLength: 100 }))
const WallIds = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })

const Open = Type.Object(
  {
    orderId: Type.Optional(Type.String({ maxLength: 100 })),
    position: Type.Optional(Position),
    plan: Type.Optional(Type.String({ maxLength: 60 })),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    walls: Type.Optional(WallIds),
    drill: Type.Optional(Type.Boolean()),
    actionId: Type.Optional(Type.String({ minLength: 8, maxLength: 100 })),
  },
  closed,
)

const common = {
  /** The `rev` the caller was looking at; left out: he does not mind what others did meanwhile. */
  rev: Type.Optional(Type.Integer({ minimum: 1 })),
  actionId: Type.String({ minLength: 8, maxLength: 100 }),
}
const Act = Type.Union([
  Type.Object(
    {
      ...common,
      act: Type.Literal('tick'),
      step: Name,
      note: Type.Optional(Type.String({ maxLength: 1_000 })),
    },
    closed,
  ),
  Type.Object({ ...common, act: Type.Literal('untick'), step: Name, note: Text }, closed),
  Type.Object(
    {
      ...common,
      act: Type.Literal('force'),
      force: Name,
      state: Type.Enum([...FORCE_STATES]),
      people: People,
      leader: Leader,
    },
    closed,
  ),
  Type.Object(
    {
      ...common,
      act: Type.Literal('add-force'),
      name: Name,
      department: Name,
      people: People,
      leader: Leader,
    },
    closed,
  ),
  Type.Object({ ...common, act: Type.Literal('report'), text: Text }, closed),
  Type.Object({ ...common, act: Type.Literal('move'), position: Position }, closed),
  Type.Object({ ...common, act: Type.Literal('plan'), plan: Name }, closed),
  Type.Object({ ...common, act: Type.Literal('end'), summary: Text }, closed),
])
type Act = Static<typeof Act>

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })
const Page = Type.Object({
  state: Type.Optional(Type.Enum(['active', 'ended'])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 120 })),
})
const NearbyQuery = Type.Object({
  /** Kinds of assets, comma separated; left out: those of the plan. */
  kinds: Type.Optional(Type.String({ maxLength: 1_000 })),
  most: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 3 })),
})

export type EmergencyRoutesOptions = {
  readonly emergencies: Emergencies
  readonly conduct: Conduct
  readonly plans: readonly Plan[]
}

const principalOf = ({ principal }: FastifyRequest): Principal => {
  if (principal === null) throw new AppError('UNAUTHENTICATED')
  return principal
}

const cursorOf = ({ emergency: { openedAt, id } }: KeptEmergency): string =>
  `${Date.parse(openedAt)}.${id}`

function afterOf(cursor: string): { atMs: number; id: string } {
  const [, ms, id] = /^(\d{1,16})\.(.+)$/.exec(cursor) ?? []
  if (ms === undefined || id === undefined) {
    throw new AppError('MALFORMED', { detail: { field: 'cursor' } })
  }
  return { atMs: Number(ms), id }
}

/** @throws AppError FORBIDDEN when a handler touches what is not his department's */
function mustBeHis(principal: Principal, act: Act, emergency: Emergency): void {
  if (isHis(principal, act, emergency)) return
  throw new AppError('FORBIDDEN', { detail: { act: act.act, department: ownerOf(act, emergency) } })
}

/** Emergencies (平战结合): their plans, opening, working through and ending. Translates; decides nothing. */
export const emergencyRoutes: FastifyPluginAsyncTypebox<EmergencyRoutesOptions> = async (
  app,
  { emergencies, conduct, plans },
) => {
  const read = { permit: 'emergencies.read' } as const
  const nearby = createNearby()

  app.get('/emergency-plans', { config: read }, async () => ({ plans, nextCursor: null }))

  app.get('/emergencies', { config: read, schema: { querystring: Page } }, async ({ query }) => {
    const { state = 'active', limit = 100, cursor } = query
    if (state === 'active') return { emergencies: emergencies.active(), nextCursor: null }
    const after = cursor === undefined ? undefined : afterOf(cursor)
    const past = await emergencies.past(limit + 1, after)
    const page = past.slice(0, limit)
    const last = page.at(-1)
    const more = past.length > limit && last !== undefined
    return {
      emergencies: page.map(({ emergency }) => emergency),
      nextCursor: more ? cursorOf(last) : null,
    }
  })

  app.post(
    '/emergencies',
    { config: { permit: 'emergencies.open' }, schema: { body: Open } },
    async (request, reply) => {
      const { emergency } = await conduct.open(request.body, principalOf(request).name)
      return reply.code(201).send(emergency)
    },
  )

  app.get('/emergencies/:id', { config: read, schema: { params: Id } }, async ({ params }) => {
    const { emergency, events } = await emergencies.one(params.id)
    return { ...emergency, events }
  })

  app.get(
    '/emergencies/:id/nearby',
    { config: read, schema: { params: Id, querystring: NearbyQuery } },
    async ({ params, query }) => {
      const { emergency } = await emergencies.one(params.id)
      const { position } = emergency
      const kinds = query.kinds?.split(',').filter(Boolean) ?? emergency.near
      if (position === null) return { position, assets: [], unknown: [] }
      return { position, ...nearby(position, kinds, query.most ?? 3) }
    },
  )

  app.post(
    '/emergencies/:id/acts',
    { config: { permit: 'emergencies.act' }, schema: { params: Id, body: Act } },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { actionId, rev, ...given } = request.body
      mustBeHis(principal, request.body, (await emergencies.one(id)).emergency)
      const act: EmergencyAct =
        given.act === 'plan'
          ? { act: 'plan', plan: conduct.planOf(given.plan, null) }
          : (given as EmergencyAct)
      const kept = await emergencies.act(id, { act, actionId, rev, by: principal.name })
      return kept.emergency
    },
  )
}
