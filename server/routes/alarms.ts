import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Alarm } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { CATEGORIES, LEVELS } from '../../protocol/indicator/definition.ts'
import { LONGEST_SHELVE_MIN } from '../indicators/alarm-acts.ts'
import { SUMMARY_MS, summarizeAlarms } from '../indicators/alarm-summary.ts'
import type { Pipeline } from '../indicators/pipeline.ts'
import type { AlarmStore } from '../store/store.ts'

/** `standing` is every alarm not yet cleared, `all` also those that are. */
const STATES = ['standing', 'active', 'acknowledged', 'shelved', 'cleared', 'all'] as const

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 60 }) })
const Query = Type.Object({
  state: Type.Optional(Type.Enum([...STATES])),
  level: Type.Optional(Type.Enum([...LEVELS])),
  category: Type.Optional(Type.Enum([...CATEGORIES])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 60 })),
})
const EventsQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
})
const Ack = Type.Object({ note: Type.Optional(Type.String({ maxLength: 1_000 })) })
const Shelve = Type.Object({
  minutes: Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SHELVE_MIN }),
  reason: Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' }),
})

export type AlarmRoutesOptions = {
  readonly pipeline: Pipeline
  readonly store: AlarmStore
  readonly nowMs: () => number
}

const nameOf = (request: FastifyRequest): string => {
  if (request.principal === null) throw new AppError('UNAUTHENTICATED')
  return request.principal.name
}

/** Alarms (PROTOCOL §5). Translates; decides nothing. */
export const alarmRoutes: FastifyPluginAsyncTypebox<AlarmRoutesOptions> = async (
  app,
  { pipeline, store, nowMs },
) => {
  const read = { permit: 'alarms.read' } as const
  const handle = { permit: 'alarms.handle' } as const

  const list = async (
    state: (typeof STATES)[number],
    filter: { level?: string; category?: string; limit: number; beforeId?: string },
  ): Promise<readonly Alarm[]> => {
    if (state === 'cleared') return store.alarms({ ...filter, state })
    if (state === 'all') return store.alarms(filter)
    const { level, category, limit, beforeId } = filter
    return pipeline
      .standingAlarms()
      .filter(
        (alarm) =>
          (state === 'standing' || alarm.state === state) &&
          (level === undefined || alarm.level === level) &&
          (category === undefined || alarm.category === category) &&
          (beforeId === undefined || alarm.id < beforeId),
      )
      .toReversed()
      .slice(0, limit)
  }

  app.get('/alarms', { config: read, schema: { querystring: Query } }, async ({ query }) => {
    const { state = 'standing', level, category, limit = 100, cursor } = query
    const alarms = await list(state, {
      limit: limit + 1,
      ...(level === undefined ? {} : { level }),
      ...(category === undefined ? {} : { category }),
      ...(cursor === undefined ? {} : { beforeId: cursor }),
    })
    const page = alarms.slice(0, limit)
    return { alarms: page, nextCursor: alarms.length > limit ? (page.at(-1)?.id ?? null) : null }
  })

  app.get('/alarms/summary', { config: read }, async () => {
    const now = nowMs()
    const events = await store.alarmEvents(now - SUMMARY_MS, now + 1)
    return summarizeAlarms(events, pipeline.standingAlarms(), now)
  })

  const find = async (id: string): Promise<Alarm> => {
    const standing = pipeline.standingAlarms().find((alarm) => alarm.id === id)
    const alarm = standing ?? (await store.alarm(id))
    if (alarm === null) throw new AppError('NOT_FOUND', { detail: { alarm: id } })
    return alarm
  }

  app.get('/alarms/:id', { config: read, schema: { params: Params } }, async ({ params }) => ({
    alarm: await find(params.id),
  }))

  app.get(
    '/alarms/:id/events',
    { config: read, schema: { params: Params, querystring: EventsQuery } },
    async ({ params, query }) => {
      const { id } = await find(params.id)
      return { events: await store.eventsOfAlarm(id, query.limit ?? 1000) }
    },
  )

  app.post(
    '/alarms/:id/ack',
    { config: handle, schema: { params: Params, body: Ack } },
    async (request) => {
      const { note = '' } = request.body
      const by = nameOf(request)
      return {
        alarm: await pipeline.actOnAlarm(request.params.id, { act: 'acknowledge', by, note }),
      }
    },
  )

  app.post(
    '/alarms/:id/shelve',
    { config: handle, schema: { params: Params, body: Shelve } },
    async (request) => {
      const act = { act: 'shelve', by: nameOf(request), ...request.body } as const
      return { alarm: await pipeline.actOnAlarm(request.params.id, act) }
    },
  )

  app.post(
    '/alarms/:id/unshelve',
    { config: handle, schema: { params: Params } },
    async (request) => {
      const act = { act: 'unshelve', by: nameOf(request) } as const
      return { alarm: await pipeline.actOnAlarm(request.params.id, act) }
    },
  )
}
