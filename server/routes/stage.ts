import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import { STAGE_NUMBERS } from '../../protocol/stage/stages.ts'
import { parseTime } from '../../protocol/time.ts'
import type { CityStage } from '../stage/city-stage.ts'

const closed = { additionalProperties: false } as const
const Reason = Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' })
const Override = Type.Object(
  {
    stage: Type.Enum([...STAGE_NUMBERS]),
    reason: Reason,
    /** ISO 8601 with an offset, or epoch ms. */
    until: Type.Union([Type.String({ maxLength: 40 }), Type.Number()]),
  },
  closed,
)
const Release = Type.Object({ reason: Reason }, closed)

const nameOf = (request: FastifyRequest): string => {
  if (request.principal === null) throw new AppError('UNAUTHENTICATED')
  return request.principal.name
}

/** The stage of the city (城市运行阶段), its criteria, and setting it by hand. Translates; decides nothing. */
export const stageRoutes: FastifyPluginAsyncTypebox<{ readonly city: CityStage }> = async (
  app,
  { city },
) => {
  const read = { permit: 'stage.read' } as const
  const override = { permit: 'stage.override' } as const

  app.get('/stage', { config: read }, async () => city.state())

  app.get('/stages', { config: read }, async () => ({
    stages: city.stages.stages,
    forget_after: city.stages.forget_after,
    nextCursor: null,
  }))

  app.post('/stage/override', { config: override, schema: { body: Override } }, async (request) => {
    const { stage, reason, until } = request.body
    const untilMs = parseTime(until)
    if (untilMs === null) throw new AppError('BAD_TIME', { detail: { field: 'until' } })
    return city.override({ stage, reason, untilMs }, nameOf(request))
  })

  app.post('/stage/release', { config: override, schema: { body: Release } }, async (request) =>
    city.release(request.body.reason, nameOf(request)),
  )
}
