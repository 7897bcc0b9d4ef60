import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError, type ErrorCode } from '../../protocol/error/codes.ts'
import { QUALITIES } from '../../protocol/indicator/definition.ts'
import { DISTRICT } from '../../protocol/place/place.ts'
import { createFlow, expectedBytes } from '../feeds/flow.ts'
import { MOST_READINGS, parseBody } from '../feeds/http-push.ts'
import { decodeBody, MOST_INFLATED_BYTES } from '../feeds/inflate.ts'
import type { Ingest, Sender } from '../feeds/ingest.ts'
import { knownFailure } from '../plugins/error-replies.ts'

const senderOf = (principal: Principal | null): Sender => {
  if (principal === null) throw new AppError('UNAUTHENTICATED')
  return { source: principal.name, department: principal.department }
}

/** A reading as it is sent, for the published contract. What is really taken is decided by `validateReadings`. */
const SentReading = Type.Object({
  indicator: Type.String(),
  at: Type.Union([Type.String(), Type.Number()], {
    description: 'ISO 8601 with an offset, or epoch milliseconds',
  }),
  value: Type.Number(),
  place: Type.Optional(Type.String({ default: DISTRICT })),
  quality: Type.Optional(Type.Enum([...QUALITIES])),
  source: Type.Optional(Type.String()),
  unit: Type.Optional(Type.String()),
})
const TAKES = {
  'application/json': {
    schema: Type.Object({ readings: Type.Array(SentReading, { maxItems: MOST_READINGS }) }),
  },
  'application/x-ndjson': { schema: SentReading },
  'text/csv': {
    schema: Type.String({
      description: 'header row indicator,at,value[,place,quality,source,unit]',
    }),
  },
}

/** Faults of a whole body. Readings refused one by one, and senders turned away, are counted where it happens. */
const BODY_FAULTS: ReadonlySet<ErrorCode> = new Set(['MALFORMED', 'TOO_LARGE', 'UNSUPPORTED_MEDIA'])

/**
 * `POST /readings` (PROTOCOL §3): JSON, NDJSON or CSV, plain or gzip. Answers 202 once what was accepted is
 * durable. Bodies are taken as bytes of any type, so that this route alone says what it understands.
 */
export const readingRoutes: FastifyPluginAsync<{ ingest: Ingest }> = async (app, { ingest }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: MOST_INFLATED_BYTES },
    (_request: FastifyRequest, body: Buffer | string, done) => done(null, body),
  )

  app.addHook('onError', async ({ principal }, _reply, error) => {
    const code = knownFailure(error)?.code
    if (principal === null || code === undefined || !BODY_FAULTS.has(code)) return
    await ingest.countRefused(senderOf(principal), code)
  })

  const takeIn = (type: string | undefined, text: Buffer, sender: Sender) => {
    const { rows, unreadable } = parseBody(type, text)
    return ingest.accept(rows, unreadable, sender)
  }

  const flow = createFlow()

  app.post(
    '/readings',
    {
      config: { permit: 'readings.post', takes: TAKES },
      preParsing: async (request, reply) => {
        const sender = senderOf(request.principal)
        await ingest.checkRoom(sender)
        const bytes = expectedBytes(request.headers)
        if (!flow.enter(bytes)) return ingest.refuse(sender)
        reply.raw.once('close', () => flow.leave(bytes))
        return undefined
      },
    },
    async (request, reply) => {
      const sender = senderOf(request.principal)
      const { body } = request
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      const text = await decodeBody(bytes, request.headers['content-encoding'])
      // What has been read is let go: under a flood many requests wait here for their turn on the disk.
      request.body = null
      return reply.code(202).send(await takeIn(request.headers['content-type'], text, sender))
    },
  )
}
