import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { LOG_KINDS } from '../../protocol/duty/log.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { parseTime, toIso } from '../../protocol/time.ts'
import type { Duty } from '../duty/duty.ts'

const DAY_MS = 86_400_000
/** A roster of two years of three posts in three shifts is some hundred kilobytes. */
const ROSTER_BYTES = 4_194_304
const LONGEST_VIEW_MS = 400 * DAY_MS

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })
const Time = Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Number()])
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Page = Type.Object({
  orderId: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 120 })),
})
const NewRow = Type.Object({
  post: Name,
  name: Name,
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  account: Type.Optional(Type.Union([Name, Type.Null()])),
  startsAt: Time,
  endsAt: Time,
  note: Type.Optional(Type.String({ maxLength: 500 })),
})
const Swap = Type.Object({
  name: Name,
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  account: Type.Optional(Type.Union([Name, Type.Null()])),
  note: Type.Optional(Type.String({ maxLength: 500 })),
})
const RosterFile = Type.Object({
  fileName: Type.String({ minLength: 1, maxLength: 200 }),
  /** The file's text: CSV or iCalendar. */
  text: Type.String({ minLength: 1, maxLength: ROSTER_BYTES }),
  dryRun: Type.Optional(Type.Boolean()),
})
const Entry = Type.Object({
  kind: Type.Optional(Type.Enum([...LOG_KINDS])),
  text: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
  orderId: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
  corrects: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
})

const nameOf = (request: FastifyRequest): string => {
  if (request.principal === null) throw new AppError('UNAUTHENTICATED')
  return request.principal.name
}

const moment = (field: string, input: unknown): number => {
  const ms = parseTime(input)
  if (ms === null) throw new AppError('BAD_TIME', { detail: { field } })
  return ms
}

const cursorOf = ({ at, id }: { at: string; id: string }): string => `${Date.parse(at)}.${id}`
function afterOf(cursor: string | undefined): { after?: { atMs: number; id: string } } {
  if (cursor === undefined) return {}
  const [, ms, id] = /^(\d{1,16})\.(.+)$/.exec(cursor) ?? []
  if (ms === undefined || id === undefined) {
    throw new AppError('MALFORMED', { detail: { field: 'cursor' } })
  }
  return { after: { atMs: Number(ms), id } }
}

/** The duty room (FEATURES D18–D21): roster, handover, log and notices. Translates; decides nothing. */
export const dutyRoutes: FastifyPluginAsyncTypebox<{
  duty: Duty
  nowMs: () => number
}> = async (app, { duty, nowMs }) => {
  const { roster, log, handovers, notices } = duty
  const read = { permit: 'duty.read' } as const
  const write = { permit: 'duty.write' } as const

  app.get('/duty/now', { config: read }, async () => ({
    at: toIso(nowMs()),
    onDuty: await roster.onDuty(nowMs()),
    gaps: (await roster.gapsAhead()).map(({ post, fromMs, toMs }) => ({
      post,
      from: toIso(fromMs),
      to: toIso(toMs),
    })),
    notices: notices.status(),
  }))

  app.get(
    '/duty/roster',
    {
      config: read,
      schema: {
        querystring: Type.Object({
          from: Type.Optional(Type.String({ maxLength: 40 })),
          to: Type.Optional(Type.String({ maxLength: 40 })),
        }),
      },
    },
    async ({ query }) => {
      const fromMs = query.from === undefined ? nowMs() - DAY_MS : moment('from', query.from)
      const toMs = query.to === undefined ? fromMs + 14 * DAY_MS : moment('to', query.to)
      if (toMs <= fromMs || toMs - fromMs > LONGEST_VIEW_MS) {
        throw new AppError('MALFORMED', {
          detail: { field: 'to', reason: 'not after from, or more than 400 days' },
        })
      }
      const { gaps, ...view } = await roster.view(fromMs, toMs)
      return {
        from: toIso(fromMs),
        to: toIso(toMs),
        ...view,
        gaps: gaps.map((gap) => ({
          post: gap.post,
          from: toIso(gap.fromMs),
          to: toIso(gap.toMs),
        })),
      }
    },
  )
  app.post('/duty/roster', { config: write, schema: { body: NewRow } }, async (request, reply) => {
    const { startsAt, endsAt, ...row } = request.body
    const turn = {
      startsAt: toIso(moment('startsAt', startsAt)),
      endsAt: toIso(moment('endsAt', endsAt)),
    }
    return reply.code(201).send(await roster.add({ ...row, ...turn }, nameOf(request)))
  })
  app.post(
    '/duty/roster/import',
    { config: write, schema: { body: RosterFile }, bodyLimit: ROSTER_BYTES + 4_096 },
    async ({ body }) => roster.importFile(body.fileName, body.text, body.dryRun ?? false),
  )
  app.post(
    '/duty/roster/:id/swap',
    { config: write, schema: { params: Id, body: Swap } },
    async ({ params, body }) => roster.swap(params.id, body),
  )
  app.delete(
    '/duty/roster/:id',
    { config: write, schema: { params: Id } },
    async ({ params }, reply) => {
      await roster.remove(params.id)
      return reply.code(204).send()
    },
  )

  app.get('/duty/log', { config: read, schema: { querystring: Page } }, async ({ query }) => {
    const { limit = 100, orderId, cursor } = query
    const entries = await log.list({
      limit: limit + 1,
      ...(orderId === undefined ? {} : { orderId }),
      ...afterOf(cursor),
    })
    const page = entries.slice(0, limit)
    const last = page.at(-1)
    const more = entries.length > limit && last !== undefined
    return { entries: page, nextCursor: more ? cursorOf(last) : null }
  })
  app.post('/duty/log', { config: write, schema: { body: Entry } }, async (request, reply) => {
    const { kind = 'note', ...entry } = request.body
    return reply.code(201).send(
      await log.add(
        {
          kind,
          text: entry.text,
          orderId: entry.orderId ?? null,
          corrects: entry.corrects ?? null,
        },
        nameOf(request),
      ),
    )
  })

  app.get(
    '/duty/handovers',
    { config: read, schema: { querystring: Page } },
    async ({ query }) => ({
      handovers: await handovers.list(query.limit ?? 100),
    }),
  )
  app.get('/duty/handovers/:id', { config: read, schema: { params: Id } }, async ({ params }) => {
    const handover = await handovers.one(params.id)
    if (handover === null) throw new AppError('NOT_FOUND', { detail: { handover: params.id } })
    return handover
  })
  app.post('/duty/handovers', { config: write }, async (request, reply) =>
    reply.code(201).send(await handovers.draft(nameOf(request))),
  )
  app.put(
    '/duty/handovers/:id',
    {
      config: write,
      schema: { params: Id, body: Type.Object({ remarks: Type.String({ maxLength: 4_000 }) }) },
    },
    async ({ params, body }) => handovers.remark(params.id, body.remarks),
  )
  app.post(
    '/duty/handovers/:id/read',
    {
      config: write,
      schema: {
        params: Id,
        body: Type.Object({
          lines: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100 }),
        }),
      },
    },
    async (request) => handovers.read(request.params.id, request.body.lines, nameOf(request)),
  )
  app.post('/duty/handovers/:id/sign', { config: write, schema: { params: Id } }, async (request) =>
    handovers.sign(request.params.id, nameOf(request)),
  )

  app.get('/duty/notices', { config: read, schema: { querystring: Page } }, async ({ query }) => {
    const { limit = 100, orderId, cursor } = query
    const told = await notices.list({
      limit: limit + 1,
      ...(orderId === undefined ? {} : { orderId }),
      ...afterOf(cursor),
    })
    const page = told.slice(0, limit)
    const last = page.at(-1)
    const more = told.length > limit && last !== undefined
    return {
      notices: page,
      nextCursor: more ? cursorOf(last) : null,
      ...notices.status(),
    }
  })
}
